"""What customers said for themselves: when they want to be called, and for what they may be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DAY, _CLOCK = "(mon|tue|wed|thu|fri|sat|sun)", "(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
_HOURS = f"{_CLOCK}-{_CLOCK}(;{_CLOCK}-{_CLOCK})*"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("purpose in ('care', 'survey', 'marketing')", name=op.f("ck_consent_purpose")),
        sa.CheckConstraint("given_at is not null or withdrawn_at is not null", name=op.f("ck_consent_says_something")),
        sa.CheckConstraint("given_at <= withdrawn_at", name=op.f("ck_consent_given_first")),
        sa.CheckConstraint("proof <> ''", name=op.f("ck_consent_proof")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_customer_id_purpose"), "consent", ["customer_id", "purpose"])
    op.add_column("customer", sa.Column("wished_hours", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("ck_customer_wished_hours"),
        "customer",
        f"wished_hours ~ '^(closed|{_DAY} {_HOURS}(, {_DAY} {_HOURS})*)$'",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_customer_wished_hours"), "customer")
    op.drop_column("customer", "wished_hours")
    op.drop_index(op.f("ix_consent_customer_id_purpose"), table_name="consent")
    op.drop_table("consent")
