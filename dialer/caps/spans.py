"""Spans of caps: rolling hours and minutes, calendar days and weeks on the callee's clock, and for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from runtime.zones import local_date, start_of_day

_WRITTEN = re.compile(r"(\d+)\s*(min|h|days?|week)|ever")


class SpanUnreadable(ValueError):
    """This is no span: expected for example 30min, 24h, 1 day, 30 days, 1 week or ever."""


@dataclass(frozen=True)
class Span:
    """How long something counts."""

    #: Elapsed time, for rolling spans.
    rolling: timedelta | None = None
    #: Calendar days, today included.
    days: int | None = None
    #: The calendar week, from Monday.
    week: bool = False

    def counts_until(self, at: datetime, zone: str) -> datetime | None:
        """The first instant at which something that happened `at` does not count any more; None: it always does."""
        if self.rolling is not None:
            return at + self.rolling
        day = local_date(at, zone)
        if self.week:
            return start_of_day(day + timedelta(days=7 - day.weekday()), zone)
        return start_of_day(day + timedelta(days=self.days), zone) if self.days is not None else None

    def pause_until(self, at: datetime, zone: str) -> datetime | None:
        """The end of a pause after something that happened `at`; calendar days are counted whole, after that day."""
        if self.days is not None:
            return start_of_day(_day_after(local_date(at, zone), self.days), zone)
        return self.counts_until(at, zone)


def _day_after(day: date, days: int) -> date:
    return day + timedelta(days=days + 1)


def read_span(written: str) -> Span:
    """A span as rows write it. Raises `SpanUnreadable`."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise SpanUnreadable(f"{written!r}: expected for example 30min, 24h, 1 day, 30 days, 1 week or ever")
    if found.group(1) is None:
        return Span()
    number, unit = int(found.group(1)), found.group(2)
    if unit == "week":
        return Span(week=True)
    if unit.startswith("day"):
        return Span(days=number)
    return Span(rolling=timedelta(hours=number) if unit == "h" else timedelta(minutes=number))
