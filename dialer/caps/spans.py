"""Spans of caps: rolling hours and minutes; calendar days, weeks and months on the callee's clock; and for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from runtime.zones import local_date, start_of_day

_WRITTEN = re.compile(r"(\d+)\s*(min|h|days?)|1\s*(week|month)|ever")
_EXPECTED = "30min, 24h, 1 day, 30 days, 1 week, 1 month or ever"
_ALWAYS = datetime.min.replace(tzinfo=UTC)


class SpanUnreadable(ValueError):
    """This is no span: expected for example 30min, 24h, 1 day, 30 days, 1 week, 1 month or ever."""


@dataclass(frozen=True)
class Span:
    """How long something counts."""

    #: As rows write it.
    written: str
    #: Elapsed time, for rolling spans.
    rolling: timedelta | None = None
    #: Calendar days, today included.
    days: int | None = None
    #: The calendar week, from Monday; the calendar month.
    week: bool = False
    month: bool = False

    def since(self, now: datetime, today: date, zone: str) -> datetime:
        """The first instant of all that counts at `now`, when the local date is `today`."""
        if self.rolling is not None:
            # What is exactly as old as the span does not count any more.
            return now - self.rolling + datetime.resolution
        if not (self.days or self.week or self.month):
            return _ALWAYS
        return start_of_day(self._first_day(today), zone)

    def counts_until(self, at: datetime, zone: str) -> datetime | None:
        """The first instant at which something that happened `at` does not count any more; None: it always does."""
        if self.rolling is not None:
            return at + self.rolling
        if not (self.days or self.week or self.month):
            return None
        day = local_date(at, zone)
        if self.days:
            return start_of_day(day + timedelta(days=self.days), zone)
        # Any day of the period after this one leads back to that period's first.
        return start_of_day(self._first_day(self._first_day(day) + timedelta(days=7 if self.week else 31)), zone)

    def pause_until(self, at: datetime, zone: str) -> datetime | None:
        """The end of a pause after something that happened `at`; calendar days are counted whole, after that day."""
        if self.days is not None:
            return start_of_day(local_date(at, zone) + timedelta(days=self.days + 1), zone)
        return self.counts_until(at, zone)

    def _first_day(self, today: date) -> date:
        """Of the calendar period that holds this day, or ends with it."""
        if self.month:
            return today.replace(day=1)
        return today - timedelta(days=today.weekday() if self.week else (self.days or 1) - 1)


def read_span(written: str) -> Span:
    """A span as rows write it. Raises `SpanUnreadable`."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or found.group(1) == "0":
        raise SpanUnreadable(f"{written!r}: expected for example {_EXPECTED}")
    number, unit, period = found.groups()
    if unit is None:
        return Span(written, week=period == "week", month=period == "month")
    if unit.startswith("day"):
        return Span(written, days=int(number))
    return Span(written, rolling=timedelta(hours=int(number)) if unit == "h" else timedelta(minutes=int(number)))
