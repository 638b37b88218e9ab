"""Whether a connection out of the pool is there still: asked of the server only where that is in doubt."""

from __future__ import annotations

import select
from functools import partial
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

#: Real seconds after which the server is asked. What went away before shows on the line: the server ends it, or says
#: something that nobody has asked for.
IDLE = 1.0
_LEFT_AT = "left_at"


def ping_what_was_idle(engine: Engine) -> None:
    """From now on a connection that does not answer any more is not handed out, and all of its age are made anew.

    A house at work hands the same connection from one request to the next: to ask each time would be one way to the
    server more for each of them.
    """
    event.listen(engine, "checkin", _left)
    event.listen(engine, "checkout", partial(_taken, engine))


def _left(_connection: Any, record: Any) -> None:
    record.info[_LEFT_AT] = monotonic()


def _taken(engine: Engine, connection: Any, record: Any, _fairy: Any) -> None:
    left_at = record.info.get(_LEFT_AT)
    if left_at is None:
        return  # It has only just been made.
    if monotonic() - left_at < IDLE and _silent(connection):
        return
    try:
        answers = engine.dialect.do_ping(connection)
    except psycopg.Error:
        answers = False
    if not answers:
        raise InvalidatePoolError


def _silent(connection: psycopg.Connection[Any]) -> bool:
    """True where the line is open and nothing has come over it."""
    if connection.closed:
        return False
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return not line.poll(0)
