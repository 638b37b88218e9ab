"""The tables for the tests, and a quick way to empty them."""

from __future__ import annotations

import importlib.util
import pkgutil
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, exists, literal, select, text, union_all

from runtime.database import Base

#: The rooms that own tables.
_ROOMS = ("campaigns", "dialer")


def create_schema(engine: Engine) -> None:
    """Create every table that campaigns and dialer own."""
    _import_tables()
    Base.metadata.create_all(engine)


def empty_tables(engine: Engine) -> None:
    """Empty the tables that have rows, in one statement, and let their ids begin at 1 again."""
    with engine.begin() as connection:
        filled = _tables_with_rows(connection)
        if filled:
            # A test that left a transaction open is told so, instead of hanging the next one.
            connection.execute(text("set local lock_timeout = '10s'"))
            connection.execute(text(f"truncate {', '.join(filled)} restart identity cascade"))


def _tables_with_rows(connection: Connection) -> list[str]:
    tables: list[Table] = Base.metadata.sorted_tables
    if not tables:
        return []
    asked = (select(literal(table.fullname)).where(exists(select(1).select_from(table))) for table in tables)
    return [connection.dialect.identifier_preparer.quote(name) for name in connection.scalars(union_all(*asked))]


def _import_tables() -> None:
    for room in _ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if _declares_a_table(module.name):
                importlib.import_module(module.name)


def _declares_a_table(module: str) -> bool:
    found = importlib.util.find_spec(module)
    return bool(found and found.origin and "__tablename__" in Path(found.origin).read_text("utf-8"))
