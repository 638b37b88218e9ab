"""Health: words for whoever keeps the house running; the reasons to send nobody here, and to wake somebody."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from runtime.database import Sessions, connect
from runtime.database import sessions as sessions_of
from runtime.pulses import Sign, beat, ended, pulses
from tests.cast import TUESDAY_11
from tests.stopped_clock import StoppedClock
from tests.web.visitor import settings
from web.app import create_app

WELL = {"huifang": "ready", "database": "ok", "revision": "ok", "clock": "ok", "redis": "ok"}


@pytest.fixture
def ticking(sessions: Sessions) -> Sessions:
    """A clock lives, and Redis answers it."""
    with sessions.begin() as session:
        beat(session.connection(), Sign("clock", TUESDAY_11, rounds=7, round_seconds=0.02, redis=True))
    return sessions


def house(sessions: Sessions, revision: str = "") -> Flask:
    return create_app(sessions, StoppedClock(), settings(), revision=revision)


def asked(app: Flask, path: str = "/health/ready") -> tuple[int, dict[str, str]]:
    answer = app.test_client().get(path)
    assert answer.json is not None
    return answer.status_code, answer.json


def test_a_house_that_can_work_is_ready(ticking: Sessions) -> None:
    assert asked(house(ticking)) == (200, WELL)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        # the clock's process is gone, or hangs in its tick
        ("beat_at = clock_timestamp() - interval '31 seconds'", {"clock": "silent", "redis": "not asked"}),
        # the clock ticks, and its bell is heard by nobody
        ("redis_at = clock_timestamp() - interval '31 seconds'", {"redis": "unreachable"}),
        ("redis_at = null", {"redis": "unreachable"}),
        # only a worker lives
        ("process = 'worker'", {"clock": "silent", "redis": "not asked"}),
    ],
)
def test_without_a_clock_or_a_redis_it_is_not(wrong: str, words: dict[str, str], ticking: Sessions) -> None:
    with ticking.begin() as session:
        session.execute(text(f"update pulse set {wrong}"))
    app = house(ticking)
    assert asked(app) == (503, WELL | {"huifang": "not ready"} | words)
    # The carrier's messages are to be taken in all the same.
    assert asked(app, "/health") == (200, {"huifang": "alive", "database": "ok"})


@pytest.mark.parametrize(("revision", "word"), [("0001", "ok"), ("9999", "behind")])
def test_a_database_that_lacks_a_revision_is_not_ready_and_one_that_is_ahead_is(
    revision: str, word: str, ticking: Sessions
) -> None:
    assert asked(house(ticking, revision))[1]["revision"] == word


def test_a_database_that_is_away_is_told_and_the_process_lives() -> None:
    app = house(sessions_of(connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")))
    status, words = asked(app)
    assert (status, words["database"], words["clock"]) == (503, "unreachable", "not asked")
    assert asked(app, "/health/live") == (200, {"huifang": "alive"})


def test_the_database_is_asked_once_a_second_however_often_strangers_ask(ticking: Sessions) -> None:
    app = house(ticking)
    assert asked(app)[0] == 200
    with ticking.begin() as session:
        session.execute(text("delete from pulse"))
    assert asked(app)[0] == 200


def test_a_process_that_ends_in_an_orderly_way_is_forgotten_and_others_after_a_day(ticking: Sessions) -> None:
    with ticking.begin() as session:
        beat(session.connection(), Sign("worker", TUESDAY_11, busy_for=2.0))
        (clock, worker) = pulses(session.connection())
        assert (clock.rounds, clock.round_seconds, clock.alive) == (7, 0.02, True)
        assert worker.busy_for is not None
        assert 2.0 <= worker.busy_for < 10
        session.execute(text("update pulse set beat_at = beat_at - interval '25 hours' where process = 'clock'"))
        ended(session.connection(), "worker")
        assert pulses(session.connection()) == []
