"""Today's calls and texts by the hour of the house's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from dialer.attempt_life import MISSED, AttemptState, Result
from dialer.attempts import Attempt
from runtime.zones import local_date, start_of_day, zone

_NOT_SENT = (AttemptState.RELEASED, AttemptState.REFUSED, AttemptState.WITHDRAWN)
#: The bars begin and end here, unless something happened outside.
_MORNING, _EVENING = 8, 21


@dataclass(frozen=True)
class Hour:
    """One hour's calls and texts."""

    hour: int
    placed: int = 0
    answered: int = 0
    missed: int = 0
    texts: int = 0

    def plus(self, placed: int, answered: int, missed: int, texts: int) -> Hour:
        """The same hour with more in it."""
        more = (self.placed + placed, self.answered + answered, self.missed + missed, self.texts + texts)
        return Hour(self.hour, *more)


@dataclass(frozen=True)
class Calls:
    """A day's calls and texts."""

    hours: tuple[Hour, ...]
    zone: str
    placed: int
    answered: int
    missed: int
    texts: int

    @property
    def highest(self) -> int:
        """The tallest bar."""
        return max((h.placed for h in self.hours), default=0)


def calls_today(session: Session, zone_name: str, now: datetime) -> Calls:
    """What went out since midnight of this zone, by the hour that its clocks showed."""
    began = start_of_day(local_date(now, zone_name), zone_name)
    ends = start_of_day(local_date(now, zone_name) + timedelta(days=1), zone_name)
    # PostgreSQL's zones are of another age than ours: it only sorts instants into hours that we name.
    starts = [began + timedelta(hours=n) for n in range(25) if began + timedelta(hours=n) < ends]
    ours = [start.astimezone(zone(zone_name)).hour for start in starts]
    counted: dict[int, Hour] = {}
    for n, *counts in session.execute(_by_hour(starts, ends)):
        # The hour that comes twice in autumn is one bar.
        counted[ours[n]] = counted.get(ours[n], Hour(ours[n])).plus(*counts)
    first, last = min([_MORNING, *counted]), max([_EVENING, *counted])
    hours = tuple(counted.get(h, Hour(h)) for h in range(first, last + 1))
    sums = (sum(getattr(h, name) for h in hours) for name in ("placed", "answered", "missed", "texts"))
    return Calls(hours, zone_name, *sums)


def _by_hour(starts: list[datetime], ends: datetime) -> Select[int, int, int, int, int]:
    hour = case(*((Attempt.placing_at >= s, n) for n, s in reversed(list(enumerate(starts)))), else_=literal(0))
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
    return select(hour.label("hour"), *columns).where(*sent).group_by("hour")
