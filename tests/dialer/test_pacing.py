"""Pacing: never more calls a second than we allow ourselves, whoever asks and whatever their clocks say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from dialer.agents.presence import announce
from dialer.attempt_life import AttemptState
from dialer.attempts import write_attempt
from dialer.dispatch import tick
from dialer.pacing import Bucket, draw_up_to, refill
from tests.cast import TUESDAY_11, agent, branch, customer, follow_up, greeting
from tests.dialer.play import Play

RATES = st.floats(0.1, 20)


@given(st.lists(st.floats(0, 5), max_size=40), RATES)
def test_what_is_drawn_never_exceeds_rate_times_time_and_one_burst(steps: list[float], rate: float) -> None:
    tokens, drawn = 1.0, 0
    for seconds in steps:
        tokens = refill(tokens, seconds, rate)
        drawn += int(tokens)
        tokens -= int(tokens)
    assert drawn <= sum(steps) * rate + 1 + rate + 1e-6


@given(st.floats(0, 100), st.floats(-100, 100), RATES)
def test_a_bucket_holds_a_seconds_worth_and_one_beside_it(tokens: float, seconds: float, rate: float) -> None:
    assert refill(tokens, seconds, rate) <= 1.0 + rate


@given(RATES)
def test_ticks_of_a_second_get_all_that_the_rate_gives(rate: float) -> None:
    """What is left of a token is not lost from one tick to the next: 0.9 calls a second are 90 in a hundred."""
    tokens, drawn = 0.0, 0
    for _ in range(100):
        tokens = refill(tokens, 1.0, rate)
        drawn += int(tokens)
        tokens -= int(tokens)
    assert drawn >= int(100 * rate) - 1


def test_a_slow_account_gets_its_call_in_the_end() -> None:
    assert refill(0.0, 9.9, 0.1) < 1 <= refill(0.0, 10.1, 0.1)


def test_a_new_account_begins_with_one_call(play: Play) -> None:
    with play.scene() as session:
        assert draw_up_to(session, "AC-new", 5.0, play.now).tokens == 1.0


def test_two_hosts_whose_clocks_differ_share_one_second_once(play: Play) -> None:
    """One host is five seconds ahead; asked in turns, they get what one clock would give."""
    drawn = 0
    for tenth in range(100):
        for ahead in (0, 5):
            with play.scene() as session:
                now = TUESDAY_11 + timedelta(seconds=tenth / 10 + ahead)
                bucket = draw_up_to(session, "AC-two-hosts", 1.0, now)
                drawn += int(bucket.tokens)
                bucket.tokens -= int(bucket.tokens)
    assert drawn <= 1 + 15


def test_agents_telephones_are_paced_with_the_calls(play: Play) -> None:
    """Three sit down at once; the account gives one call a second, and their telephones come before any customer's."""
    tools = play.limited(calls_per_second=1.0)
    with play.scene() as session:
        session.get_one(Bucket, "AC-test").tokens = 1.0
        branch(session)
        for login in ("wing", "fai", "ling"):
            announce(session, agent(session, login).id, "available", play.now, timedelta(hours=1))
        greeting(session, customer(session))
    rung = []
    for _ in range(4):
        work = tick(tools)
        rung.append((len(work.place_leg), len(work.place)))
        play.clock.forward(seconds=1)
    assert rung == [(1, 0), (1, 0), (1, 0), (0, 1)]


def test_texts_are_paced_by_caller_id(play: Play) -> None:
    """Four texts wait at one house and one at another: each caller id sends one a second."""
    tools = play.limited(texts_per_second=1.0)
    with play.scene() as session:
        for name in ("AC-test/text/+85221234567", "AC-test/text/+16045550100"):
            session.get_one(Bucket, name).tokens = 1.0
        for n in range(4):
            waits(session, customer(session, f"客{n}", f"+8529123451{n}"), play.now)
        waits(session, customer(session, "Jo", "+16042530002", house="kitsilano"), play.now)
    sent = []
    for _ in range(4):
        sent.append(sorted(play.attempt(one).line for one in tick(tools).place))
        play.clock.forward(seconds=1)
    harbour, kitsilano = "+85221234567", "+16045550100"
    assert sent == [[kitsilano, harbour], [harbour], [harbour], [harbour]]


def waits(session: Session, whose: Customer, now: datetime) -> None:
    """A text after a missed call is due."""
    of = follow_up(session, whose, next_try_at=now + timedelta(days=1), closes_at=now + timedelta(days=7))
    row: dict[str, Any] = {"channel": "text", "mode": "agent", "e164": whose.numbers[0].e164, "body": "…"}
    line = branch(session, whose.branch).line
    made = write_attempt(session, of, line=line, state=AttemptState.PLANNED, reason="after_busy", due_at=now, **row)
    assert made is not None
