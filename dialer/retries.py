"""Retries: after which result a call is tried again, and how long to wait. A decision, nothing sleeps.

Gaps grow with every try. Source: the dialing literature (Weeks, Kulka & Pierson 1987) and practice's defaults: busy 10
to 15 minutes, no answer another part of the day, a machine the next part or day, an impossible number never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dialer.attempt_life import Result

_M, _H = timedelta(minutes=1), timedelta(hours=1)

#: Result -> the gaps after the first, second, third … try; the last one repeats.
GAPS: dict[Result, tuple[timedelta, ...]] = {
    Result.BUSY: (12 * _M, 25 * _M, 2 * _H, 20 * _H),
    Result.NO_ANSWER: (150 * _M, 4 * _H, 20 * _H, 44 * _H),
    Result.MACHINE: (3 * _H, 20 * _H, 44 * _H),
    Result.FAILED: (5 * _M, 30 * _M, 3 * _H, 20 * _H),
    Result.CANCELLED: (30 * _M, 3 * _H, 20 * _H),
    # The carrier may have rung this person; leave a day between.
    Result.LOST: (20 * _H, 44 * _H),
    # Ofcom: no automated call for 72 hours after one that was answered by nobody of ours.
    Result.ABANDONED: (72 * _H,),
}


@dataclass(frozen=True)
class NextTry:
    """What follows a try that reached nobody."""

    #: How long to wait at least; None means that there is no next try.
    gap: timedelta | None
    #: Reason code, shown beside the next try or the end.
    reason: str


def next_try(result: Result, tries_made: int, tries_allowed: int) -> NextTry:
    """The decision after `tries_made` tries of which the last ended with `result`."""
    if tries_made >= tries_allowed:
        return NextTry(None, "all_tries_used")
    gaps = GAPS.get(result)
    if gaps is None:
        return NextTry(None, result.value)
    return NextTry(gaps[min(tries_made, len(gaps)) - 1 if tries_made else 0], f"after_{result.value}")
