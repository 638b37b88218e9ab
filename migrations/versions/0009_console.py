"""What the console keeps: appointments, visit cards, redress, reconciliations, segments, rehearsals, scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Indexes of `follow_up`: name, columns, of which rows.
_FOR_THE_LISTS = (
    ("ix_follow_up_not_reached", ["closed_at"], "state in ('missed', 'exhausted') and tries_made > 0"),
    ("ix_follow_up_second", ["created_at"], "occurrence_key like 'second/%'"),
    ("ix_follow_up_promised", ["take_over_at"], "state = 'planned' and owner is not null"),
)


def upgrade() -> None:
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("theirs", sa.BigInteger(), nullable=False),
        sa.Column("ours", sa.BigInteger(), nullable=False),
        sa.Column("both", sa.BigInteger(), nullable=False),
        sa.Column("differences", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agent.id"], name=op.f("fk_reconciliation_by_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    op.create_index(op.f("ix_reconciliation_at"), "reconciliation", ["at"], unique=False)
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), server_default="call", nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel in ('call', 'text')", name=op.f("ck_rehearsal_channel")),
        sa.CheckConstraint(
            "state in ('wanted', 'placing', 'placed', 'answered', 'ended', 'refused')", name=op.f("ck_rehearsal_state")
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_rehearsal_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_rehearsal_carrier_id")),
        sa.UniqueConstraint("token", name=op.f("uq_rehearsal_token")),
    )
    op.create_index(op.f("ix_rehearsal_agent_id"), "rehearsal", ["agent_id"], unique=False)
    op.create_index(
        "uq_rehearsal_open",
        "rehearsal",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text("state not in ('ended', 'refused')"),
    )
    op.create_table(
        "saved_segment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", postgresql.JSONB(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["agent.id"], name=op.f("fk_saved_segment_by_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_segment_name")),
    )
    op.create_table(
        "visit_card",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("serial between 1 and 999", name=op.f("ck_visit_card_serial")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_visit_card_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_visit_card")),
        sa.UniqueConstraint("district", "serial", name=op.f("uq_visit_card_district_serial")),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("with_whom", sa.String(), server_default="", nullable=False),
        sa.Column("first_offer", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_offer", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("booked_by", sa.BigInteger(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_by", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(cancelled_by is null) = (cancelled_at is null)", name=op.f("ck_appointment_cancelled")),
        sa.CheckConstraint("first_offer <> second_offer", name=op.f("ck_appointment_two_offers")),
        sa.ForeignKeyConstraint(["booked_by"], ["agent.id"], name=op.f("fk_appointment_booked_by_agent")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["agent.id"], name=op.f("fk_appointment_cancelled_by_agent")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_appointment_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_appointment_event_id_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_appointment_follow_up_id_follow_up"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(
        op.f("ix_appointment_customer_id_starts_at"), "appointment", ["customer_id", "starts_at"], unique=False
    )
    op.create_index(op.f("ix_appointment_event_id"), "appointment", ["event_id"], unique=False)
    op.create_index(op.f("ix_appointment_follow_up_id"), "appointment", ["follow_up_id"], unique=False)
    op.create_index(
        "uq_appointment_with_whom",
        "appointment",
        ["with_whom", "starts_at"],
        unique=True,
        postgresql_where=sa.text("cancelled_at is null and with_whom <> ''"),
    )
    op.create_table(
        "redress",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outcome_id", sa.BigInteger(), nullable=False),
        sa.Column("handling", sa.String(), server_default="", nullable=False),
        sa.Column("verdict", sa.String(), server_default="", nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("handling <> '' or verdict <> ''", name=op.f("ck_redress_says_something")),
        sa.CheckConstraint("verdict in ('', 'satisfied', 'accepted', 'dissatisfied')", name=op.f("ck_redress_verdict")),
        sa.ForeignKeyConstraint(["by"], ["agent.id"], name=op.f("fk_redress_by_agent")),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_redress_outcome_id_outcome"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redress")),
    )
    op.create_index(op.f("ix_redress_outcome_id"), "redress", ["outcome_id"], unique=False)
    op.create_index(op.f("ix_redress_at"), "redress", ["at"], unique=False)
    op.create_table(
        "recording_score",
        sa.Column("recording_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("points", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("remark", sa.String(), server_default="", nullable=False),
        sa.Column("scored_by", sa.BigInteger(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(scored_by is null) = (scored_at is null)", name=op.f("ck_recording_score_scored")),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_recording_score_month")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_recording_score_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.id"],
            name=op.f("fk_recording_score_recording_id_recording"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["scored_by"], ["agent.id"], name=op.f("fk_recording_score_scored_by_agent")),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_recording_score")),
    )
    op.create_index(op.f("ix_recording_score_month_agent_id"), "recording_score", ["month", "agent_id"], unique=False)
    _people()
    _finding_customers()
    _for_the_lists()


def _for_the_lists() -> None:
    for name, columns, where in _FOR_THE_LISTS:
        op.create_index(name, "follow_up", columns, unique=False, postgresql_where=sa.text(where))


def _people() -> None:
    """Passwords that somebody else chose, wrong ones counted over all processes, and who became whose own agent."""
    op.add_column("agent", sa.Column("temporary_password", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "throttled",
        sa.Column("slot", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_throttled")),
    )
    op.create_table(
        "owner_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("theirs", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_owner_change_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_change")),
    )
    op.create_index(op.f("ix_owner_change_customer_id"), "owner_change", ["customer_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_did_at"), "audit_entry", ["did", "at"], unique=False)


def _finding_customers() -> None:
    """Indexes for the search: how a name or a key begins, what a name holds, how a number ends.

    `name_grams` gives each character of a name and each pair of neighbours, in small letters: what a name holds is
    then a question to a GIN index, which needs no extension and knows Chinese.
    """
    op.execute(
        """create function name_grams(name text) returns text[] language sql immutable parallel safe strict
           return (select coalesce(array_agg(distinct substr(lower(name), n, size)), '{}')
                   from generate_series(1, length(name)) n, generate_series(1, 2) size where n + size <= length(name) + 1)"""
    )
    op.create_index(
        "ix_customer_name_grams", "customer", [sa.text("name_grams(name)")], unique=False, postgresql_using="gin"
    )
    for table, column in (("customer", "name"), ("customer", "external_id")):
        op.create_index(
            f"ix_{table}_{column}_begins",
            table,
            [sa.text(f"lower({column})")],
            unique=False,
            postgresql_ops={f"lower({column})": "text_pattern_ops"},
        )
    op.create_index("ix_customer_number_ends", "customer_number", [sa.text('"right"(e164, 4)')], unique=False)
    op.create_index(
        "ix_customer_erased", "customer", ["erased_at"], unique=False, postgresql_where=sa.text("erased_at is not null")
    )


def downgrade() -> None:
    op.drop_index("ix_customer_number_ends", table_name="customer_number")
    for index in ("erased", "external_id_begins", "name_begins", "name_grams"):
        op.drop_index(f"ix_customer_{index}", table_name="customer")
    op.execute("drop function name_grams(text)")
    op.drop_index(op.f("ix_audit_entry_did_at"), table_name="audit_entry")
    for table in ("owner_change", "throttled"):
        op.drop_table(table)
    op.drop_column("agent", "temporary_password")
    for name, _, _ in _FOR_THE_LISTS:
        op.drop_index(name, table_name="follow_up")
    for table in (
        "recording_score",
        "redress",
        "appointment",
        "visit_card",
        "saved_segment",
        "rehearsal",
        "reconciliation",
    ):
        op.drop_table(table)
