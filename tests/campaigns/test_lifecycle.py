"""The life of a follow-up: one bucket at a time, one writer, and nothing after the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUpChange, close_windows, move
from campaigns.lifecycle import MOVES, FollowUpState, IllegalMove, assert_may_move
from tests.cast import TUESDAY_11, customer, follow_up

STATES = st.sampled_from(FollowUpState)
#: Planning takes its own withdrawal back when it is due after all; `campaigns.planning` alone writes that.
TAKEN_BACK = (FollowUpState.WITHDRAWN, FollowUpState.PLANNED)


@given(st.lists(STATES, max_size=30), STATES)
def test_no_sequence_of_moves_leaves_a_final_state_unless_a_withdrawal_is_taken_back(
    wanted: list[FollowUpState], begin: FollowUpState
) -> None:
    state = begin
    for to in wanted:
        try:
            assert_may_move(state, to)
        except IllegalMove:
            continue
        assert not state.final or (state, to) == TAKEN_BACK
        state = to


@pytest.mark.parametrize("state", FollowUpState)
def test_a_state_is_final_where_no_way_leads_on_and_only_there(state: FollowUpState) -> None:
    ways = MOVES[state] - {to for before, to in [TAKEN_BACK] if before is state}
    assert state.final == (not ways)
    assert state not in MOVES[state]


def test_what_was_withdrawn_can_only_be_planned_again() -> None:
    """Nothing rings, and nothing is called done, before it has been planned again."""
    assert MOVES[FollowUpState.WITHDRAWN] == {FollowUpState.PLANNED}


@pytest.mark.parametrize("state", [s for s in FollowUpState if not s.final])
def test_from_everywhere_a_follow_up_can_end_in_every_way(state: FollowUpState) -> None:
    assert {s for s in FollowUpState if s.final} <= MOVES[state]


def test_who_has_talked_is_not_called_before_the_outcome_is_written() -> None:
    assert FollowUpState.UNDERWAY not in MOVES[FollowUpState.TALKED]


def test_a_change_leaves_a_row_with_its_reason(session: Session) -> None:
    case = follow_up(session, customer(session))
    move(session, case, FollowUpState.WITHDRAWN, "opt_out", TUESDAY_11)
    session.flush()
    change = session.scalars(select(FollowUpChange)).one()
    assert (change.from_state, change.to_state, change.reason) == ("planned", "withdrawn", "opt_out")
    assert (change.at, case.reason, case.closed_at) == (TUESDAY_11, "opt_out", TUESDAY_11)


def test_a_change_that_is_not_in_the_table_writes_nothing(session: Session) -> None:
    case = follow_up(session, customer(session), state=FollowUpState.DONE)
    with pytest.raises(IllegalMove, match="from done to planned"):
        move(session, case, FollowUpState.PLANNED, "again", TUESDAY_11)
    session.flush()
    assert session.scalars(select(FollowUpChange)).all() == []
    assert case.state is FollowUpState.DONE


def test_windows_close_at_their_instant_and_only_what_waits(session: Session) -> None:
    mei = customer(session)
    over = follow_up(session, mei, step="over", closes_at=TUESDAY_11)
    open_ = follow_up(session, mei, step="open", closes_at=TUESDAY_11.replace(second=1))
    rings = follow_up(session, mei, step="rings", closes_at=TUESDAY_11, state=FollowUpState.UNDERWAY)
    done = follow_up(session, mei, step="done", closes_at=TUESDAY_11, state=FollowUpState.DONE)
    assert close_windows(session, TUESDAY_11) == [over.id]
    assert close_windows(session, TUESDAY_11) == []
    session.expire_all()
    assert [c.state for c in (over, open_, rings, done)] == ["missed", "planned", "underway", "done"]
    assert [c.reason for c in session.scalars(select(FollowUpChange))] == ["window_closed"]
