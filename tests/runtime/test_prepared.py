"""Prepared statements last over a rollback, and not over an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from runtime.database import connect
from runtime.prepared import keep_prepared

QUESTION = text("select count(*) from agent")
PREPARED = text("select count(*) from pg_prepared_statements where statement like 'select count(*) from agent%'")


@pytest.fixture
def lasting(engine: Engine) -> Iterator[Engine]:
    """Connections that keep what they have prepared, to the database with our tables."""
    made = connect(engine.url.render_as_string(hide_password=False))
    keep_prepared(made)
    yield made
    made.dispose()


def asked_and_given_back(engine: Engine) -> None:
    """Ask the same question as reading sessions do: each time the transaction is rolled back."""
    for _ in range(4):
        with engine.connect() as connection:
            connection.execute(QUESTION)


def prepared(connection: Connection) -> int:
    return int(connection.execute(PREPARED).scalar_one())


def test_a_statement_stays_prepared_over_a_rollback(lasting: Engine) -> None:
    asked_and_given_back(lasting)
    with lasting.connect() as connection:
        assert prepared(connection) == 1


def test_what_was_rolled_back_is_not_there(lasting: Engine) -> None:
    with lasting.connect() as connection:
        connection.execute(text("create table never_there (id int)"))
        connection.rollback()
        assert connection.execute(text("select to_regclass('never_there')")).scalar_one() is None


def test_an_error_makes_it_forget(lasting: Engine) -> None:
    asked_and_given_back(lasting)
    with lasting.connect() as connection, pytest.raises(ProgrammingError):
        connection.execute(text("select nothing_of_the_kind"))
    with lasting.connect() as connection:
        assert prepared(connection) == 0
