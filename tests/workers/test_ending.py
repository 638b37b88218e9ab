"""Told to stop: what is begun is finished, what is only claimed goes back, and nothing takes longer than it may."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from redis import Redis
from sqlalchemy import text

from dialer.attempt_life import AttemptState
from dialer.dispatch import put_down
from dialer.restoring.hold import hold
from runtime.pulses import pulses
from tests.dialer.play import Play
from workers.bell import Bell
from workers.clock import run_clock
from workers.life import Life
from workers.worker import run_worker


def test_a_clock_that_ends_gives_back_what_nobody_has_begun_and_the_next_one_claims_it_at_once(play: Play) -> None:
    play.opens()
    (claimed,) = play.tick().place
    put_down(play.tools)
    call, case = play.attempt(), play.case()
    assert (call.id, call.state, call.reason) == (claimed, AttemptState.RELEASED, "house_closed")
    assert (case.state, case.tries_made) == ("planned", 0)
    play.rings_placed(claimed)
    assert play.carrier.calls == [], "a job that is still in the queue does nothing"
    play.work()
    assert len(play.carrier.calls) == 1


def test_what_is_at_the_carrier_is_not_given_back(play: Play) -> None:
    call = play.rings()
    put_down(play.tools)
    assert play.attempt().state is call.state is AttemptState.PLACED


@pytest.mark.parametrize("seconds", [0.2])
def test_whatever_hangs_is_gone_after_the_stated_seconds(seconds: float) -> None:
    hangs = f"import threading; from workers.life import end_within; end_within({seconds}); threading.Event().wait()"
    done = subprocess.run([sys.executable, "-c", hangs], timeout=60, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "ended_unfinished" in done.stdout + done.stderr


def test_a_process_shows_a_pulse_while_it_lives_and_none_afterwards(play: Play, bell: Bell, redis: Redis) -> None:
    seen: list[str] = []

    class Listening(Bell):
        def answers(self) -> bool:
            stopping.set()
            return super().answers()

    def look() -> None:
        with play.tools.sessions() as session:
            living = pulses(session.connection())
        seen.extend(f"{one.process} {one.alive} {one.redis_age is not None}" for one in living)

    stopping = threading.Event()
    life = Life(play.tools, "clock")
    life.beat_between(Listening(redis).answers)
    look()
    assert seen == ["clock True True"]
    run_clock(play.tools, bell, every=0.0, stopping=stopping)
    life.end()
    run_worker(redis, burst=True)
    look()
    assert seen == ["clock True True"], "and it signed off"


def test_a_database_that_is_away_does_not_stop_a_heart(play: Play) -> None:
    with play.scene() as session:
        session.execute(text("alter table pulse rename to elsewhere"))
    try:
        Life(play.tools, "worker").beat()
    finally:
        with play.scene() as session:
            session.execute(text("alter table elsewhere rename to pulse"))


def test_while_a_backup_holds_the_house_the_clock_claims_nothing(play: Play) -> None:
    play.opens()
    with play.scene() as session:
        hold(session, play.now)
    assert play.work().place == []
    assert play.attempts() == []
