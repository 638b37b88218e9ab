"""Why nothing dials, when nothing dials: the first thing that stands in the way of everything that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt
from runtime.pulses import Pulse
from web.reading.desks import DeskState
from web.reading.floor import Standing
from web.reading.waiting import Waiting

#: Who could take a call now, or is about to.
_THERE = (DeskState.WAITING, DeskState.PREVIEW, DeskState.RINGING, DeskState.TALKING, DeskState.WRAP_UP)


@dataclass(frozen=True)
class Standstill:
    """Nothing has been dialled lately although something is due."""

    #: clock_silent, workers_silent, nobody_available, nobody_free, or the reason code that most of what is due has.
    why: str
    #: How many follow-ups are due.
    due: int
    #: Since when the clock or the workers are silent; when the first of what is due is looked at again.
    at: datetime | None = None


def standstill(
    session: Session, waits: Sequence[Waiting], floor: Sequence[Standing], quiet: timedelta, now: datetime
) -> Standstill | None:
    """None where something was dialled within `quiet`, or nothing is due."""
    due = sum(one.count for one in waits)
    if not due:
        return None
    ticked = session.scalar(select(func.max(Pulse.house_at)).where(Pulse.process == "clock"))
    if ticked is None or ticked < now - quiet:
        return Standstill("clock_silent", due, ticked)
    if _dials(session, quiet, now):
        return None
    taken = select(func.min(Attempt.claimed_at)).where(Attempt.state == AttemptState.CLAIMED)
    oldest = session.scalar(taken.where(Attempt.deadline_at.is_not(None)))
    if oldest is not None and oldest < now - quiet:
        return Standstill("workers_silent", due, oldest)
    most = waits[0]
    if most.why == "ready_agent":
        there = any(one.desk.state in _THERE for one in floor)
        return Standstill("nobody_free" if there else "nobody_available", due)
    return Standstill(most.why, due, most.next_at)


def _dials(session: Session, quiet: timedelta, now: datetime) -> bool:
    beyond = [state for state in OPEN if state is not AttemptState.CLAIMED]
    open_now = select(Attempt.id).where(Attempt.channel == "call", Attempt.state.in_(beyond)).limit(1)
    lately = select(func.max(Attempt.placing_at)).where(Attempt.placing_at > now - quiet)
    return session.scalar(open_now) is not None or session.scalar(lately) is not None
