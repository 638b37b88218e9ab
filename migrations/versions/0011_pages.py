"""What the live board reads with a million customers: what is open now, what is being done, what is over today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    opens = sa.Computed("case when state = 'planned' then opens_at end", persisted=True)
    op.add_column("follow_up", sa.Column("planned_from", sa.DateTime(timezone=True), opens, nullable=True))
    op.create_index(
        "ix_follow_up_open",
        "follow_up",
        ["planned_from"],
        unique=False,
        postgresql_include=["closes_at", "next_try_at", "playbook", "state", "mode", "waits_for", "campaign_id"],
        postgresql_where=sa.text("state = 'planned'"),
    )
    missed = sa.text("reason = 'promise_missed'")
    op.create_index("ix_follow_up_promise_missed", "follow_up", ["last_day"], unique=False, postgresql_where=missed)
    busy, over = sa.text("state in ('underway', 'talked')"), sa.text("closed_at is not null")
    op.create_index("ix_follow_up_busy", "follow_up", ["state"], unique=False, postgresql_where=busy)
    op.create_index("ix_follow_up_closed", "follow_up", ["closed_at"], unique=False, postgresql_where=over)


def downgrade() -> None:
    for name in ("open", "promise_missed", "busy", "closed"):
        op.drop_index(f"ix_follow_up_{name}", table_name="follow_up")
    op.drop_column("follow_up", "planned_from")
