"""Who calls, and when the telephone must be silent: deputies and skills, promises, previews, shares of work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: The manuals' own figures (section 3); a house changes them to its own.
_SHARES = (
    ("consultant", "bring_in", 0.5),
    ("consultant", "care", 0.1),
    ("consultant", "further_sales", 0.4),
    ("service", "care", 0.5),
    ("service", "further_sales", 0.5),
)

_RESULTS = (
    "'talked', 'greeted', 'no_answer', 'busy', 'machine', 'failed', 'bad_number', 'abandoned', 'cancelled', 'lost', "
    "'blocked', 'not_placed', 'sent', 'delivered', 'undelivered'"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_attempt_result"), "attempt")
    op.create_check_constraint(
        op.f("ck_attempt_result"), "attempt", f"result is null or result in ({_RESULTS}, 'rejected')"
    )
    for name in ("languages", "skills"):
        op.add_column("agent", sa.Column(name, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("agent", sa.Column("deputy", sa.String(), nullable=True))
    op.create_foreign_key(op.f("fk_agent_deputy_agent"), "agent", "agent", ["deputy"], ["login"])
    op.create_check_constraint(op.f("ck_agent_deputy"), "agent", "deputy <> login")
    op.add_column("follow_up", sa.Column("owner", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("take_over_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_follow_up_take_over"), "follow_up", "(owner is null) = (take_over_at is null)")
    op.add_column("outcome", sa.Column("next_time", sa.Time(), nullable=True))
    op.create_check_constraint(op.f("ck_outcome_next_time"), "outcome", "next_time is null or next_date is not null")
    op.add_column("attempt", sa.Column("silent_by", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_customer_owner_tier"), "customer", ["owner", "tier"])
    op.create_index("ix_attempt_placing", "attempt", ["placing_at"])
    op.create_index(
        "ix_attempt_picked_up",
        "attempt",
        [sa.text("coalesce(answered_at, ended_at)")],
        postgresql_where=sa.text(
            "channel = 'call' and direction = 'out' and "
            "(answered_at is not null or result in ('talked', 'greeted', 'abandoned'))"
        ),
    )
    op.alter_column("bucket", "account", new_column_name="name")
    op.add_column("refusal", sa.Column("channel", sa.String(), server_default="call", nullable=False))
    op.create_check_constraint(op.f("ck_refusal_channel"), "refusal", "channel in ('call', 'text')")
    op.create_table(
        "preview",
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_preview_agent_id_agent"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_preview_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_preview_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_preview")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_preview_customer_id")),
        sa.UniqueConstraint("follow_up_id", name=op.f("uq_preview_follow_up_id")),
    )
    for name in ("by", "lifted_by"):
        op.add_column("suppression", sa.Column(name, sa.String(), nullable=True))
    op.create_table(
        "wish_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wished_hours", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_wish_change_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_change")),
    )
    op.create_index(op.f("ix_wish_change_customer_id"), "wish_change", ["customer_id"])
    shares = op.create_table(
        "work_share",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.CheckConstraint("work in ('bring_in', 'care', 'further_sales')", name=op.f("ck_work_share_work")),
        sa.CheckConstraint("share > 0 and share <= 1", name=op.f("ck_work_share_share")),
        sa.PrimaryKeyConstraint("role", "work", name=op.f("pk_work_share")),
    )
    op.bulk_insert(shares, [dict(zip(("role", "work", "share"), row, strict=True)) for row in _SHARES])


def downgrade() -> None:
    # What the revision before calls a declined call.
    op.execute("update attempt set result = 'busy' where result = 'rejected'")
    op.drop_constraint(op.f("ck_attempt_result"), "attempt")
    op.create_check_constraint(op.f("ck_attempt_result"), "attempt", f"result is null or result in ({_RESULTS})")
    op.drop_table("work_share")
    op.drop_table("wish_change")
    for name in ("lifted_by", "by"):
        op.drop_column("suppression", name)
    op.drop_table("preview")
    op.drop_constraint(op.f("ck_refusal_channel"), "refusal")
    op.drop_column("refusal", "channel")
    op.alter_column("bucket", "name", new_column_name="account")
    op.drop_index("ix_attempt_picked_up", table_name="attempt")
    op.drop_index("ix_attempt_placing", table_name="attempt")
    op.drop_index(op.f("ix_customer_owner_tier"), table_name="customer")
    op.drop_column("attempt", "silent_by")
    op.drop_constraint(op.f("ck_outcome_next_time"), "outcome")
    op.drop_column("outcome", "next_time")
    op.drop_constraint(op.f("ck_follow_up_take_over"), "follow_up")
    op.drop_column("follow_up", "take_over_at")
    op.drop_column("follow_up", "owner")
    op.drop_constraint(op.f("ck_agent_deputy"), "agent")
    op.drop_constraint(op.f("fk_agent_deputy_agent"), "agent")
    for name in ("deputy", "skills", "languages"):
        op.drop_column("agent", name)
