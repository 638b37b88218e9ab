"""What is read of a statement and of its columns is what psycopg reads, and it is not read anew each time."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from sqlalchemy import Engine, text

from runtime.reading import Columns, Reader

ASKED = "select 1 as one, 'two'::varchar(5) as two, now() as three"


@pytest.fixture
def cursors(database_url: str) -> Any:
    """Ours and psycopg's own, on one connection."""
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        yield Reader(connection), psycopg.Cursor(connection)


def test_the_columns_are_those_that_psycopg_tells(cursors: tuple[Reader, psycopg.Cursor[Any]]) -> None:
    ours, plain = cursors
    ours.execute(ASKED)
    plain.execute(ASKED)
    assert plain.description is not None
    assert isinstance(ours.description, Columns)
    assert [tuple(one) for one in ours.description] == [tuple(one) for one in plain.description]
    assert [one.name for one in ours.description[1:]] == ["two", "three"]
    assert len(ours.description) == 3


@pytest.mark.parametrize("asked", ["select", "set timezone to 'UTC'"])
def test_without_columns_it_says_what_psycopg_says(asked: str, cursors: tuple[Reader, psycopg.Cursor[Any]]) -> None:
    ours, plain = cursors
    ours.execute(asked)
    plain.execute(asked)
    assert ours.description == plain.description


def test_the_house_reads_so(engine: Engine) -> None:
    with engine.connect() as connection:
        assert isinstance(connection.execute(text(ASKED)).cursor, Reader)


@pytest.mark.parametrize(("characters", "kept"), [(20_000, True), (40_000, False)])
def test_a_long_statement_is_read_once(engine: Engine, characters: int, kept: bool) -> None:
    """`engine`: with it the process has begun to work."""
    asked = f"select %(a)s /* {'-' * characters} */"
    first, again = (PostgresQuery(Transformer()) for _ in range(2))
    for one in (first, again):
        one.convert(asked, {"a": 1})
    assert first.query.startswith(b"select $1")
    assert (first.query is again.query) is kept
