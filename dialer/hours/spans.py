"""Spans: windows of a local day as stretches of absolute time, right on the days when the clocks change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from dialer.hours.windows import Windows
from runtime.zones import start_of_day, zone

_SECOND = timedelta(seconds=1)


class Span(NamedTuple):
    """From `start` up to but not including `end`; both are instants in UTC."""

    start: datetime
    end: datetime


def spans_of(windows: Windows, day: date, zone_name: str) -> tuple[Span, ...]:
    """Every instant of this local day at which the wall clock shows a time inside the windows.

    Written as spans in order, none touching the next. A window inside the hour that summer time skips gives none; one
    inside the hour that comes twice is open both times. Length is counted in UTC, never on the wall clock.
    """
    midnight = datetime.combine(day, time.min, UTC)
    spans: list[Span] = []
    for begins, ends, offset in _stretches(day, zone_name):
        for window in windows:
            start = max(begins, midnight + timedelta(minutes=window.start) - offset)
            end = min(ends, midnight + timedelta(minutes=window.end) - offset)
            if start < end:
                spans.append(Span(start, end))
    return _joined(spans)


def common(first: Iterable[Span], second: tuple[Span, ...]) -> tuple[Span, ...]:
    """What lies inside both."""
    both = (Span(max(a.start, b.start), min(a.end, b.end)) for a in first for b in second)
    return tuple(span for span in both if span.start < span.end)


def around(spans: tuple[Span, ...], instant: datetime) -> Span | None:
    """The span that holds this instant."""
    for span in spans:
        if span.start <= instant < span.end:
            return span
    return None


def wall_hours(span: Span, zone_name: str) -> str:
    """A span as the clocks of this zone show it, such as 10:00-12:00."""
    here = zone(zone_name)
    return f"{span.start.astimezone(here):%H:%M}-{span.end.astimezone(here):%H:%M}"


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


@lru_cache(maxsize=16384)
def _stretches(day: date, zone_name: str) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The day cut where its offset from UTC changes: (start, end, offset); a day has one change at the most."""
    begins, ends = start_of_day(day, zone_name), start_of_day(day + timedelta(days=1), zone_name)
    if begins >= ends:
        return ()
    first, last = _offset(begins, zone_name), _offset(ends - _SECOND, zone_name)
    if first == last:
        return ((begins, ends, first),)
    change = _change(begins, ends - _SECOND, zone_name)
    return ((begins, change, first), (change, ends, last))


def _change(before: datetime, after: datetime, zone_name: str) -> datetime:
    """The second at which the offset becomes that of `after`."""
    old = _offset(before, zone_name)
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _offset(middle, zone_name) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(instant: datetime, zone_name: str) -> timedelta:
    return instant.astimezone(zone(zone_name)).utcoffset() or timedelta(0)
