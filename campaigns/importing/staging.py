"""The staging table: all good rows of a file lie here before the first of them touches a customer.

Only then is it known which rows the file says twice, so that the last one wins without the earlier ones being written
and undone. The table is temporary and on the server, so memory here does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from runtime.database import Sessions

#: Two imports at once would wait for each other's rows in different orders; the second is refused instead.
_ONE_IMPORT = 0x4875_6966  # "Huif"


class ImportUnderway(Exception):
    """Another import is running; start this one when it is through."""


@contextmanager
def import_connection(sessions: Sessions) -> Iterator[Connection]:
    """A connection for one import. Its temporary tables, its lock and its settings end with it.

    Raises ImportUnderway when another import holds the lock.
    """
    with sessions() as session:
        bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    with engine.connect() as connection:
        connection.detach()
        with connection.begin():
            # Telling doubled rows apart is one statement over the whole file.
            connection.execute(text("set statement_timeout = 0"))
            free = connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": _ONE_IMPORT}).scalar_one()
        if not free:
            raise ImportUnderway("Another import is running; start this one when it is through.")
        try:
            yield connection
        finally:
            # A server notices late that a connection is gone, and the next import should not wait for that.
            with suppress(SQLAlchemyError):
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock_all()"))


class Stage:
    """A temporary table `staged` with the columns given, and `line` before them."""

    def __init__(self, connection: Connection, columns: Mapping[str, str], key: Sequence[str]) -> None:
        self._connection = connection
        self._columns = tuple(columns)
        self._key = ", ".join(key)
        described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        with connection.begin():
            connection.execute(text(f"create temp table staged (line int primary key, {described})"))

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows; each is its line and then the columns in order."""
        with self._connection.begin():
            driver = cast("psycopg.Connection[Any]", self._connection.connection.dbapi_connection)
            with (
                driver.cursor() as cursor,
                cursor.copy(f"copy staged (line, {', '.join(self._columns)}) from stdin") as copy,
            ):
                for row in rows:
                    copy.write_row(row)

    def drop_repeated(self) -> int:
        """Take out every row whose key comes again further down, so that the last one counts; how many those were."""
        same = " and ".join(f"a.{name} is not distinct from b.{name}" for name in self._columns)
        with self._connection.begin():
            self._connection.execute(
                text(f"""
                create temp table repeated as
                with ranked as (select line, max(line) over (partition by {self._key}) as last from staged)
                select a.line, b.line as last, a.external_id, {same} as same
                from ranked join staged a on a.line = ranked.line join staged b on b.line = ranked.last
                where ranked.line <> ranked.last""")
            )
            self._connection.execute(text("delete from staged using repeated where staged.line = repeated.line"))
            self._connection.execute(text("analyze staged"))
            return int(self._connection.execute(text("select count(*) from repeated")).scalar_one())

    def superseded(self) -> Iterator[tuple[int, int, str]]:
        """Line, last line with the same key, and the key, of each row taken out that said something else."""
        with self._connection.begin():
            differing = text("select line, last, external_id from repeated where not same order by line")
            found = self._connection.execute(differing.execution_options(yield_per=1000))
            yield from ((row.line, row.last, row.external_id) for row in found)

    def slices(self, size: int) -> Iterator[tuple[int, int, int]]:
        """First line, last line and number of rows of each slice, in the order of the file."""
        after = 0
        statement = text(
            "select min(line), max(line), count(*) from "
            "(select line from staged where line > :after order by line limit :size) as slice"
        )
        while True:
            with self._connection.begin():
                first, last, count = self._connection.execute(statement, {"after": after, "size": size}).one()
            if not count:
                return
            yield first, last, count
            after = last
