"""What the console keeps: appointments, visit cards, redress, reconciliations, segments, rehearsals, scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
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
