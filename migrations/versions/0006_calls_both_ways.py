"""Calls both ways: calls that come in, texts that are answered, hold and transfer, recordings, carrier troubles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trouble",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended_by", sa.String(), nullable=True),
        sa.CheckConstraint("channel in ('call', 'text')", name=op.f("ck_trouble_channel")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_trouble_campaign_id_campaign"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble")),
    )
    op.create_index(
        "uq_trouble_open",
        "trouble",
        ["code", "channel", "line", "country", "campaign_id"],
        unique=True,
        postgresql_where=sa.text("mended_at is null"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "inbound_call",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("heard in ('agent', 'message', 'closed', 'stranger')", name=op.f("ck_inbound_call_heard")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_inbound_call_attempt_id_attempt"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_inbound_call_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_inbound_call_follow_up_id_follow_up"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_call")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_inbound_call_carrier_id")),
        sa.UniqueConstraint("token", name=op.f("uq_inbound_call_token")),
    )
    op.create_index(op.f("ix_inbound_call_attempt_id"), "inbound_call", ["attempt_id"], unique=False)
    op.create_index(op.f("ix_inbound_call_came_at"), "inbound_call", ["came_at"], unique=False)
    op.create_index(
        op.f("ix_inbound_call_customer_id_came_at"), "inbound_call", ["customer_id", "came_at"], unique=False
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=False),
        sa.Column("from_agent_id", sa.BigInteger(), nullable=False),
        sa.Column("to_agent_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="wanted", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('wanted', 'done', 'failed', 'cancelled')", name=op.f("ck_transfer_state")),
        sa.CheckConstraint("from_agent_id <> to_agent_id", name=op.f("ck_transfer_somebody_else")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_transfer_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_agent_id"], ["agent.id"], name=op.f("fk_transfer_from_agent_id_agent")),
        sa.ForeignKeyConstraint(["to_agent_id"], ["agent.id"], name=op.f("fk_transfer_to_agent_id_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_attempt_id"), "transfer", ["attempt_id"], unique=False)
    op.create_index(
        "uq_transfer_call", "transfer", ["attempt_id"], unique=True, postgresql_where=sa.text("state = 'wanted'")
    )
    op.create_index(
        "uq_transfer_to", "transfer", ["to_agent_id"], unique=True, postgresql_where=sa.text("state = 'wanted'")
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("inbound_call_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sound", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(sound is null) or state = 'kept'", name=op.f("ck_recording_sound")),
        sa.CheckConstraint(
            "attempt_id is null or notice_at is not null or state in ('wanted', 'unwanted', 'gone')",
            name=op.f("ck_recording_notice"),
        ),
        sa.CheckConstraint(
            "state in ('wanted', 'running', 'ready', 'kept', 'unwanted', 'gone')", name=op.f("ck_recording_state")
        ),
        sa.CheckConstraint("(attempt_id is null) <> (inbound_call_id is null)", name=op.f("ck_recording_one_call")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_recording_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_recording_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["inbound_call_id"],
            ["inbound_call.id"],
            name=op.f("fk_recording_inbound_call_id_inbound_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_recording_carrier_id")),
    )
    op.create_index(op.f("ix_recording_customer_id"), "recording", ["customer_id"], unique=False)
    op.create_index(op.f("ix_recording_inbound_call_id"), "recording", ["inbound_call_id"], unique=False)
    op.create_index(
        "ix_recording_kept",
        "recording",
        ["delete_at"],
        unique=False,
        postgresql_where=sa.text("state in ('ready', 'kept')"),
    )
    op.create_index(
        "ix_recording_work",
        "recording",
        ["look_at"],
        unique=False,
        postgresql_where=sa.text("state in ('wanted', 'running', 'ready', 'unwanted')"),
    )
    op.create_index(
        "uq_recording_attempt",
        "recording",
        ["attempt_id"],
        unique=True,
        postgresql_where=sa.text("attempt_id is not null"),
    )
    op.create_table(
        "listening",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("recording_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_listening_recording_id_recording"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listening")),
    )
    op.create_index(op.f("ix_listening_recording_id"), "listening", ["recording_id"], unique=False)
    op.add_column("attempt", sa.Column("hold_wanted", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attempt", sa.Column("mute_wanted", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attempt", sa.Column("treat_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("campaign", sa.Column("paused_because", sa.String(), nullable=True))
    op.add_column("customer", sa.Column("unrecorded_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("customer", sa.Column("unrecorded_by", sa.String(), nullable=True))
    op.add_column("customer_number", sa.Column("no_text_reason", sa.String(), nullable=True))
    op.add_column("inbound_text", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound_text", sa.Column("read_by", sa.String(), nullable=True))
    op.add_column("leg", sa.Column("conference_id", sa.String(), nullable=True))
    op.add_column("leg", sa.Column("listens_to", sa.BigInteger(), nullable=True))
    op.add_column("leg", sa.Column("whispers", sa.Boolean(), server_default="false", nullable=False))
    op.create_index(op.f("ix_leg_listens_to"), "leg", ["listens_to"], unique=False)
    op.create_foreign_key(op.f("fk_leg_listens_to_agent"), "leg", "agent", ["listens_to"], ["id"], ondelete="CASCADE")
    op.drop_index("uq_attempt_text", table_name="attempt")
    op.create_index(
        "uq_attempt_text",
        "attempt",
        ["follow_up_id", "mode"],
        unique=True,
        postgresql_where=sa.text("channel = 'text' and mode <> 'reply'"),
    )
    op.create_check_constraint(op.f("ck_leg_listens_to"), "leg", "listens_to <> agent_id")
    op.create_check_constraint(op.f("ck_leg_whispers"), "leg", "listens_to is not null or not whispers")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_leg_whispers"), "leg")
    op.drop_constraint(op.f("ck_leg_listens_to"), "leg")
    op.drop_index("uq_attempt_text", table_name="attempt")
    # The revision before knows one text of each kind; what agents wrote themselves has no place there.
    op.execute("delete from attempt where channel = 'text' and mode = 'reply'")
    op.create_index(
        "uq_attempt_text",
        "attempt",
        ["follow_up_id", "mode"],
        unique=True,
        postgresql_where=sa.text("channel = 'text'"),
    )
    op.drop_constraint(op.f("fk_leg_listens_to_agent"), "leg", type_="foreignkey")
    op.drop_index(op.f("ix_leg_listens_to"), table_name="leg")
    op.drop_column("leg", "whispers")
    op.drop_column("leg", "listens_to")
    op.drop_column("leg", "conference_id")
    op.drop_column("inbound_text", "read_by")
    op.drop_column("inbound_text", "read_at")
    op.drop_column("customer_number", "no_text_reason")
    op.drop_column("customer", "unrecorded_by")
    op.drop_column("customer", "unrecorded_since")
    op.drop_column("campaign", "paused_because")
    op.drop_column("attempt", "treat_at")
    op.drop_column("attempt", "mute_wanted")
    op.drop_column("attempt", "hold_wanted")
    op.drop_index(op.f("ix_listening_recording_id"), table_name="listening")
    op.drop_table("listening")
    op.drop_index("uq_recording_attempt", table_name="recording")
    op.drop_index("ix_recording_work", table_name="recording")
    op.drop_index("ix_recording_kept", table_name="recording")
    op.drop_index(op.f("ix_recording_inbound_call_id"), table_name="recording")
    op.drop_index(op.f("ix_recording_customer_id"), table_name="recording")
    op.drop_table("recording")
    op.drop_index("uq_transfer_to", table_name="transfer")
    op.drop_index("uq_transfer_call", table_name="transfer")
    op.drop_index(op.f("ix_transfer_attempt_id"), table_name="transfer")
    op.drop_table("transfer")
    op.drop_index(op.f("ix_inbound_call_customer_id_came_at"), table_name="inbound_call")
    op.drop_index(op.f("ix_inbound_call_came_at"), table_name="inbound_call")
    op.drop_index(op.f("ix_inbound_call_attempt_id"), table_name="inbound_call")
    op.drop_table("inbound_call")
    op.drop_index("uq_trouble_open", table_name="trouble")
    op.drop_table("trouble")
