"""What Alembic runs: the revisions, over the connection that the caller hands in, each in a transaction of its own."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

from migrations.tables import metadata
from runtime.database import UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A revision stands on plain types, not on our classes, which go on changing."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_item=render_item,
    # So that a long one holds no lock of a short one, and an index can be built beside the traffic.
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
