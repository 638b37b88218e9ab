"""Caps: three calls in any 24 hours, ten minutes apart, to one customer and to one number over everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.caps.house import APART, CALLS_PER_DAY, DAY, capped_until
from dialer.carrier import TryLater
from tests.cast import MEI, MEI_OFFICE, TUESDAY_11, customer, follow_up
from tests.dialer.play import Play

NOW = TUESDAY_11


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("called", "until"),
    [
        # nobody called yet
        ([], None),
        # two earlier calls leave one
        ([ago(hours=5), ago(hours=3)], None),
        # three: the first of them has to be a day old
        ([ago(hours=5), ago(hours=3), ago(hours=1)], ago(hours=5) + DAY),
        # the order of the rows is nobody's promise
        ([ago(hours=1), ago(hours=5), ago(hours=3)], ago(hours=5) + DAY),
        # exactly a day old does not count any more
        ([ago(hours=24), ago(hours=3), ago(hours=1)], None),
        # a second younger does
        ([ago(hours=24) + timedelta(seconds=1), ago(hours=3), ago(hours=1)], NOW + timedelta(seconds=1)),
        # a minute ago: ten minutes apart
        ([ago(minutes=1)], NOW + timedelta(minutes=9)),
        # both reasons: the later one
        ([ago(hours=23, minutes=58), ago(hours=1), ago(minutes=1)], NOW + timedelta(minutes=9)),
    ],
)
def test_when_the_next_call_fits(called: list[datetime], until: datetime | None) -> None:
    assert capped_until(called, NOW) == until


@given(st.lists(st.integers(0, 200_000), max_size=8))
def test_at_the_instant_named_one_more_call_fits(seconds: list[int]) -> None:
    called = [NOW - timedelta(seconds=s) for s in seconds]
    until = capped_until(called, NOW)
    at = until or NOW
    assert capped_until(called, at) is None
    assert sum(c > at - DAY for c in called) < CALLS_PER_DAY
    assert all(c + APART <= at for c in called)


def miss(play: Play) -> None:
    """Whoever is due is called, and does not answer."""
    play.work()
    play.tell(play.attempt(), "ended", Result.BUSY)


def test_three_calls_to_one_customer_in_a_day_and_no_fourth(play: Play) -> None:
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 9
    for minutes in (0, 12, 25):
        play.clock.forward(minutes=minutes)
        miss(play)
    assert len(play.carrier.calls) == 3
    play.clock.forward(hours=4)
    play.work()
    assert len(play.carrier.calls) == 3
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "cap")
    assert play.case().next_try_at >= NOW + DAY


def test_the_cap_holds_over_all_matters_and_all_numbers_of_a_customer(play: Play) -> None:
    play.opens(MEI, MEI_OFFICE)
    miss(play)
    with play.scene() as session:
        whose = session.merge(play.customer())
        whose.numbers[0].dead_reason = "moved"
        other = follow_up(session, whose, step="day-3", priority=1).id
    play.work()
    assert len(play.carrier.calls) == 1
    assert (play.case(other).waits_for, play.case(other).next_try_at) == ("cap", NOW + APART)


def test_the_cap_of_a_family_telephone_counts_everybodys_calls(play: Play) -> None:
    play.opens(MEI)
    miss(play)
    with play.scene() as session:
        father = follow_up(session, customer(session, "陈大文", MEI), priority=1).id
    play.work()
    assert len(play.carrier.calls) == 1
    assert play.case(father).waits_for == "cap"


def test_a_call_that_no_phone_heard_does_not_count(play: Play) -> None:
    play.carrier.refuses = TryLater("20429")
    play.rings()
    play.carrier.refuses = None
    play.clock.forward(seconds=30)
    play.work()
    assert len(play.carrier.calls) == 2
