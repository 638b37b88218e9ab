"""What people type and what they did: entries, breaks, drafts, launches by two persons, the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ADDED = {
    "agent": ("department", "tiers", "other_phones"),
    "campaign": (
        "step",
        "hours",
        "starts_on",
        "ends_on",
        "tries",
        "lines",
        "size",
        "decided_by",
        "decided_at",
        "declined_because",
    ),
    "customer": ("erased_at",),
    "outcome": ("reached_by", "attitude", "questions", "red_flag", "signed_by", "signed_at"),
    "presence": ("reason", "phone"),
}


def upgrade() -> None:
    _columns()
    _checks()
    _tables()


def _columns() -> None:
    op.add_column("agent", sa.Column("department", sa.String(), server_default="", nullable=False))
    op.add_column("agent", sa.Column("tiers", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("agent", sa.Column("other_phones", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("campaign", sa.Column("step", sa.String(), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("hours", sa.String(), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("campaign", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("campaign", sa.Column("tries", sa.BigInteger(), nullable=True))
    op.add_column("campaign", sa.Column("lines", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("campaign", sa.Column("size", sa.BigInteger(), nullable=True))
    op.add_column("campaign", sa.Column("decided_by", sa.BigInteger(), nullable=True))
    op.add_column("campaign", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("campaign", sa.Column("declined_because", sa.String(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_campaign_decided_by_agent"), "campaign", "agent", ["decided_by"], ["id"])
    op.add_column("customer", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outcome", sa.Column("reached_by", sa.String(), server_default="call", nullable=False))
    op.add_column("outcome", sa.Column("attitude", sa.String(), server_default="", nullable=False))
    op.add_column("outcome", sa.Column("questions", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("outcome", sa.Column("red_flag", sa.String(), server_default="", nullable=False))
    op.add_column("outcome", sa.Column("signed_by", sa.BigInteger(), nullable=True))
    op.add_column("outcome", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_outcome_signed_by_agent"), "outcome", "agent", ["signed_by"], ["id"])
    op.add_column("presence", sa.Column("reason", sa.String(), server_default="", nullable=False))
    op.add_column("presence", sa.Column("phone", sa.String(), nullable=True))


def _checks() -> None:
    for table, name, said in (
        ("agent", "post", "post in ('agent', 'supervisor', 'administrator')"),
        ("campaign", "state", "state in ('proposed', 'declined', 'running', 'paused', 'stopped')"),
    ):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, said)
    # What was logged before this revision without a call was a visit.
    op.execute(
        """update outcome set reached_by = 'visit' from follow_up
           where follow_up.id = outcome.follow_up_id and follow_up.mode = 'visit' and outcome.attempt_id is null"""
    )
    op.create_check_constraint(op.f("ck_presence_reason"), "presence", "reason = '' or wants = 'break'")
    op.create_check_constraint(op.f("ck_outcome_reached_by"), "outcome", "reached_by in ('call', 'visit', 'chat')")
    op.create_check_constraint(op.f("ck_outcome_no_call"), "outcome", "reached_by = 'call' or attempt_id is null")
    op.create_check_constraint(
        op.f("ck_outcome_attitude"), "outcome", "attitude in ('', 'warm', 'calm', 'hurried', 'upset')"
    )
    op.create_check_constraint(op.f("ck_outcome_signed"), "outcome", "(signed_by is null) = (signed_at is null)")
    op.create_check_constraint(op.f("ck_outcome_signed_visit"), "outcome", "signed_at is null or reached_by = 'visit'")
    op.create_check_constraint(op.f("ck_campaign_second_person"), "campaign", "decided_by <> launched_by")
    op.create_check_constraint(op.f("ck_campaign_decided"), "campaign", "(decided_by is null) = (decided_at is null)")
    op.create_check_constraint(op.f("ck_campaign_undecided"), "campaign", "state <> 'proposed' or decided_at is null")
    op.create_check_constraint(
        op.f("ck_campaign_declined"), "campaign", "state <> 'declined' or decided_at is not null"
    )
    op.create_check_constraint(op.f("ck_campaign_days"), "campaign", "starts_on <= ends_on")
    op.create_check_constraint(op.f("ck_campaign_tries"), "campaign", "tries between 1 and 10")


def _tables() -> None:
    op.create_index(
        "ix_follow_up_by_day",
        "follow_up",
        ["role", "last_day", sa.text("(owner is null)"), "priority", "opens_at"],
        unique=False,
        postgresql_where=sa.text("state = 'planned' and mode = 'agent'"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("about", sa.String(), server_default="", nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "did in ('unmasked', 'exported', 'person_exported', 'person_erased', 'agent_added', 'agent_changed', 'launch_decided')",
            name=op.f("ck_audit_entry_did"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_audit_entry_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_agent_id_at"), "audit_entry", ["agent_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_customer_id_at"), "audit_entry", ["customer_id", "at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_draft_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agent_id", "about", name=op.f("pk_draft")),
    )
    op.create_table(
        "presence_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_presence_change_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_change")),
    )
    op.create_index(op.f("ix_presence_change_agent_id_at"), "presence_change", ["agent_id", "at"], unique=False)
    op.create_index(op.f("ix_presence_change_at"), "presence_change", ["at"], unique=False)
    op.create_index(
        "ix_outcome_dissatisfied",
        "outcome",
        ["logged_at"],
        unique=False,
        postgresql_where=sa.text("disposition = 'dissatisfied'"),
    )
    op.create_index(op.f("ix_outcome_logged_at"), "outcome", ["logged_at"], unique=False)
    op.create_index(
        "ix_outcome_unsigned",
        "outcome",
        ["logged_at"],
        unique=False,
        postgresql_where=sa.text("reached_by = 'visit' and signed_at is null"),
    )
    op.execute(
        """create function audit_entry_stays() returns trigger language plpgsql as
           $$ begin raise exception 'the audit log is only ever added to'; end $$"""
    )
    op.execute(
        """create trigger audit_entry_stays before update or delete on audit_entry
           for each row execute function audit_entry_stays()"""
    )


def downgrade() -> None:
    op.execute("delete from agent where post = 'administrator'")
    op.execute("delete from campaign where state in ('proposed', 'declined')")
    for table in ("audit_entry", "draft", "presence_change"):
        op.drop_table(table)
    op.execute("drop function audit_entry_stays()")
    op.drop_index("ix_follow_up_by_day", table_name="follow_up")
    for index in ("ix_outcome_unsigned", "ix_outcome_logged_at", "ix_outcome_dissatisfied"):
        op.drop_index(index, table_name="outcome")
    for table, names in _ADDED.items():
        for name in names:
            op.drop_column(table, name)
    for table, name, said in (
        ("agent", "post", "post in ('agent', 'supervisor')"),
        ("campaign", "state", "state in ('running', 'paused', 'stopped')"),
    ):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, said)
