"""Prepared statements that last: psycopg forgets all of them at each rollback, and whoever only reads ends in one."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event

#: Statements that one connection keeps; psycopg's own hundred are fewer than the house has. From the second time on
#: they are prepared.
_KEPT, _ONCE = 500, 1


class Lasting(psycopg.Connection[Any]):
    """A connection whose statements stay prepared over a rollback.

    psycopg discards them because a rollback may undo the making of a table; nothing of ours makes or changes tables
    while it serves. After an error it does as it always does, so that a plan that went stale is made anew.
    """

    def rollback(self) -> None:
        """End the transaction without keeping anything of it."""
        if self.pgconn.transaction_status == TransactionStatus.INTRANS:
            with self.lock:
                done = self.pgconn.exec_(b"rollback").status
            if done == ExecStatus.COMMAND_OK:
                return
        super().rollback()


def keep_prepared(engine: Engine) -> None:
    """From now on this engine connects so: PostgreSQL plans a statement once for each connection, not each time.

    For whoever asks the same small questions all day. What is better planned anew for each value stays with psycopg's
    own ways.
    """
    event.listen(engine, "do_connect", _connected)


def _connected(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Lasting:
    connection = Lasting.connect(*arguments, **named)
    connection.prepared_max, connection.prepare_threshold = _KEPT, _ONCE
    return connection
