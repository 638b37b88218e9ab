"""The life of an attempt goes forward only, and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.attempt_life import FINAL, MISSED, MOVES, OPEN, AttemptState, IllegalMove, Result, assert_may_move
from dialer.tries.retries import GAPS

STATES = st.sampled_from(AttemptState)
#: The carrier did surely not do it, so that a text waits again.
BACK = {(AttemptState.CLAIMED, AttemptState.PLANNED), (AttemptState.PLACING, AttemptState.PLANNED)}


@given(st.lists(STATES, max_size=30), STATES)
def test_no_sequence_of_moves_leaves_a_final_state(wanted: list[AttemptState], begin: AttemptState) -> None:
    state, over = begin, begin.final
    for to in wanted:
        try:
            assert_may_move(state, to)
        except IllegalMove:
            continue
        assert not over
        state, over = to, to.final


@given(STATES, STATES)
def test_ranks_only_rise_except_where_nothing_was_done(from_: AttemptState, to: AttemptState) -> None:
    if to in MOVES[from_]:
        assert to.rank > from_.rank or (from_, to) in BACK


@pytest.mark.parametrize("state", AttemptState)
def test_every_state_is_in_the_table_and_leads_to_an_end(state: AttemptState) -> None:
    reached, seen = {state}, set[AttemptState]()
    while reached - seen:
        seen |= reached
        reached = {to for one in seen for to in MOVES[one]} | seen
    assert seen & FINAL


def test_a_state_is_either_final_or_open_or_still_planned() -> None:
    assert {*FINAL, *OPEN, AttemptState.PLANNED} == set(AttemptState)
    assert not FINAL & set(OPEN)


def test_what_may_ring_can_never_be_claimed_again() -> None:
    """From *unknown* on there is no way back to a state from which the carrier is asked."""
    reached = set(MOVES[AttemptState.UNKNOWN]) | set(MOVES[AttemptState.PLACED])
    assert not reached & {AttemptState.PLANNED, AttemptState.CLAIMED, AttemptState.PLACING}


@pytest.mark.parametrize("result", sorted(MISSED))
def test_every_missed_result_has_its_gaps(result: Result) -> None:
    assert result in GAPS


def test_an_illegal_move_says_which() -> None:
    with pytest.raises(IllegalMove, match="from ended to ringing"):
        assert_may_move(AttemptState.ENDED, AttemptState.RINGING)
