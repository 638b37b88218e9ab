"""Retries: after which result a call is tried again, how long to wait, and where to look. A decision, nothing sleeps.

Gaps grow with every try, and each try looks for another part of the day: who is never in at eleven may be in at six.
Source: the dialing literature (Weeks, Kulka & Pierson 1987; at least one try in each part of the day before one is
repeated) and practice's defaults: busy 10 to 15 minutes and then doubled, no answer another part of the same day or
the next, a machine another part of the next day, an impossible number never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from dialer.attempt_life import Result

_M, _H = timedelta(minutes=1), timedelta(hours=1)

#: Result -> the gaps after the first, second, third … try; the last one repeats.
GAPS: dict[Result, tuple[timedelta, ...]] = {
    Result.BUSY: (12 * _M, 24 * _M, 48 * _M, 96 * _M, 20 * _H),
    Result.NO_ANSWER: (150 * _M, 4 * _H, 20 * _H, 44 * _H),
    Result.MACHINE: (3 * _H, 20 * _H, 44 * _H),
    # Who presses decline has seen us call.
    Result.REJECTED: (12 * _H, 36 * _H, 60 * _H),
    Result.FAILED: (5 * _M, 30 * _M, 3 * _H, 20 * _H),
    Result.CANCELLED: (30 * _M, 3 * _H, 20 * _H),
    # The carrier may have rung this person; leave a day between.
    Result.LOST: (20 * _H, 44 * _H),
    # Ofcom: no automated call for 72 hours after one that was answered by nobody of ours.
    Result.ABANDONED: (72 * _H,),
}
#: An agent's call is placed only for an agent who is reserved, and those 72 hours do not bind it.
_ABANDONED_BY_AN_AGENT = (1 * _H, 4 * _H, 20 * _H)
#: A shorter gap belongs to the same occasion: who is engaged is there, and what failed may work now.
OCCASION = timedelta(hours=2)


class LaterDay(Enum):
    """Whether the next try may be on the day of this one."""

    MAY_BE_TODAY = "may_be_today"
    #: On a later day where another part of the day is open then; else later today.
    IF_POSSIBLE = "if_possible"
    #: On a later day or not at all.
    ALWAYS = "always"


_LATER_DAY = {Result.MACHINE: LaterDay.IF_POSSIBLE, Result.REJECTED: LaterDay.ALWAYS}


@dataclass(frozen=True)
class NextTry:
    """What follows a try that reached nobody."""

    #: How long to wait at least; None means that there is no next try.
    gap: timedelta | None
    #: Reason code, shown beside the next try or the end.
    reason: str
    #: In the part of the day that was tried least; see `dialer.tries.day_parts`.
    other_part: bool = False
    later_day: LaterDay = LaterDay.MAY_BE_TODAY


def next_try(result: Result, tries_made: int, tries_allowed: int, *, agent_reserved: bool) -> NextTry:
    """The decision after `tries_made` tries of which the last ended with `result`.

    `agent_reserved`: the call is placed only when an agent waits for its answer.
    """
    if tries_made >= tries_allowed:
        return NextTry(None, "all_tries_used")
    gaps = _ABANDONED_BY_AN_AGENT if agent_reserved and result is Result.ABANDONED else GAPS.get(result)
    if gaps is None:
        return NextTry(None, result.value)
    gap = gaps[min(tries_made, len(gaps)) - 1 if tries_made else 0]
    later_day = _LATER_DAY.get(result, LaterDay.MAY_BE_TODAY)
    return NextTry(gap, f"after_{result.value}", gap >= OCCASION, later_day)
