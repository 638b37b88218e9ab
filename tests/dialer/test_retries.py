"""Retries: the gaps grow, and there is an end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.attempt_life import Result
from dialer.retries import GAPS, next_try

RESULTS = st.sampled_from(Result)


@pytest.mark.parametrize("result", sorted(GAPS))
def test_gaps_grow_with_every_try(result: Result) -> None:
    gaps = [next_try(result, made, 99).gap for made in range(1, 12)]
    known = [gap for gap in gaps if gap is not None]
    assert len(known) == len(gaps)
    assert known == sorted(known)


@given(RESULTS, st.integers(0, 12), st.integers(1, 10))
def test_when_all_tries_are_used_there_is_no_next_one(result: Result, made: int, allowed: int) -> None:
    decision = next_try(result, made, allowed)
    if made >= allowed:
        assert (decision.gap, decision.reason) == (None, "all_tries_used")
    elif decision.gap is not None:
        assert decision.gap > timedelta(0)
        assert decision.reason == f"after_{result.value}"


@pytest.mark.parametrize(
    ("result", "made", "gap"),
    [
        # the first try
        (Result.BUSY, 1, timedelta(minutes=12)),
        # the second
        (Result.BUSY, 2, timedelta(minutes=25)),
        # beyond the table the last gap repeats
        (Result.BUSY, 9, timedelta(hours=20)),
        # nobody was reached on a ring-back that no try of ours preceded
        (Result.NO_ANSWER, 0, timedelta(minutes=150)),
        # answered by nobody of ours: three days
        (Result.ABANDONED, 1, timedelta(hours=72)),
        # a number that cannot exist is never tried again
        (Result.BAD_NUMBER, 1, None),
        # nor is who was reached
        (Result.TALKED, 1, None),
        (Result.GREETED, 1, None),
    ],
)
def test_how_long_to_wait(result: Result, made: int, gap: timedelta | None) -> None:
    assert next_try(result, made, 10).gap == gap
