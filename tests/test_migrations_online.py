"""Revisions stop nobody: none of them takes a lock for long, and one that finds a table in use lets everybody go on."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from huifang.engines.postgres import EmbeddedPostgres
from migrations import online
from migrations.running import patiently
from migrations.tables import metadata
from runtime.database import connect

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"
#: They make the tables, before the first release: nobody is at work yet.
BEFORE_THE_FIRST_RELEASE = {f"{number:04}" for number in range(1, 12)}
#: What holds everybody up while a large table is read or written anew; `migrations.online` has another way.
HOLDS_UP = {
    "create_check_constraint": "write it not valid and validate it afterwards: migrations.online.add_check",
    "create_foreign_key": "write it not valid (postgresql_not_valid=True) and validate it afterwards",
    "create_unique_constraint": "build a unique index: migrations.online.create_index",
    "create_index": "build it beside the traffic: migrations.online.create_index",
    "alter_column": "add another column, and let the release before go on with the old one",
    "rename_table": "the release before knows the old name",
    "drop_column": "a release later, when nobody reads it: say so with the comment “read by nobody since”",
    "drop_table": "a release later, when nobody reads it: say so with the comment “read by nobody since”",
    "execute": "a statement of one's own may lock or write everything: a worker fills rows",
}


def what_holds_up(source: str) -> list[str]:
    """Each deed of this revision's `upgrade` that would keep others from their work."""
    deed = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == "upgrade")
    calls = [n for n in ast.walk(deed) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    ours = [(n.func.attr, n) for n in calls if isinstance(n.func, ast.Attribute) and _of(n.func) == "op"]
    new = {_word(call.args[0]) for name, call in ours if name == "create_table"}
    found = [f"{name}: {HOLDS_UP[name]}" for name, call in ours if name in HOLDS_UP and not _on(call, new)]
    found += [f"add_column: {why}" for name, call in ours if name == "add_column" if (why := _heavy_column(call))]
    return [] if "read by nobody since" in source else found


def _of(function: ast.Attribute) -> str:
    return function.value.id if isinstance(function.value, ast.Name) else ""


def _word(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _on(call: ast.Call, new: set[str]) -> bool:
    """It is about a table that nobody uses yet."""
    return any(_word(argument) in new for argument in call.args[:2])


def _heavy_column(call: ast.Call) -> str:
    words = ast.unparse(call)
    if "Computed(" in words or "Identity(" in words:
        return "the whole table is written anew"
    if "nullable=False" in words and "server_default" not in words:
        return "old rows have no value"
    return "a value that is asked for each row writes the table anew" if "server_default=sa.func" in words else ""


@pytest.mark.parametrize("revision", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.stem)
def test_no_revision_keeps_anybody_from_working(revision: Path) -> None:
    if revision.stem[:4] not in BEFORE_THE_FIRST_RELEASE:
        assert what_holds_up(revision.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("deed", "stops"),
    [
        ('op.create_index("ix", "attempt", ["at"])', "create_index"),
        ('op.create_check_constraint("ck", "attempt", "true")', "create_check_constraint"),
        ('op.alter_column("attempt", "body", nullable=False)', "alter_column"),
        ('op.execute("update attempt set body = 1")', "execute"),
        ('op.drop_column("attempt", "body")', "drop_column"),
        ('op.add_column("attempt", sa.Column("a", sa.String(), nullable=False))', "add_column"),
        ('op.add_column("attempt", sa.Column("a", sa.DateTime(), sa.Computed("now()")))', "add_column"),
        # what is harmless
        ('op.add_column("attempt", sa.Column("a", sa.String(), nullable=True))', ""),
        ('op.add_column("attempt", sa.Column("a", sa.String(), server_default="", nullable=False))', ""),
        ('op.create_table("new"); op.create_index("ix", "new", ["at"])', ""),
        ('online.create_index("ix", "attempt", ["at"])', ""),
    ],
)
def test_a_planted_deed_is_found(deed: str, stops: str) -> None:
    found = what_holds_up(f"def upgrade():\n    {deed}\n")
    assert [one.split(":")[0] for one in found] == ([stops] if stops else [])


def test_revisions_are_numbered_so_that_a_later_one_is_a_greater_word() -> None:
    numbers = [path.stem[:4] for path in sorted(VERSIONS.glob("*.py"))]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.fixture
def busy(engine: Engine) -> Iterator[str]:
    """A table that somebody writes to all the time."""
    with engine.begin() as connection:
        connection.execute(text("drop table if exists busy; create table busy (id int)"))
    yield "busy"
    with engine.begin() as connection:
        connection.execute(text("drop table busy"))


def test_a_change_lets_everybody_go_on_until_it_gets_its_lock(engine: Engine, busy: str) -> None:
    """A long transaction holds the table; writers behind the change wait for its short patience and no longer."""
    over, tried, written = threading.Event(), list[str](), list[int]()

    def change(connection: Connection) -> None:
        tried.append("tried")
        if len(tried) == 3:
            holder.commit()
        connection.execute(text("alter table busy add column more int"))
        connection.commit()

    def write() -> None:
        while not over.is_set():
            with engine.begin() as connection:
                # Behind the change: not longer than its patience, or this raises.
                connection.execute(text("set local lock_timeout = '5s'; insert into busy (id) values (1)"))
            written.append(1)

    with engine.connect() as holder:
        holder.execute(text("insert into busy values (0)"))
        writer = threading.Thread(target=write)
        writer.start()
        patiently(engine, change, lock_timeout=0.2, pause=0.01)
        over.set()
        writer.join(timeout=10)
    assert len(tried) == 3
    assert written
    with engine.begin() as connection:
        assert connection.scalar(text("select count(*) from busy where more is null")) == len(written) + 1


@pytest.fixture
def large(postgres: EmbeddedPostgres) -> Iterator[Connection]:
    """A table in a database of its own, with what a build that was cut off left behind."""
    engine = connect(postgres.create_database("online"))
    with engine.begin() as connection:
        connection.execute(text("drop table if exists large"))
        connection.execute(text("create table large (id bigint, size bigint)"))
        connection.execute(text("create index ix_large_size on large (id)"))
        connection.execute(text("insert into large select n, n from generate_series(1, 100) n"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_an_index_is_built_beside_the_traffic_and_anew_after_a_build_that_was_cut_off(large: Connection) -> None:
    revise(large, lambda: online.create_index("ix_large_size", "large", ["size"]))
    built = large.scalar(text("select indexdef from pg_indexes where indexname = 'ix_large_size'"))
    assert built is not None
    assert built.endswith("(size)")


def test_a_condition_holds_for_new_rows_at_once_and_is_then_asked_of_the_old_ones(large: Connection) -> None:
    revise(large, lambda: online.add_check("positive", "large", "size > 0"))
    assert large.scalar(text("select convalidated from pg_constraint where conname = 'ck_large_positive'"))
    large.rollback()
    with pytest.raises(IntegrityError):
        revise(large, lambda: online.add_check("small", "large", "size < 50"))


def revise(connection: Connection, deed: Callable[[], None]) -> None:
    """As a revision does it."""
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    with context.begin_transaction(), Operations.context(context):
        deed()
