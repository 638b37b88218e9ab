"""Attempts, the carrier's events, agents' presence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bucket",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tokens >= 0", name=op.f("ck_bucket_tokens")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_bucket")),
    )
    op.create_table(
        "carrier_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_event")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_carrier_event_dedupe_key")),
    )
    op.create_index(op.f("ix_carrier_event_attempt_id"), "carrier_event", ["attempt_id"], unique=False)
    op.create_table(
        "leg",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('wanted', 'placing', 'placed', 'joined', 'ended')", name=op.f("ck_leg_state")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_leg_agent_id_agent"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_leg_carrier_id")),
        sa.UniqueConstraint("token", name=op.f("uq_leg_token")),
    )
    op.create_index("uq_leg_open", "leg", ["agent_id"], unique=True, postgresql_where=sa.text("state <> 'ended'"))
    op.create_table(
        "presence",
        sa.Column("agent_id", sa.BigInteger(), nullable=False),
        sa.Column("wants", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wants in ('available', 'break', 'offline')", name=op.f("ck_presence_wants")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_presence_agent_id_agent"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "inbound_text",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_inbound_text_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_text")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_inbound_text_carrier_id")),
    )
    op.create_index(op.f("ix_inbound_text_customer_id"), "inbound_text", ["customer_id"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("ring_seconds", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("result", sa.String(20), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ringing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bridged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("machine", sa.Boolean(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("channel in ('call', 'text')", name=op.f("ck_attempt_channel")),
        sa.CheckConstraint("direction in ('out', 'in')", name=op.f("ck_attempt_direction")),
        sa.CheckConstraint(
            "result is null or result in ('talked', 'greeted', 'no_answer', 'busy', 'machine', 'failed', 'bad_number', 'abandoned', 'cancelled', 'lost', 'blocked', 'not_placed', 'sent', 'delivered', 'undelivered')",
            name=op.f("ck_attempt_result"),
        ),
        sa.CheckConstraint(
            "state in ('planned', 'claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered', 'ended', 'refused', 'released', 'lost', 'withdrawn')",
            name=op.f("ck_attempt_state"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_attempt_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_attempt_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_attempt_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("token", name=op.f("uq_attempt_token")),
    )
    op.create_index("ix_attempt_agent", "attempt", ["agent_id", "claimed_at"], unique=False)
    op.create_index("ix_attempt_customer", "attempt", ["customer_id", "claimed_at"], unique=False)
    op.create_index(
        "ix_attempt_deadline",
        "attempt",
        ["deadline_at"],
        unique=False,
        postgresql_where=sa.text("state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"),
    )
    op.create_index(
        "ix_attempt_due_text", "attempt", ["due_at"], unique=False, postgresql_where=sa.text("state = 'planned'")
    )
    op.create_index(op.f("ix_attempt_follow_up_id"), "attempt", ["follow_up_id"], unique=False)
    op.create_index("ix_attempt_number", "attempt", ["e164", "claimed_at"], unique=False)
    op.create_index("uq_attempt_carrier_id", "attempt", ["carrier_id"], unique=True)
    op.create_index(
        "uq_attempt_open_agent",
        "attempt",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.create_index(
        "uq_attempt_open_customer",
        "attempt",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.create_index(
        "uq_attempt_open_number",
        "attempt",
        ["e164"],
        unique=True,
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.create_index(
        "uq_attempt_text", "attempt", ["follow_up_id"], unique=True, postgresql_where=sa.text("channel = 'text'")
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_refusal_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
    )
    op.create_index(op.f("ix_refusal_follow_up_id"), "refusal", ["follow_up_id"], unique=False)
    op.create_table(
        "attempt_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_change_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_change")),
    )
    op.create_index(op.f("ix_attempt_change_attempt_id"), "attempt_change", ["attempt_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_attempt_change_attempt_id"), table_name="attempt_change")
    op.drop_table("attempt_change")
    op.drop_index(op.f("ix_refusal_follow_up_id"), table_name="refusal")
    op.drop_table("refusal")
    op.drop_index("uq_attempt_text", table_name="attempt", postgresql_where=sa.text("channel = 'text'"))
    op.drop_index(
        "uq_attempt_open_number",
        table_name="attempt",
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.drop_index(
        "uq_attempt_open_customer",
        table_name="attempt",
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.drop_index(
        "uq_attempt_open_agent",
        table_name="attempt",
        postgresql_where=sa.text(
            "channel = 'call' and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"
        ),
    )
    op.drop_index("uq_attempt_carrier_id", table_name="attempt")
    op.drop_index("ix_attempt_number", table_name="attempt")
    op.drop_index(op.f("ix_attempt_follow_up_id"), table_name="attempt")
    op.drop_index("ix_attempt_due_text", table_name="attempt", postgresql_where=sa.text("state = 'planned'"))
    op.drop_index(
        "ix_attempt_deadline",
        table_name="attempt",
        postgresql_where=sa.text("state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered')"),
    )
    op.drop_index("ix_attempt_customer", table_name="attempt")
    op.drop_index("ix_attempt_agent", table_name="attempt")
    op.drop_table("attempt")
    op.drop_index(op.f("ix_inbound_text_customer_id"), table_name="inbound_text")
    op.drop_table("inbound_text")
    op.drop_table("presence")
    op.drop_index("uq_leg_open", table_name="leg", postgresql_where=sa.text("state <> 'ended'"))
    op.drop_table("leg")
    op.drop_index(op.f("ix_carrier_event_attempt_id"), table_name="carrier_event")
    op.drop_table("carrier_event")
    op.drop_table("bucket")
