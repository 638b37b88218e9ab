"""Playbooks, calendars and days drawn at random, for properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.campaigns.planning.courses import WORDS

ONE = timedelta(days=1)


def spans(days: int, weeks: int, months: int, least: int = 0) -> st.SearchStrategy[str]:
    """A length up to so much in each unit."""
    units = (("days", days), ("weeks", weeks), ("months", months))
    return st.one_of(*(st.integers(least, most).map(lambda n, unit=unit: f"{n} {unit}") for unit, most in units))  # type: ignore[misc]


@st.composite
def windows(draw: st.DrawFn) -> str:
    """A due window by the calendar, before or after, in one unit or in two."""
    side, kind = draw(st.sampled_from(["after", "before"])), draw(st.sampled_from(["day", "same", "mixed"]))
    if kind == "day":
        return "on the day"
    if kind == "mixed":
        near, far = draw(st.integers(0, 28)), draw(st.integers(1, 14))
        return f"{near} days to {far} months {side}"
    unit, most = draw(st.sampled_from([("days", 45), ("weeks", 9), ("months", 14)]))
    near = draw(st.integers(0, most))
    return f"{near} to {draw(st.integers(near, most))} {unit} {side}"


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """A step by the calendar, sometimes with a lateness, a repetition, or kept to open days."""
    step: dict[str, Any] = {"due": draw(windows()), "late": draw(st.just("0 days") | spans(40, 5, 3))}
    if draw(st.booleans()):
        step["repeat"] = {"every": draw(spans(40, 6, 13, least=1)), "times": draw(st.integers(2, 7))}
        if draw(st.booleans()):
            step["repeat"]["until"] = draw(spans(200, 20, 30))
    if draw(st.booleans()):
        step |= {"open_days": "workday", "roll": draw(st.sampled_from([None, "earlier", "later"]))}
        earlier = step["roll"] == "earlier" or (step["roll"] is None and step["due"].endswith("before"))
        if not earlier and step["late"].startswith("0 "):
            step["late"] = "2 days"  # what moves later needs room to move in
    return step


@st.composite
def anchor_days(draw: st.DrawFn, first: date, last: date) -> date:
    """Any day, the ends of months more often than others."""
    day = draw(st.dates(first, last))
    return day if draw(st.booleans()) else (day.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE


@dataclass(frozen=True)
class Closures:
    """Closed days: some weekdays, and breaks by their first day and their length."""

    weekdays: frozenset[int]
    breaks: tuple[tuple[date, int], ...]

    def between(self, first: date, last: date) -> set[date]:
        """Each of them."""
        days = (first + ONE * n for n in range((last - first).days + 1))
        closed = {begin + ONE * n for begin, length in self.breaks for n in range(length)}
        return closed | {day for day in days if day.weekday() in self.weekdays}


def closures(first: date, last: date) -> st.SearchStrategy[Closures]:
    """Up to four weekdays of seven, and breaks of up to three weeks."""
    breaks = st.lists(st.tuples(st.dates(first, last), st.integers(1, 20)), max_size=12).map(tuple)
    return st.builds(Closures, st.frozensets(st.integers(0, 6), max_size=4), breaks)


def quotas() -> st.SearchStrategy[dict[str, Any]]:
    """A number of contacts in each period, perhaps to be made up for later."""
    periods = st.sampled_from(["month", "quarter", "half-year", "year"])
    return st.builds(
        lambda per, least, late: {"quota": {"per": per, "at_least": least, "at_most": 12}, "late": late},
        periods,
        st.integers(1, 6),
        st.just("0 days") | spans(40, 5, 3),
    )


def named(number: int, step: dict[str, Any], anchor: str) -> dict[str, Any]:
    """A whole step out of a drawn one."""
    return {"id": f"s{number}", "anchor": anchor, "why": WORDS, "script": WORDS, "priority": 10} | step
