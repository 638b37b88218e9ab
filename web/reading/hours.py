"""Today by the hour of the house's clock: what is due, what went out, who was reached, and what was written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, open_by
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import MISSED, AttemptState, Result
from dialer.attempts import Attempt
from runtime.zones import local_date, start_of_day, zone

_NOT_SENT = (AttemptState.RELEASED, AttemptState.REFUSED, AttemptState.WITHDRAWN)
#: The bars begin and end here, unless something happened outside.
_MORNING, _EVENING = 8, 21
COUNTED = ("due", "placed", "answered", "missed", "texts", "reached", "logged")


@dataclass(frozen=True)
class Hour:
    """One hour."""

    hour: int
    #: Follow-ups whose next try is in it; what should have been tried by now is due in the present hour.
    due: int = 0
    placed: int = 0
    answered: int = 0
    missed: int = 0
    texts: int = 0
    #: Follow-ups that were done in it: the customer was talked with, or heard the greeting.
    reached: int = 0
    #: Outcomes that agents wrote.
    logged: int = 0

    def plus(self, **more: int) -> Hour:
        """The same hour with more in it."""
        return replace(self, **{name: getattr(self, name) + count for name, count in more.items()})


@dataclass(frozen=True)
class Today:
    """A day's hours."""

    hours: tuple[Hour, ...]
    zone: str
    due: int
    placed: int
    answered: int
    missed: int
    texts: int
    reached: int
    logged: int

    @property
    def highest(self) -> int:
        """The tallest bar."""
        return max((h.placed for h in self.hours), default=0)


def calls_today(session: Session, zone_name: str, now: datetime) -> Today:
    """What is due and what was done since midnight of this zone, by the hour that its clocks show."""
    began = start_of_day(local_date(now, zone_name), zone_name)
    ends = start_of_day(local_date(now, zone_name) + timedelta(days=1), zone_name)
    # PostgreSQL's zones are of another age than ours: it only sorts instants into hours that we name.
    starts = [began + timedelta(hours=n) for n in range(25) if began + timedelta(hours=n) < ends]
    ours = [start.astimezone(zone(zone_name)).hour for start in starts]
    counted: dict[int, Hour] = defaultdict(lambda: Hour(0))
    for n, more in _counted(session, starts, ends, now):
        # The hour that comes twice in autumn is one bar.
        counted[ours[n]] = counted[ours[n]].plus(**more)
    first, last = min([_MORNING, *counted]), max([_EVENING, *counted])
    hours = tuple(replace(counted[h], hour=h) for h in range(first, last + 1))
    return Today(hours, zone_name, **{name: sum(getattr(h, name) for h in hours) for name in COUNTED})


def _counted(
    session: Session, starts: list[datetime], ends: datetime, now: datetime
) -> Iterable[tuple[int, dict[str, int]]]:
    """Number of the hour -> what was counted in it, in several parts."""
    for n, *counts in session.execute(_calls(starts, ends)):
        yield n, dict(zip(("placed", "answered", "missed", "texts"), counts, strict=True))
    planned = (open_by(ends), FollowUp.closes_at > now)
    due_at = func.greatest(FollowUp.next_try_at, literal(now))
    parts = (
        ("due", due_at, FollowUp, planned),
        ("reached", FollowUp.closed_at, FollowUp, (FollowUp.state == FollowUpState.DONE,)),
        ("logged", Outcome.logged_at, Outcome, (Outcome.agent_id.is_not(None),)),
    )
    for name, at, of, which in parts:
        hour = _hour(at, starts).label("hour")
        rows = select(hour, func.count()).select_from(of).where(at >= starts[0], at < ends, *which).group_by("hour")
        for n, count in session.execute(rows):
            yield n, {name: count}


def _calls(starts: list[datetime], ends: datetime) -> Select[int, int, int, int, int]:
    call = Attempt.channel == "call"
    missed = Attempt.result.in_(MISSED)
    reached = Attempt.result.in_((Result.TALKED, Result.GREETED))
    answered = or_(reached, Attempt.state == AttemptState.ANSWERED)
    counted: list[ColumnElement[bool]] = [
        call,
        and_(call, answered),
        and_(call, missed, ~answered),
        Attempt.channel == "text",
    ]
    columns = [func.count().filter(condition) for condition in counted]
    sent = (Attempt.placing_at >= starts[0], Attempt.placing_at < ends, Attempt.state.not_in(_NOT_SENT))
    return select(_hour(Attempt.placing_at, starts).label("hour"), *columns).where(*sent).group_by("hour")


def _hour(at: SQLColumnExpression[datetime | None], starts: list[datetime]) -> ColumnElement[Any]:
    """Which of these hours an instant lies in, from 0."""
    return case(*((at >= start, n) for n, start in reversed(list(enumerate(starts)))), else_=literal(0))
