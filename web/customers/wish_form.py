"""The form of wished hours: what was chosen for each day of the week, and what cannot be read, beside its day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext

from campaigns.wishes import WEEKDAYS, Window, by_day, written
from dialer.hours.windows import WindowsUnreadable, parse

ANY, NOT, HOURS = "any", "not", "hours"
_WHOLE = "00:00-24:00"
#: What people write between two times, and between two windows.
_TO, _AND = re.compile(r"\s*[-–—~至到]+\s*"), re.compile(r"\s*[;,、]\s*")


@dataclass(frozen=True)
class Day:
    """One day as it was filled in."""

    #: any, not or hours
    choice: str = ANY
    hours: str = ""
    #: What is to be changed; empty where nothing is.
    wrong: str = ""


@dataclass(frozen=True)
class WishTyped:
    """The week as it was filled in."""

    #: By weekday, mon to sun.
    days: dict[str, Day] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Some day cannot be read."""
        return any(day.wrong for day in self.days.values())


def as_it_is(wish: str | None) -> WishTyped:
    """The form before anything is changed."""
    if wish is None:
        return WishTyped({name: Day() for name in WEEKDAYS})
    named = by_day(wish)
    return WishTyped({name: _shown(named.get(name)) for name in WEEKDAYS})


def _shown(hours: str | None) -> Day:
    if hours is None:
        return Day(NOT)
    return Day() if hours == _WHOLE else Day(HOURS, hours.replace(";", "; "))


def read_wish(form: Mapping[str, str]) -> tuple[WishTyped, str | None]:
    """What came with the request, and the wish as the customer's row keeps it where all of it can be read."""
    days, week = {}, []
    for name in WEEKDAYS:
        choice, hours = form.get(f"on-{name}", ANY), form.get(f"hours-{name}", "").strip()
        windows, wrong = _windows(choice, hours)
        days[name] = Day(choice, hours, wrong)
        week.append(windows)
    typed = WishTyped(days)
    return typed, None if typed.wrong else written(week)


def _windows(choice: str, hours: str) -> tuple[list[Window], str]:
    if choice in (ANY, NOT):
        return [(0, 24 * 60)] if choice == ANY else [], ""
    tidy = _AND.sub(";", _TO.sub("-", unicodedata.normalize("NFKC", hours)))
    try:
        return [(w.start, w.end) for w in parse(tidy)], ""
    except WindowsUnreadable:
        return [], gettext("These hours cannot be read; write them like 10:00-12:00; 18:00-20:00.")
