"""Importing a million customers from a CSV file, beside a bulk insert of the same rows, parsed before by somebody."""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from psycopg import Cursor
from sqlalchemy import Connection, Engine, text

from bench.measure import Measured
from campaigns.importing.imports import import_customers
from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import upgrade
from runtime.database import connect, sessions

CUSTOMERS = 1_000_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)
_BRANCH = """
    insert into branch (name, source, region, zone, name_en, name_zh, line)
    values ('harbour', 'bench', 'HK', 'Asia/Hong_Kong', 'Harbour', '港湾', '+85231230001')"""
#: What the import has written, as a dump has it: read back into the same tables, with the same keys and indexes.
_TABLES = ("customer", "customer_number")


def measure() -> Measured:
    """Both once, into an empty database each: a million rows are their own average. Memory is in the amount's words."""
    with (
        tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg") as server,
    ):
        file = Path(folder) / "customers.csv"
        _write(file)
        ours = _empty(server.create_database("ours"))
        before = _memory()
        began = time.perf_counter()
        import_customers(sessions(ours), file, NOW)
        seconds, grown = time.perf_counter() - began, _memory() - before
        assert _rows(ours) == CUSTOMERS, "every row was taken in"
        bare = _empty(server.create_database("bare"))
        limit = sum(_copied(ours, bare, table, Path(folder)) for table in _TABLES)
        ours.dispose()
        bare.dispose()
    amount = f"{CUSTOMERS:,} rows, +{grown} MB"
    return Measured("import customers", amount, seconds, "COPY, parsed before", limit, CUSTOMERS, at_most=3.0)


def _write(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["客户编号", "姓名", "性别", "手机", "门店", "语言"])
        for n in range(CUSTOMERS):
            rows.writerow([f"C{n:07}", "李秀兰", "女", 61_000_000 + n, "harbour", "中文"])


def _empty(address: str) -> Engine:
    engine = connect(address)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(_BRANCH))
    return engine


def _rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("select count(*) from customer_number")).scalar_one())


def _copied(source: Engine, target: Engine, table: str, folder: Path) -> float:
    """Seconds to read one table's rows from a file into the other database, checks and indexes included."""
    with source.connect() as connection, (folder / table).open("wb") as out:
        asked = "select column_name from information_schema.columns where table_name = :t and is_generated = 'NEVER'"
        columns = ", ".join(f'"{name}"' for name in connection.scalars(text(asked), {"t": table}))
        with _cursor(connection) as cursor, cursor.copy(f"copy {table} ({columns}) to stdout") as rows:
            for block in rows:
                out.write(block)
    began = time.perf_counter()
    with target.begin() as connection, (folder / table).open("rb") as given:
        connection.execute(text("set local statement_timeout = 0"))
        with _cursor(connection) as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as rows:
            while block := given.read(1 << 20):
                rows.write(block)
    return time.perf_counter() - began


def _cursor(connection: Connection) -> Cursor[Any]:
    return cast("Cursor[Any]", connection.connection.cursor())


def _memory() -> int:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
