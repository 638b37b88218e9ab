"""Windows of a day and of a week: half-open stretches of local wall-clock time, as sheets and rules write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_DAY_MINUTES = 24 * 60
_WINDOW = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")

#: Names of the days in settings; Monday is 0 as in `date.weekday()`.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WindowsUnreadable(ValueError):
    """These hours cannot be read; they are written like 10:00-12:00;15:00-17:00, or the word closed."""


class Window(NamedTuple):
    """From `start` up to but not including `end`, both in minutes after local midnight, 0 to 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


#: Windows of one day: in order, not touching each other; none means closed.
Windows = tuple[Window, ...]
#: Windows of Monday to Sunday.
Week = tuple[Windows, Windows, Windows, Windows, Windows, Windows, Windows]

CLOSED: Windows = ()
WHOLE_DAY: Windows = (Window(0, _DAY_MINUTES),)
WHOLE_WEEK: Week = (WHOLE_DAY,) * 7


def parse(text: str) -> Windows:
    """Read `10:00-12:00;15:00-17:00`; `closed` is no window, 24:00 ends a day. Raises WindowsUnreadable."""
    if text.strip().lower() == "closed":
        return CLOSED
    return _merged([_parse_one(part) for part in text.split(";")])


def parse_week(hours: str | Mapping[str, str]) -> Week:
    """The same hours for every day, or hours by day name (`mon` to `sun`); unnamed days are closed."""
    if isinstance(hours, str):
        return (parse(hours),) * 7
    if unknown := set(hours) - set(WEEKDAYS):
        raise WindowsUnreadable(f"{', '.join(sorted(unknown))}: days are written {', '.join(WEEKDAYS)}.")
    mon, tue, wed, thu, fri, sat, sun = (parse(hours.get(name, "closed")) for name in WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def intersect(first: Windows, second: Windows) -> Windows:
    """What is inside both."""
    both = (Window(max(a.start, b.start), min(a.end, b.end)) for a in first for b in second)
    return _merged([window for window in both if window.start < window.end])


def show(windows: Windows) -> str:
    """As `parse` reads it."""
    return ";".join(map(str, windows)) or "closed"


def _parse_one(text: str) -> Window:
    if not (found := _WINDOW.fullmatch(text)):
        raise WindowsUnreadable(f"{text.strip()!r} is not a window like 10:00-12:00.")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or end > _DAY_MINUTES or start >= end:
        raise WindowsUnreadable(f"{text.strip()!r} must begin before it ends, on the same day.")
    return Window(start, end)


def _merged(windows: list[Window]) -> Windows:
    """In order, with those that touch or overlap made one: a call may ring on from one into the next."""
    merged: list[Window] = []
    for window in sorted(windows):
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)
