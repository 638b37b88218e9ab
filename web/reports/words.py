"""What the reports call things in the page's language: periods, percent, whose figures they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from babel.core import Locale
from babel.dates import format_skeleton
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from dialer.figures.rows import NOBODY
from web.agents.words import role, work
from web.desk.dispositions import disposition
from web.languages import language
from web.looks import day, month, window
from web.reading.reports.asked import By
from web.reading.reports.period import Kind, Period
from web.reading.reports.score import Score
from web.reading.steps import Books

KINDS: dict[Kind, LazyString] = {
    "day": _l("Day"),
    "week": _l("Week"),
    "month": _l("Month"),
    "quarter": _l("Quarter"),
}
BY: dict[By, LazyString] = {
    "department": _l("Department"),
    "agent": _l("Agent"),
    "playbook": _l("Playbook"),
    "branch": _l("Branch"),
    "role": _l("Role"),
}


@dataclass(frozen=True)
class Names:
    """How people call those whose figures are told apart."""

    agents: Mapping[int, str]
    branches: Mapping[str, str]
    books: Books

    def of(self, by: By, key: Any) -> str:
        """One of them; who is nobody, and what has no name, is said in words."""
        if by == "agent":
            return gettext("nobody yet") if key == NOBODY else self.agents.get(key, str(key))
        if by == "department":
            return key or gettext("no department")
        if by == "playbook":
            return self.books.name(key)
        return self.branches.get(key, key) if by == "branch" else capital(role(key))


def capital(words: str) -> str:
    """The first letter large, the others as they are."""
    return words[:1].upper() + words[1:]


def work_name(of: str) -> str:
    """Further sales, 再销售."""
    return capital(work(of))


def called(of: Period) -> str:
    """A period: 24 Nov, 23 to 29 Nov, November 2026, quarter 4 of 2026."""
    if of.kind == "month":
        return month(of.first)
    if of.kind == "quarter":
        return gettext("Quarter %(n)d of %(year)d", n=of.quarter, year=of.first.year)
    if of.kind == "day":
        return str(format_skeleton("yMMMEd", of.first, locale=_locale()))
    return window(_Days(of.first, of.last))


def part(of: Period) -> str:
    """A point of a trend: a day by its date, a week by its first day."""
    return day(of.first)


def percent(share: float | Fraction | None, places: int = 1) -> str:
    """93.4 %, alike in both languages; a dash where there is nothing to divide."""
    return "—" if share is None else f"{100 * float(share):.{places}f} %"


def count(of: int) -> str:
    """1,234: a page has hundreds of them, so that the general way of writing a number would take most of its time."""
    return f"{of:,}"


def points(now: float | None, before: float | None) -> tuple[str, str]:
    """How much a share has risen or fallen, in points of a hundred, with its direction: up, down, or even."""
    if now is None or before is None:
        return "", ""
    change = round(100 * (now - before), 1)
    amount = f"{abs(change):.1f}"
    if not change:
        return gettext("as before"), "even"
    if change > 0:
        return gettext("up %(n)s points", n=amount), "up"
    return gettext("down %(n)s points", n=amount), "down"


def arithmetic(score: Score) -> str:
    """How a score comes about, in words."""
    if score.target is None or score.rate is None:
        return gettext("nothing with a target was due")
    said = {"rate": percent(score.rate), "target": percent(score.target)}
    if not score.lacks:
        return gettext("%(rate)s of %(target)s: the target is met", **said)
    said |= {"lacks": f"{100 * float(score.lacks):.1f}", "points": str(score.points)}
    return ngettext(
        "%(rate)s of %(target)s: %(lacks)s points short, %(num)d full step of 5; 100 − %(num)d = %(points)s",
        "%(rate)s of %(target)s: %(lacks)s points short, %(num)d full steps of 5; 100 − %(num)d = %(points)s",
        score.steps,
        **said,
    )


def opinion(kind: str) -> str:
    """What kind of word it is."""
    return gettext("asked something") if kind == "asked" else disposition(kind)


def _locale() -> Locale:
    return Locale("en", "GB") if language() == "en" else Locale("zh", "CN", "Hans")


@dataclass(frozen=True)
class _Days:
    first_day: date
    last_day: date
