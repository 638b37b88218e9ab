"""The tables for the tests, made by the revisions as in production, and a quick way to empty them."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, exists, literal, select, text, union_all

from migrations.running import upgrade
from migrations.tables import metadata


def create_schema(engine: Engine) -> None:
    """Bring an empty database to the newest revision."""
    upgrade(engine)


def empty_tables(engine: Engine) -> None:
    """Empty the tables that were used, in one statement, and let their ids begin at 1 again."""
    with engine.begin() as connection:
        filled = sorted({*_tables_with_rows(connection), *_tables_with_numbers_given(connection)})
        if filled:
            # A test that left a transaction open is told so, instead of hanging the next one.
            connection.execute(text("set local lock_timeout = '10s'"))
            connection.execute(text(f"truncate {', '.join(filled)} restart identity cascade"))


def _tables_with_rows(connection: Connection) -> list[str]:
    asked = (
        select(literal(table.fullname)).where(exists(select(1).select_from(table))) for table in metadata.sorted_tables
    )
    return [connection.dialect.identifier_preparer.quote(name) for name in connection.scalars(union_all(*asked))]


def _tables_with_numbers_given(connection: Connection) -> list[str]:
    """A test that took its rows back has used up their ids all the same."""
    given = text("select sequencename from pg_sequences where schemaname = 'public' and last_value is not null")
    tables = (name.removesuffix("_id_seq") for name in connection.scalars(given))
    return [connection.dialect.identifier_preparer.quote(name) for name in tables if name in metadata.tables]
