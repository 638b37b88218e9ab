"""Calls both ways: calls that come in, texts that are answered, hold and transfer, carrier troubles."""

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
        sa.Column("wide", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended_by", sa.String(), nullable=True),
        sa.CheckConstraint("channel in ('call', 'text')", name=op.f("ck_trouble_channel")),
        sa.CheckConstraint("wide in ('account', 'line', 'country', 'number', 'unclear')", name=op.f("ck_trouble_wide")),
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
        sa.Column("crossed_id", sa.BigInteger(), nullable=True),
        sa.Column("stop_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("heard in ('agent', 'message', 'closed', 'stranger')", name=op.f("ck_inbound_call_heard")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_inbound_call_attempt_id_attempt"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["crossed_id"], ["attempt.id"], name=op.f("fk_inbound_call_crossed_id_attempt"), ondelete="SET NULL"
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
    op.create_index(op.f("ix_inbound_call_crossed_id"), "inbound_call", ["crossed_id"], unique=False)
    op.create_index(
        "ix_inbound_call_stop",
        "inbound_call",
        ["stop_at"],
        unique=False,
        postgresql_where=sa.text("stop_at is not null"),
    )
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
        "ix_transfer_open", "transfer", ["to_agent_id"], unique=False, postgresql_where=sa.text("ended_at is null")
    )
    op.create_index(
        "uq_transfer_call", "transfer", ["attempt_id"], unique=True, postgresql_where=sa.text("state = 'wanted'")
    )
    op.create_index(
        "uq_transfer_to", "transfer", ["to_agent_id"], unique=True, postgresql_where=sa.text("state = 'wanted'")
    )
    op.add_column("attempt", sa.Column("again", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attempt", sa.Column("hold_wanted", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attempt", sa.Column("mute_wanted", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("attempt", sa.Column("treat_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("alone_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_attempt_treat", "attempt", ["treat_at"], postgresql_where=sa.text("treat_at is not null or mute_wanted")
    )
    op.add_column("leg", sa.Column("stop_wanted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("carrier_event", sa.Column("code", sa.String(), server_default="", nullable=False))
    op.add_column("carrier_event", sa.Column("apply_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_carrier_event_apply", "carrier_event", ["apply_at"], postgresql_where=sa.text("apply_at is not null")
    )
    op.add_column("campaign", sa.Column("paused_because", sa.String(), nullable=True))
    op.add_column("customer_number", sa.Column("no_text_reason", sa.String(), nullable=True))
    op.add_column("attempt", sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempt", sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound_text", sa.Column("media", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("inbound_text", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound_text", sa.Column("read_by", sa.String(), nullable=True))
    op.drop_index(op.f("ix_inbound_text_customer_id"), table_name="inbound_text")
    op.create_index(
        op.f("ix_inbound_text_customer_id_received_at"), "inbound_text", ["customer_id", "received_at"], unique=False
    )
    op.create_index(
        "ix_inbound_text_unread",
        "inbound_text",
        ["customer_id", "received_at"],
        unique=False,
        postgresql_where=sa.text("read_at is null and meaning in ('message', 'perhaps_stop')"),
    )
    op.add_column("leg", sa.Column("conference_id", sa.String(), nullable=True))
    op.add_column("leg", sa.Column("listens_to", sa.BigInteger(), nullable=True))
    op.add_column("leg", sa.Column("whispers", sa.Boolean(), server_default="false", nullable=False))
    op.create_index(op.f("ix_leg_listens_to"), "leg", ["listens_to"], unique=False)
    op.create_foreign_key(op.f("fk_leg_listens_to_agent"), "leg", "agent", ["listens_to"], ["id"], ondelete="CASCADE")
    op.drop_index("uq_attempt_text", table_name="attempt")
    op.create_index(
        "uq_attempt_text",
        "attempt",
        ["follow_up_id", "mode", "again"],
        unique=True,
        postgresql_where=sa.text("channel = 'text' and mode <> 'reply'"),
    )
    op.create_check_constraint(op.f("ck_leg_listens_to"), "leg", "listens_to <> agent_id")
    op.create_check_constraint(op.f("ck_leg_whispers"), "leg", "listens_to is not null or not whispers")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_leg_whispers"), "leg")
    op.drop_constraint(op.f("ck_leg_listens_to"), "leg")
    op.drop_index("uq_attempt_text", table_name="attempt")
    # The revision before knows one text of each kind; what was sent once more, or agents wrote, has no place there.
    op.execute("delete from attempt where channel = 'text' and (again or mode = 'reply')")
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
    op.drop_index("ix_inbound_text_unread", table_name="inbound_text")
    op.drop_index(op.f("ix_inbound_text_customer_id_received_at"), table_name="inbound_text")
    op.create_index(op.f("ix_inbound_text_customer_id"), "inbound_text", ["customer_id"], unique=False)
    op.drop_column("inbound_text", "read_by")
    op.drop_column("inbound_text", "read_at")
    op.drop_column("inbound_text", "media")
    for name in ("written_at", "answers_at"):
        op.drop_column("attempt", name)
    op.drop_column("customer_number", "no_text_reason")
    op.drop_column("campaign", "paused_because")
    op.drop_index("ix_carrier_event_apply", table_name="carrier_event")
    for name in ("apply_at", "code"):
        op.drop_column("carrier_event", name)
    op.drop_column("leg", "stop_wanted_at")
    op.drop_index("ix_attempt_treat", table_name="attempt")
    op.drop_column("attempt", "alone_since")
    op.drop_column("attempt", "treat_at")
    op.drop_column("attempt", "mute_wanted")
    op.drop_column("attempt", "hold_wanted")
    op.drop_column("attempt", "again")
    op.drop_table("transfer")
    op.drop_table("inbound_call")
    op.drop_table("trouble")
