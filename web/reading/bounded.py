"""Bounded: a count over a million customers that takes too long is given up, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session


class TookTooLong(Exception):
    """The database was asked to stop; what the transaction had done is undone."""


@contextmanager
def bounded(session: Session, seconds: float) -> Iterator[None]:
    """Each question inside may take so many seconds of real time. Raises `TookTooLong`."""
    session.execute(text(f"set local statement_timeout = {round(seconds * 1000)}"))
    try:
        yield
    except OperationalError as wrong:
        if not isinstance(wrong.orig, QueryCanceled):
            raise
        session.rollback()
        raise TookTooLong from wrong
    session.execute(text("set local statement_timeout to default"))
