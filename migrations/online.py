"""Changes that large tables take while everybody goes on working; `tests/test_migrations_online.py` asks for them.

The rule: a revision comes before the release that needs it, and the release before it runs on. So a column is added
with no value or a constant one, nothing that is in use is renamed, narrowed or dropped, an index is built beside the
traffic, and a constraint is written first and judged afterwards. Rows are filled by a worker, not by a revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic import op


def create_index(name: str, table: str, columns: Sequence[Any], **options: Any) -> None:
    """Build an index while the table is written to. What a build that was cut off left behind is built anew."""
    with op.get_context().autocommit_block():
        # It waits for transactions, and holds up nobody while it does.
        op.execute("set lock_timeout = 0")
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **options)
        op.execute("set lock_timeout = '2s'")


def add_check(name: str, table: str, condition: str) -> None:
    """A condition that holds for new rows at once, and is then asked of the old ones without keeping anybody out."""
    op.create_check_constraint(name, table, condition, postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        op.execute(f"alter table {table} validate constraint {op.f(f'ck_{table}_{name}')}")
