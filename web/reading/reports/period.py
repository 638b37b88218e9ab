"""Periods: a day, a week from Monday to Sunday, a month, a quarter; the one before, the one after, and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Kind = Literal["day", "week", "month", "quarter"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both inside."""

    kind: Kind
    first: date
    last: date

    @property
    def before(self) -> Period:
        """The one that ends the day before."""
        return period(self.kind, self.first - _DAY)

    @property
    def after(self) -> Period:
        """The one that begins the day after."""
        return period(self.kind, self.last + _DAY)

    @property
    def quarter(self) -> int:
        """1 to 4, of its first day's year."""
        return (self.first.month + 2) // 3

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months; of a day or a week the month in which it begins."""
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return tuple(dict.fromkeys(day.replace(day=1) for day in days)) if len(self) > 7 else (_month(self.first)[0],)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def parts(self) -> Iterator[Period]:
        """What its trend is drawn in: days; of a quarter weeks, the first and the last cut off at its ends."""
        day = self.first
        while day <= self.last:
            part = period("week" if self.kind == "quarter" else "day", day)
            yield Period(part.kind, max(part.first, self.first), min(part.last, self.last))
            day = part.last + _DAY


def period(kind: Kind, on: date) -> Period:
    """The period of this kind in which the day lies."""
    return Period(kind, *_ENDS[kind](on))


def read_period(kind: str, on: date | None, today: date) -> Period:
    """What was asked for; the month of today where nothing, or nothing that we know, was."""
    known: Kind = next((one for one in KINDS if one == kind), "month")
    return period(known, on or today)


def trend_of(of: Period) -> Period:
    """What a trend shows: a single day stands in its week."""
    return period("week", of.first) if of.kind == "day" else of


def _month(on: date) -> tuple[date, date]:
    first = on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - _DAY


def _week(on: date) -> tuple[date, date]:
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def _quarter(on: date) -> tuple[date, date]:
    first = on.replace(month=on.month - (on.month - 1) % 3, day=1)
    return first, _month(first + timedelta(days=62))[1]


_ENDS: dict[Kind, Callable[[date], tuple[date, date]]] = {
    "day": lambda on: (on, on),
    "week": _week,
    "month": _month,
    "quarter": _quarter,
}
