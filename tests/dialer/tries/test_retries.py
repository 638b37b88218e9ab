"""Retries: the gaps grow, another part of the day is looked for, and there is an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.attempt_life import Result
from dialer.tries.retries import GAPS, OCCASION, LaterDay, next_try

RESULTS = st.sampled_from(Result)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TODAY, RATHER, ALWAYS = LaterDay.MAY_BE_TODAY, LaterDay.IF_POSSIBLE, LaterDay.ALWAYS


@pytest.mark.parametrize("reserved", [True, False])
@pytest.mark.parametrize("result", sorted(GAPS))
def test_gaps_grow_with_every_try(result: Result, reserved: bool) -> None:
    gaps = [next_try(result, made, 99, agent_reserved=reserved).gap for made in range(1, 12)]
    known = [gap for gap in gaps if gap is not None]
    assert len(known) == len(gaps)
    assert known == sorted(known)


@given(RESULTS, st.integers(0, 12), st.integers(1, 10), st.booleans())
def test_when_all_tries_are_used_there_is_no_next_one(result: Result, made: int, allowed: int, reserved: bool) -> None:
    decision = next_try(result, made, allowed, agent_reserved=reserved)
    if made >= allowed:
        assert (decision.gap, decision.reason) == (None, "all_tries_used")
    elif decision.gap is not None:
        assert decision.gap > timedelta(0)
        assert decision.reason == f"after_{result.value}"


@given(RESULTS, st.integers(0, 12), st.booleans())
def test_beyond_the_same_occasion_another_part_of_the_day_is_looked_for(
    result: Result, made: int, reserved: bool
) -> None:
    decision = next_try(result, made, 99, agent_reserved=reserved)
    assert decision.other_part == (decision.gap is not None and decision.gap >= OCCASION)


@pytest.mark.parametrize(
    ("result", "made", "gap", "other_part", "later_day"),
    [
        # engaged: they are there; a few minutes, then twice as many each time
        (Result.BUSY, 1, 12 * MINUTE, False, TODAY),
        (Result.BUSY, 2, 24 * MINUTE, False, TODAY),
        (Result.BUSY, 3, 48 * MINUTE, False, TODAY),
        (Result.BUSY, 4, 96 * MINUTE, False, TODAY),
        # engaged all day: tomorrow, at another time
        (Result.BUSY, 5, 20 * HOUR, True, TODAY),
        # beyond the table the last gap repeats
        (Result.BUSY, 9, 20 * HOUR, True, TODAY),
        # nobody there: another part of the day, today or tomorrow
        (Result.NO_ANSWER, 1, 150 * MINUTE, True, TODAY),
        (Result.NO_ANSWER, 3, 20 * HOUR, True, TODAY),
        # nobody was reached on a ring-back that no try of ours preceded
        (Result.NO_ANSWER, 0, 150 * MINUTE, True, TODAY),
        # a machine: they have heard of us; tomorrow where that is possible
        (Result.MACHINE, 1, 3 * HOUR, True, RATHER),
        # who declined is not rung again on the same day, whatever the window
        (Result.REJECTED, 1, 12 * HOUR, True, ALWAYS),
        (Result.REJECTED, 2, 36 * HOUR, True, ALWAYS),
        # the network failed: minutes, then hours
        (Result.FAILED, 1, 5 * MINUTE, False, TODAY),
        (Result.FAILED, 3, 3 * HOUR, True, TODAY),
        # we took it back before anybody answered
        (Result.CANCELLED, 1, 30 * MINUTE, False, TODAY),
        # it may have rung
        (Result.LOST, 1, 20 * HOUR, True, TODAY),
        # a number that cannot exist is never tried again
        (Result.BAD_NUMBER, 1, None, False, TODAY),
        # nor is who was reached
        (Result.TALKED, 1, None, False, TODAY),
        (Result.GREETED, 1, None, False, TODAY),
    ],
)
def test_how_long_to_wait_and_where_to_look(
    result: Result, made: int, gap: timedelta | None, other_part: bool, later_day: LaterDay
) -> None:
    decision = next_try(result, made, 10, agent_reserved=True)
    assert (decision.gap, decision.other_part) == (gap, other_part)
    assert gap is None or decision.later_day is later_day


@pytest.mark.parametrize(
    ("reserved", "made", "gap"),
    [
        # nobody of ours waits for the answer: three days without an automated call
        (False, 1, 72 * HOUR),
        (False, 2, 72 * HOUR),
        # an agent is reserved for the next one: an hour, and longer after that
        (True, 1, 1 * HOUR),
        (True, 2, 4 * HOUR),
    ],
)
def test_who_answered_and_found_nobody_of_ours(reserved: bool, made: int, gap: timedelta) -> None:
    assert next_try(Result.ABANDONED, made, 10, agent_reserved=reserved).gap == gap
