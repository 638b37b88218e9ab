"""Customers, events, follow-ups and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("branches", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("language", sa.String(), server_default="zh", nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("post in ('agent', 'supervisor')", name=op.f("ck_agent_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("login", name=op.f("uq_agent_login")),
    )
    op.create_table(
        "branch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.CheckConstraint("line ~ '^\\+[1-9][0-9]{6,14}$'", name=op.f("ck_branch_line_e164")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_branch")),
    )
    op.create_table(
        "local_day",
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("zone", "day", name=op.f("pk_local_day")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("launch_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("segment", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("message", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("launched_by", sa.BigInteger(), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('running', 'paused', 'stopped')", name=op.f("ck_campaign_state")),
        sa.ForeignKeyConstraint(["launched_by"], ["agent.id"], name=op.f("fk_campaign_launched_by_agent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("launch_key", name=op.f("uq_campaign_launch_key")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("language", sa.String(), server_default="zh", nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("day_zone", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language in ('zh', 'en')", name=op.f("ck_customer_language")),
        sa.CheckConstraint("title in ('mr', 'ms', 'miss', '')", name=op.f("ck_customer_title")),
        sa.ForeignKeyConstraint(["branch"], ["branch.name"], name=op.f("fk_customer_branch_branch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_customer_source_external_id")),
    )
    op.create_index(op.f("ix_customer_branch_tier"), "customer", ["branch", "tier"], unique=False)
    op.create_table(
        "customer_number",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), server_default="", nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("dead_reason", sa.String(), nullable=True),
        sa.CheckConstraint("e164 ~ '^\\+[1-9][0-9]{6,14}$'", name=op.f("ck_customer_number_e164")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_number_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_number")),
        sa.UniqueConstraint("customer_id", "e164", name=op.f("uq_customer_number_customer_id_e164")),
    )
    op.create_index(op.f("ix_customer_number_e164"), "customer_number", ["e164"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), server_default="", nullable=False),
        sa.Column("subject", sa.String(), server_default="", nullable=False),
        sa.Column("by_whom", sa.String(), server_default="", nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_event_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_event_source_external_id")),
    )
    op.create_index(op.f("ix_event_customer_id_occurred_on"), "event", ["customer_id", "occurred_on"], unique=False)
    op.create_index(
        op.f("ix_event_kind_category_occurred_on"), "event", ["kind", "category", "occurred_on"], unique=False
    )
    op.create_table(
        "suppression",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("e164", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel in ('call', 'text', 'all')", name=op.f("ck_suppression_channel")),
        sa.CheckConstraint("(customer_id is null) <> (e164 is null)", name=op.f("ck_suppression_one_subject")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_suppression_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
    )
    op.create_index(op.f("ix_suppression_customer_id"), "suppression", ["customer_id"], unique=False)
    op.create_index(op.f("ix_suppression_e164"), "suppression", ["e164"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("occurrence_key", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits_for", sa.String(), server_default="window", nullable=False),
        sa.Column("tries_made", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries_allowed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(), server_default="planned", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode in ('agent', 'greeting')", name=op.f("ck_follow_up_mode")),
        sa.CheckConstraint(
            "state in ('planned', 'underway', 'talked', 'done', 'exhausted', 'missed', 'withdrawn')",
            name=op.f("ck_follow_up_state"),
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_follow_up_window")),
        sa.CheckConstraint("tries_made <= tries_allowed", name=op.f("ck_follow_up_total_cap")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_follow_up_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_follow_up_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_follow_up_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("occurrence_key", name=op.f("uq_follow_up_occurrence_key")),
    )
    op.create_index(op.f("ix_follow_up_campaign_id_state"), "follow_up", ["campaign_id", "state"], unique=False)
    op.create_index(op.f("ix_follow_up_customer_id_opens_at"), "follow_up", ["customer_id", "opens_at"], unique=False)
    op.create_index(
        "ix_follow_up_due",
        "follow_up",
        ["mode", "next_try_at", "priority", "closes_at"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(op.f("ix_follow_up_event_id"), "follow_up", ["event_id"], unique=False)
    op.create_index(
        "ix_follow_up_window", "follow_up", ["closes_at"], unique=False, postgresql_where=sa.text("state = 'planned'")
    )
    op.create_table(
        "follow_up_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"],
            ["follow_up.id"],
            name=op.f("fk_follow_up_change_follow_up_id_follow_up"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_change")),
    )
    op.create_index(op.f("ix_follow_up_change_follow_up_id"), "follow_up_change", ["follow_up_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), server_default="", nullable=False),
        sa.Column("ratings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "disposition in ('well', 'concern', 'dissatisfied', 'call_later', 'refused', 'machine', 'wrong_number', 'relative', 'greeted')",
            name=op.f("ck_outcome_disposition"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_outcome_agent_id_agent")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_outcome_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_outcome_follow_up_id_follow_up"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_outcome_attempt_id")),
    )
    op.create_index(op.f("ix_outcome_customer_id"), "outcome", ["customer_id"], unique=False)
    op.create_index(op.f("ix_outcome_follow_up_id"), "outcome", ["follow_up_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outcome_follow_up_id"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_customer_id"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_index(op.f("ix_follow_up_change_follow_up_id"), table_name="follow_up_change")
    op.drop_table("follow_up_change")
    op.drop_index("ix_follow_up_window", table_name="follow_up", postgresql_where=sa.text("state = 'planned'"))
    op.drop_index(op.f("ix_follow_up_event_id"), table_name="follow_up")
    op.drop_index("ix_follow_up_due", table_name="follow_up", postgresql_where=sa.text("state = 'planned'"))
    op.drop_index(op.f("ix_follow_up_customer_id_opens_at"), table_name="follow_up")
    op.drop_index(op.f("ix_follow_up_campaign_id_state"), table_name="follow_up")
    op.drop_table("follow_up")
    op.drop_index(op.f("ix_suppression_e164"), table_name="suppression")
    op.drop_index(op.f("ix_suppression_customer_id"), table_name="suppression")
    op.drop_table("suppression")
    op.drop_index(op.f("ix_event_kind_category_occurred_on"), table_name="event")
    op.drop_index(op.f("ix_event_customer_id_occurred_on"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_customer_number_e164"), table_name="customer_number")
    op.drop_table("customer_number")
    op.drop_index(op.f("ix_customer_branch_tier"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("campaign")
    op.drop_table("local_day")
    op.drop_table("branch")
    op.drop_table("agent")
