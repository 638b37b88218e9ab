"""The life of an attempt. Plain rules; `dialer.attempts.move` is the only writer.

::

    planned ──> claimed ──> placing ──> placed ──> ringing ──> answered ──> ended
    (a text       │            │  │        └──────────┴────────────────────> ended
     that waits)  │            │  └──> unknown ──a webhook or the reconciler──> placed … or lost
       │          │            └──the carrier says no──> refused
       │          └──judged again and not permitted, or the lease ran out──> released
       └──answered, rung back, opted out──> withdrawn

Ranks only rise: what a late or repeated message says changes nothing that is further on, and nothing that is final.
"""

from __future__ import annotations

from enum import StrEnum


class AttemptState(StrEnum):
    """Where an attempt is."""

    #: A text that waits for its permitted hours.
    PLANNED = "planned"
    #: Handed to a worker; the lease says until when.
    CLAIMED = "claimed"
    #: Committed before the carrier is asked: from here on the phone may ring.
    PLACING = "placing"
    #: The carrier was asked and gave no usable answer. Never dialled again; reconciled.
    UNKNOWN = "unknown"
    #: The carrier has it.
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    #: Over; the result says how.
    ENDED = "ended"
    #: The carrier refused it; no phone rang.
    REFUSED = "refused"
    #: Given back before the carrier was asked; no phone rang.
    RELEASED = "released"
    #: The carrier knows nothing of it after the grace; counts as a contact.
    LOST = "lost"
    #: A text that is not to be sent any more.
    WITHDRAWN = "withdrawn"

    @property
    def final(self) -> bool:
        """Nothing changes a final attempt."""
        return self in FINAL

    @property
    def rank(self) -> int:
        """How far along the attempt is; final states are furthest."""
        return 99 if self.final else _ORDER.index(self)


_A = AttemptState
FINAL = frozenset({_A.ENDED, _A.REFUSED, _A.RELEASED, _A.LOST, _A.WITHDRAWN})
_ORDER = (_A.PLANNED, _A.CLAIMED, _A.PLACING, _A.UNKNOWN, _A.PLACED, _A.RINGING, _A.ANSWERED)
OPEN = tuple(s for s in _ORDER if s is not _A.PLANNED)
#: At the carrier, and nobody has answered: what is not wanted any more is stopped there. Claimed ones are judged again.
UNANSWERED = tuple(s for s in OPEN if s not in (_A.CLAIMED, _A.ANSWERED))

MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    _A.PLANNED: frozenset({_A.CLAIMED, _A.WITHDRAWN}),
    # Back to planned: a text whose hours closed, or that the carrier surely has not processed, waits again.
    _A.CLAIMED: frozenset({_A.PLACING, _A.RELEASED, _A.PLANNED, _A.WITHDRAWN}),
    _A.PLACING: frozenset(
        {_A.PLACED, _A.RINGING, _A.ANSWERED, _A.ENDED, _A.UNKNOWN, _A.REFUSED, _A.RELEASED, _A.LOST, _A.PLANNED}
    ),
    _A.UNKNOWN: frozenset({_A.PLACED, _A.RINGING, _A.ANSWERED, _A.ENDED, _A.LOST}),
    _A.PLACED: frozenset({_A.RINGING, _A.ANSWERED, _A.ENDED, _A.LOST}),
    _A.RINGING: frozenset({_A.ANSWERED, _A.ENDED, _A.LOST}),
    _A.ANSWERED: frozenset({_A.ENDED, _A.LOST}),
} | {final: frozenset() for final in FINAL}


class Result(StrEnum):
    """How an attempt ended, apart from where it is."""

    #: The customer was put through to an agent.
    TALKED = "talked"
    #: The greeting was heard.
    GREETED = "greeted"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    #: The customer pressed decline.
    REJECTED = "rejected"
    #: A machine answered a greeting.
    MACHINE = "machine"
    #: The network could not reach the number.
    FAILED = "failed"
    #: The number cannot exist or cannot be reached at all.
    BAD_NUMBER = "bad_number"
    #: Answered, and nobody of ours was there.
    ABANDONED = "abandoned"
    #: Withdrawn at the carrier before anybody answered.
    CANCELLED = "cancelled"
    #: No trace at the carrier after the grace.
    LOST = "lost"
    #: The carrier refuses this kind of call or text by configuration.
    BLOCKED = "blocked"
    #: Not asked of the carrier after all; the reason code says why.
    NOT_PLACED = "not_placed"
    #: A text: handed over, delivered, not delivered.
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


#: The phone rang, or may have, and nobody was reached.
MISSED = frozenset(
    {
        Result.NO_ANSWER,
        Result.BUSY,
        Result.REJECTED,
        Result.MACHINE,
        Result.FAILED,
        Result.ABANDONED,
        Result.LOST,
        Result.CANCELLED,
    }
)


class IllegalMove(Exception):
    """This change of an attempt is not in the table."""


def assert_may_move(from_: AttemptState, to: AttemptState) -> None:
    """Raise `IllegalMove` unless the table has this change."""
    if to not in MOVES[from_]:
        raise IllegalMove(f"an attempt cannot go from {from_.value} to {to.value}")
