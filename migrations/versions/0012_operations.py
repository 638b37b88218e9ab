"""What operators read: processes that live, figures that only grow, violations; when a message was acted on; the hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        _instant("started_at"),
        _instant("beat_at"),
        _instant("house_at"),
        sa.Column("rounds", sa.BigInteger(), nullable=False),
        sa.Column("round_seconds", sa.Float(), nullable=True),
        _instant("busy_since", nullable=True),
        _instant("redis_at", nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulse")),
    )
    op.create_table(
        "tally",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("labels", sa.String(), nullable=False),
        sa.Column("count", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "labels", name=op.f("pk_tally")),
    )
    op.create_table(
        "tally_mark",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("counted_to", sa.BigInteger(), nullable=False),
        sa.Column("up_to", sa.BigInteger(), nullable=False),
        sa.Column("until_transaction", sa.BigInteger(), nullable=False),
        _instant("noted_at"),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_tally_mark")),
    )
    op.create_table(
        "violation",
        sa.Column("invariant", sa.String(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=True),
        _instant("asked_at"),
        sa.PrimaryKeyConstraint("invariant", name=op.f("pk_violation")),
    )
    op.create_table(
        "restoration",
        sa.Column("id", sa.BigInteger(), nullable=False),
        _instant("restored_at"),
        _instant("since", nullable=True),
        _instant("lifted_at", nullable=True),
        sa.Column("lifted", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restoration")),
    )
    holds = sa.text("lifted_at is null")
    op.create_index("ix_restoration_open", "restoration", ["id"], unique=False, postgresql_where=holds)
    # No value is written into the rows that are there: the table is not written anew.
    op.add_column("carrier_event", _instant("acted_at", nullable=True))


def downgrade() -> None:
    op.drop_column("carrier_event", "acted_at")
    for table in ("restoration", "violation", "tally_mark", "tally", "pulse"):
        op.drop_table(table)
