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
    op.create_index("ix_follow_up_planned_from", "follow_up", ["planned_from"], unique=False)
    busy, over = sa.text("state in ('underway', 'talked')"), sa.text("closed_at is not null")
    op.create_index("ix_follow_up_busy", "follow_up", ["state"], unique=False, postgresql_where=busy)
    op.create_index("ix_follow_up_closed", "follow_up", ["closed_at"], unique=False, postgresql_where=over)


def downgrade() -> None:
    for name in ("ix_follow_up_planned_from", "ix_follow_up_busy", "ix_follow_up_closed"):
        op.drop_index(name, table_name="follow_up")
    op.drop_column("follow_up", "planned_from")
