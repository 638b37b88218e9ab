"""Processes and engines that die while calls are under way, in the last hour: killed, emptied, restarted, stopped."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, CarrierEvent
from dialer.twilio.addresses import CALL
from sandbox.post.letters import Letter, deliver
from tests.environment import CI
from tests.faults import accounts
from tests.faults.besieged import PATIENCE, RATE, WORKERS, Besieged
from tests.faults.disk import full, may_mount
from tests.faults.siege import siege
from tests.faults.stock import EIGHT, NINE
from tests.journeys.patience import eventually

#: What an attempt may be just about when its worker is killed.
_MOMENTS = (AttemptState.CLAIMED, AttemptState.PLACING, AttemptState.PLACED)


@pytest.fixture(scope="module")
def besieged() -> Iterator[Besieged]:
    with siege() as house:
        house.begin(EIGHT, greetings=280, calls=16, texts=0)
        yield house


def test_workers_are_killed_at_drawn_moments(besieged: Besieged) -> None:
    draw = random.Random(20261124)
    for _ in range(4):
        moment = draw.choice(_MOMENTS)
        eventually(partial(besieged.attempts, moment), f"a call is {moment.value}")
        besieged.kill(draw.choice(WORKERS))
    besieged.goes_on()


def test_what_the_carrier_does_after_all_is_not_asked_of_it_again(besieged: Besieged) -> None:
    """It has the requests and does not answer: two workers are killed meanwhile, and the others wait no longer."""
    eventually(besieged.at_work, "whoever was killed is back")
    with besieged.frozen("sandbox"):
        eventually(lambda: besieged.attempts(AttemptState.PLACING) >= 2, "two workers wait for the carrier")
        for name in WORKERS[:2]:
            besieged.house.children.kill(name)
        given_up = besieged.clock.now() + timedelta(seconds=RATE * (PATIENCE + 1))
        eventually(lambda: besieged.clock.now() > given_up, "the others wait no longer")
    for name in WORKERS[:2]:
        besieged.start(name)
    besieged.goes_on()


def test_a_worker_that_is_told_to_stop_finishes_the_call_that_it_is_placing(besieged: Besieged) -> None:
    # Whoever is frozen may hold what the others wait for, and questions about other calls may stand before it in the
    # queue: then another moment is taken.
    assert any(_told_to_stop_while_placing(besieged) for _ in range(4)), "it places a call, and waits for the carrier"
    assert besieged.house.children.stop_one(WORKERS[0]) == 0
    besieged.start(WORKERS[0])
    besieged.goes_on()
    eventually(besieged.at_work, "it is back")


def _told_to_stop_while_placing(besieged: Besieged) -> bool:
    """The first worker is told so while it waits for the carrier's answer; False where it came to place none."""
    eventually(besieged.at_work, "whoever was killed is back")
    # Nobody else works, and without webhooks nobody else knows the call's id.
    with besieged.frozen("web", *WORKERS[1:]):
        with besieged.frozen("sandbox"):
            began = Attempt.placing_at >= besieged.clock.now()
            asked = select(Attempt.id).where(began, Attempt.state == AttemptState.PLACING).limit(1)
            try:
                placing = eventually(lambda: besieged.ask(asked), "it waits for the carrier's answer", seconds=12)
            except AssertionError:
                return False
            besieged.house.children.ask_to_end(WORKERS[0])
        named = select(Attempt.carrier_id).where(Attempt.id == placing)
        eventually(lambda: besieged.ask(named), "it has written down what it was answered")
    return True


def test_the_web_servers_own_worker_and_the_clock_are_killed(besieged: Besieged) -> None:
    server = besieged.pid("web")
    os.kill(children_of(server)[0], signal.SIGKILL)
    besieged.kill("clock")
    besieged.goes_on()
    assert children_of(server)


def test_a_web_server_that_is_told_to_stop_answers_whoever_has_asked(besieged: Besieged) -> None:
    letter = news_of_a_call(besieged)
    token = besieged.house.environment["TWILIO_AUTH_TOKEN"]
    with ThreadPoolExecutor(1) as postman, besieged.engines.psql() as held:
        with held.transaction():
            held.execute("lock table carrier_event in access exclusive mode")
            answer = postman.submit(deliver, letter, token)
            eventually(
                lambda: besieged.engines.waiting("insert into carrier_event"), "the letter is being written down"
            )
            besieged.house.children.ask_to_end("web")
            eventually(lambda: not answers(besieged.pages), "nobody else is let in")
        assert answer.result().ok
    assert besieged.house.children.stop_one("web", within=30) == 0
    besieged.start("web")
    eventually(lambda: answers(besieged.pages), "it is back")
    kept = select(CarrierEvent.id).where(CarrierEvent.dedupe_key.contains(letter.token))
    assert besieged.ask(kept), "what was promised is written down"
    besieged.goes_on()


def test_redis_dies_and_comes_back_with_nothing(besieged: Besieged) -> None:
    besieged.engines.lose_redis()
    besieged.goes_on()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_postgres_is_restarted(besieged: Besieged, how: signal.Signals) -> None:
    besieged.engines.restart_postgres(how)
    besieged.goes_on()


def test_what_cannot_be_logged_because_the_disk_is_full_is_done_all_the_same(besieged: Besieged) -> None:
    if not may_mount():
        (pytest.fail if CI else pytest.skip)("Left out: a full disk, because only root has one to fill.")
    with full(besieged.house.folder / "logs"):
        assert forged(besieged) == 403
        # Everybody has something to say about that.
        besieged.engines.lose_redis()
        besieged.engines.restart_postgres(signal.SIGINT)
        besieged.goes_on()
    assert forged(besieged) == 403
    assert "webhook_refused" in (besieged.house.folder / "logs" / "web.log").read_text()


def test_afterwards_everybody_is_accounted_for(besieged: Besieged) -> None:
    besieged.set_clock(NINE - timedelta(seconds=90), RATE)
    eventually(lambda: besieged.clock.now() > NINE, "nine o'clock", seconds=60)
    accounts.settle(besieged)
    assert not (wrong := accounts.wrong(besieged)), "\n".join(wrong)
    assert accounts.told_too_much(besieged) == []
    besieged.house.children.stop()
    assert accounts.left_running(besieged) == []


def children_of(process: int) -> list[int]:
    """The processes that this one has started."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def news_of_a_call(besieged: Besieged) -> Letter:
    """The carrier tells of a call once more that it has it."""
    under_way = (AttemptState.PLACED, AttemptState.RINGING, AttemptState.ANSWERED)
    asked = select(Attempt).where(Attempt.state.in_(under_way), Attempt.carrier_id.is_not(None)).limit(1)
    call = eventually(lambda: besieged.ask(asked), "a call is under way")
    url = f"{besieged.pages}{CALL.replace('<token>', call.token)}/status"
    fields = {"CallSid": call.carrier_id, "CallStatus": "initiated", "SequenceNumber": "0"}
    return Letter(call.carrier_id, url, fields)


def answers(address: str) -> bool:
    """Whether anybody who asks there now is let in."""
    try:
        return requests.get(f"{address}/health", timeout=0.5).ok
    except requests.RequestException:
        return False


def forged(besieged: Besieged) -> int:
    """What becomes of a webhook that nobody has signed."""
    return requests.post(f"{besieged.pages}/twilio/call/nobody/status", timeout=10).status_code
