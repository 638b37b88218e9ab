"""The life of a follow-up. Plain rules; `campaigns.follow_ups.move` is the only writer.

::

    planned ──claim──> underway ──answered by a person──> talked ──outcome logged──> done
       ^  │               │  │                              │
       │  │               │  └──greeting heard────────────────────────────────────> done
       │  │               ├──no more tries────────────────────────────────────────> exhausted
       │  │               ├──the window is over───────────────────────────────────> missed
       └──┼───next try────┘                                 │
       └──┼───────────────outcome asks for another try──────┘
       ^  └──stopped, suppressed, replaced──────────────────────────────────────────> withdrawn
       └─────due again: planning takes its own withdrawal back, START what STOP withdrew──┘
"""

from __future__ import annotations

from enum import StrEnum


class FollowUpState(StrEnum):
    """Where a follow-up is; each row is in exactly one of these buckets."""

    #: Waits for its window, or for its next try.
    PLANNED = "planned"
    #: A call is being made.
    UNDERWAY = "underway"
    #: The customer talked with an agent; the outcome is not written yet.
    TALKED = "talked"
    #: Reached, and what came of it is written.
    DONE = "done"
    #: All tries are used and nobody was reached.
    EXHAUSTED = "exhausted"
    #: The window closed before anybody was reached.
    MISSED = "missed"
    #: Not to be done any more: stopped, suppressed, replaced.
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        """Nothing that happens at the telephone changes a final follow-up."""
        return self in _FINAL


_FINAL = {FollowUpState.DONE, FollowUpState.EXHAUSTED, FollowUpState.MISSED, FollowUpState.WITHDRAWN}

#: Not over yet.
OPEN = tuple(state for state in FollowUpState if not state.final)

_S = FollowUpState
MOVES: dict[FollowUpState, frozenset[FollowUpState]] = {
    _S.PLANNED: frozenset({_S.UNDERWAY, _S.TALKED, _S.DONE, _S.EXHAUSTED, _S.MISSED, _S.WITHDRAWN}),
    _S.UNDERWAY: frozenset({_S.PLANNED, _S.TALKED, _S.DONE, _S.EXHAUSTED, _S.MISSED, _S.WITHDRAWN}),
    _S.TALKED: frozenset({_S.PLANNED, _S.DONE, _S.EXHAUSTED, _S.MISSED, _S.WITHDRAWN}),
    _S.DONE: frozenset(),
    _S.EXHAUSTED: frozenset(),
    _S.MISSED: frozenset(),
    _S.WITHDRAWN: frozenset({_S.PLANNED}),
}


class IllegalMove(Exception):
    """This change of state is not in the table."""


def assert_may_move(from_: FollowUpState, to: FollowUpState) -> None:
    """Raise `IllegalMove` unless the table has this change."""
    if to not in MOVES[from_]:
        raise IllegalMove(f"a follow-up cannot go from {from_.value} to {to.value}")
