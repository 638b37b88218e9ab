"""Connections out of the pool: those that are gone are not handed out, and those that are there are seldom asked."""

from __future__ import annotations

import select
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from runtime import pinging
from runtime.database import connect

_WHO = text("select pg_backend_pid()")


@pytest.fixture
def pooled(database_url: str) -> Iterator[Engine]:
    """A pool with one connection in it, which has been used."""
    engine = connect(database_url, pool_size=1)
    who(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def pings(pooled: Engine, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One for each time that the server is asked whether it is there."""
    asked: list[object] = []
    really = pooled.dialect.do_ping

    def ping(connection: object) -> bool:
        asked.append(connection)
        return really(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(pooled.dialect, "do_ping", ping)
    return asked


def who(engine: Engine) -> int:
    """The server's process behind the connection that is handed out."""
    with engine.connect() as connection:
        found: int = connection.execute(_WHO).scalar_one()
        return found


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used by now has been idle for long enough."""
    monkeypatch.setattr(pinging, "IDLE", 0.0)


def end(server: Engine, process: int) -> None:
    """The server ends that connection, and has said so when this returns."""
    with server.connect() as connection:
        assert connection.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": process}).scalar_one()


def test_who_was_used_a_moment_ago_is_not_asked(pooled: Engine, pings: list[object]) -> None:
    assert who(pooled) == who(pooled)
    assert pings == []


def test_who_was_idle_is_asked_once_each_time(
    pooled: Engine, pings: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = who(pooled)
    later(monkeypatch)
    assert who(pooled) == first
    assert len(pings) == 1


@pytest.mark.parametrize("idle", [False, True])
def test_who_is_gone_is_replaced_before_anybody_notices(
    pooled: Engine, engine: Engine, idle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = who(pooled)
    end(engine, gone)
    if idle:
        later(monkeypatch)
    assert who(pooled) != gone


def test_a_new_connection_is_not_asked(pooled: Engine, pings: list[object], engine: Engine) -> None:
    end(engine, who(pooled))
    new = who(pooled)
    assert who(pooled) == new
    assert len(pings) == 1


def test_who_has_heard_something_unasked_is_asked_and_kept(pooled: Engine, pings: list[object], engine: Engine) -> None:
    with pooled.connect() as connection:
        connection.execute(text("listen news"))
        connection.commit()
        line = connection.connection.dbapi_connection
    assert line is not None
    with engine.begin() as connection:
        connection.execute(text("notify news"))
    heard = select.poll()
    heard.register(line.fileno(), select.POLLIN)
    assert heard.poll(5000)
    first = who(pooled)
    assert len(pings) == 1
    assert who(pooled) == first
