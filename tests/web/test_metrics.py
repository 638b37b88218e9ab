"""Metrics: who has the token is told the figures; each is asked of an index, and none of them names anybody."""

from __future__ import annotations

import dataclasses

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from dialer.attempt_life import Result
from dialer.restoring.hold import Restoration
from dialer.watch.questions import QUESTIONS
from dialer.watch.watching import watch
from runtime.database import Sessions
from runtime.pulses import Sign, beat
from tests.dialer.play import Play, begin
from tests.web.visitor import settings
from web.app import create_app

TOKEN = "a token of the tests"


@pytest.fixture
def play(sessions: Sessions) -> Play:
    return begin(sessions)


def client(play: Play, token: str | None = TOKEN) -> FlaskClient:
    told = dataclasses.replace(settings(), metrics_token=token)
    return create_app(play.tools.sessions, play.clock, told).test_client()


def figures(play: Play) -> dict[str, float]:
    answer = client(play).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    samples = (one for family in text_string_to_metric_families(answer.text) for one in family.samples)
    return {"/".join([one.name, *one.labels.values()]): one.value for one in samples}


@pytest.mark.parametrize("said", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ü"])
def test_without_the_token_nobody_is_told_anything(said: str | None, play: Play) -> None:
    answer = client(play).get("/metrics", headers={"Authorization": said} if said else {})
    assert answer.status_code == 401
    assert "huifang_" not in answer.text
    assert client(play, token=None).get("/metrics").status_code == 404


def test_an_evening_in_figures(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.NO_ANSWER)
    watch(play.tools)
    watch(play.tools)
    with play.scene() as session:
        beat(session.connection(), Sign("clock", play.now, rounds=1, round_seconds=0.25, redis=True))
        beat(session.connection(), Sign("worker", play.now))
    found = figures(play)
    assert found["huifang_calls_claimed_total"] == 1
    assert found["huifang_calls_ended_total/no_answer"] == 1
    assert found["huifang_webhook_lag_seconds_count"] == 1
    assert found["huifang_processes_alive/clock"] == 1
    assert found["huifang_processes_alive/worker"] == 1
    assert found["huifang_tick_duration_seconds"] == 0.25
    assert found["huifang_tick_age_seconds"] < 30
    assert {found[f"huifang_violations/{one.invariant}"] for one in QUESTIONS} == {0}
    assert found["huifang_held_after_restore"] == 0


def test_what_waits_has_an_age(play: Play) -> None:
    play.opens()
    claimed = play.tick().place
    play.clock.forward(seconds=40)
    assert len(claimed) == 1
    found = figures(play)
    assert (found["huifang_attempts_open/call/claimed"], found["huifang_oldest_claim_seconds"]) == (1, 40)
    play.clock.forward(hours=1)
    play.tick()
    with play.scene() as session:
        session.execute(text("update follow_up set state = 'planned', next_try_at = :at"), {"at": play.now})
        session.add(Restoration(restored_at=play.now))
    play.clock.forward(seconds=90)
    found = figures(play)
    assert (found["huifang_follow_ups_due/agent"], found["huifang_oldest_due_seconds/agent"]) == (1, 90)
    assert found["huifang_held_after_restore"] == 1


def test_no_figure_names_anybody(play: Play) -> None:
    play.rings()
    watch(play.tools)
    answer = client(play).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert "+852" not in answer
    assert "陈" not in answer
