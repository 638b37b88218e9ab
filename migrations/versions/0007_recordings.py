"""Recordings: of conversations and of messages that callers leave, who listened, and who does not want it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer", sa.Column("unrecorded_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("customer", sa.Column("unrecorded_by", sa.String(), nullable=True))
    op.create_table(
        "recording",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("inbound_call_id", sa.BigInteger(), nullable=True),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=True),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("by", sa.String(), nullable=True),
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
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_recording_follow_up_id_follow_up"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["inbound_call_id"],
            ["inbound_call.id"],
            name=op.f("fk_recording_inbound_call_id_inbound_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("carrier_id", name=op.f("uq_recording_carrier_id")),
        sa.UniqueConstraint("inbound_call_id", name=op.f("uq_recording_inbound_call_id")),
    )
    op.create_index(op.f("ix_recording_customer_id"), "recording", ["customer_id"], unique=False)
    op.create_index(op.f("ix_recording_call_id"), "recording", ["call_id"], unique=False)
    op.create_index(op.f("ix_recording_follow_up_id"), "recording", ["follow_up_id"], unique=False)
    op.create_index(
        "ix_recording_kept", "recording", ["delete_at"], unique=False, postgresql_where=sa.text("state = 'kept'")
    )
    op.create_index(
        "ix_recording_listed",
        "recording",
        ["wanted_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'kept'"),
    )
    op.create_index(
        "ix_recording_work",
        "recording",
        ["look_at"],
        unique=False,
        postgresql_where=sa.text("look_at is not null"),
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
    op.create_table(
        "recording_wish",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_recording_wish_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_wish")),
    )
    op.create_index(op.f("ix_recording_wish_customer_id"), "recording_wish", ["customer_id"], unique=False)


def downgrade() -> None:
    for table in ("recording_wish", "listening", "recording"):
        op.drop_table(table)
    for name in ("unrecorded_by", "unrecorded_since"):
        op.drop_column("customer", name)
