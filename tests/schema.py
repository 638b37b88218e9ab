"""The tables for the tests, made by the revisions as in production, and a quick way to empty them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Engine, text

from migrations.running import upgrade
from migrations.tables import metadata

#: Truncating costs ten times as much: through the foreign keys each table goes, with all its indexes, and then every
#: connection has to learn the tables anew.
_EMPTY = """
create or replace function empty_tables() returns text[] language plpgsql
    set session_replication_role = 'replica' set lock_timeout = '10s' as $$
declare
    filled text[] := '{{}}';
begin
    lock table {tables} in exclusive mode;
    {statements}
    return filled;
end $$
"""
_EMPTY_ONE = """
    if pg_relation_size('{table}') > 0 then
        delete from {table};
        filled := filled || '{table}'::text;
    end if;
"""


def create_schema(engine: Engine) -> None:
    """Bring an empty database to the newest revision, and teach it to empty its tables."""
    upgrade(engine)
    with engine.begin() as connection:
        sequences = set(connection.scalars(text("select sequencename from pg_sequences where schemaname = 'public'")))
        tables = [connection.dialect.identifier_preparer.quote(name) for name in metadata.tables]
        statements = "".join(_statements(connection, sequences))
        connection.exec_driver_sql(_EMPTY.format(tables=", ".join(tables), statements=statements))


def _statements(connection: Connection, sequences: Collection[str]) -> Iterator[str]:
    for name in metadata.tables:
        yield _EMPTY_ONE.format(table=connection.dialect.identifier_preparer.quote(name))
        if f"{name}_id_seq" in sequences:
            yield f"    perform setval('{name}_id_seq', 1, false);\n"


def empty_tables(engine: Engine) -> None:
    """Empty the tables, whatever guards them, and let their ids begin at 1 again.

    A test that left a transaction with changes open is told so within ten seconds, instead of hanging the next one.
    Afterwards a table is as one that was never used, so that rows come back in the order in which they are added.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        filled = connection.scalar(text("select empty_tables()"))
        if filled:
            # What of all tables together a vacuum would look through each time, nobody asks for here.
            how = "truncate, index_cleanup on, skip_database_stats, process_toast false"
            connection.exec_driver_sql(f"vacuum ({how}) {', '.join(filled)}")
