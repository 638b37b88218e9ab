"""The due rules once more, slowly and plainly, from the words of the manuals: a second opinion on the SQL.

One customer, one anchor, one day after the other; nothing here knows a database.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.playbooks.model import Step

ONE = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


@dataclass(frozen=True, order=True)
class Occurrence:
    """One window: what its key ends with, its first and last day, and the last on which it may still be done."""

    number: str
    first: date
    last: date
    late: date


@dataclass(frozen=True)
class Offset:
    """Months and days from an anchor."""

    months: int = 0
    days: int = 0

    def times(self, n: int) -> Offset:
        """So many of it."""
        return Offset(self.months * n, self.days * n)

    def and_(self, other: Offset) -> Offset:
        """Both at once."""
        return Offset(self.months + other.months, self.days + other.days)

    def after(self, day: date) -> date:
        """All months at once, ending where a shorter month ends; then the days."""
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)


def length(words: str) -> Offset:
    """`3 days`, `2 weeks`, `6 months`."""
    count, unit = words.split()
    per = {"day": Offset(days=1), "week": Offset(days=7), "month": Offset(months=1)}
    return per[unit.removesuffix("s")].times(int(count))


def window(words: str) -> tuple[Offset, Offset]:
    """Its first and its last day, both negative for a window before its anchor."""
    if words == "on the day":
        return Offset(), Offset()
    *said, side = words.split()
    if "to" not in said:
        near = far = length(" ".join(said))
    else:
        cut = said.index("to")
        far = length(" ".join(said[cut + 1 :]))
        near = length(" ".join(said[:cut] if cut == 2 else [said[0], said[-1]]))
    return (far.times(-1), near.times(-1)) if side == "before" else (near, far)


def occurrences(step: Step, anchor: date, closed: Set[date] = frozenset()) -> list[Occurrence]:
    """Every occurrence of a step without a quota."""
    first, last = window(str(step.due))
    every, times, until = Offset(), 1, date.max
    if step.repeat is not None:
        every, times = length(str(step.repeat.every)), step.repeat.times
        if step.repeat.until is not None:
            until = length(str(step.repeat.until)).after(anchor)
    found = []
    for n in range(times):
        begin, end = (every.times(n).and_(one).after(anchor) for one in (first, last))
        if begin <= until:
            number = "" if step.repeat is None else f"/{n + 1}"
            found.append(on_open_days(step, Occurrence(number, begin, end, length(str(step.late)).after(end)), closed))
    return found if step.open_days == "any" else _once_a_day(found)


def on_open_days(step: Step, found: Occurrence, closed: Set[date]) -> Occurrence:
    """The window's own open days; where it has none, the nearest before it, or after it within the lateness."""
    if step.open_days == "any":
        return found
    days = [found.first + ONE * n for n in range((found.last - found.first).days + 1)]
    inside = [day for day in days if day not in closed]
    if inside:
        return Occurrence(found.number, inside[0], inside[-1], found.late)
    earlier = step.roll == "earlier" or (step.roll is None and str(step.due).endswith("before"))
    near = found.first
    while near in closed:
        near += -ONE if earlier else ONE
    if earlier:
        return Occurrence(found.number, near, near, length(str(step.late)).after(near))
    return found if near > found.late else Occurrence(found.number, near, near, found.late)


def _once_a_day(found: list[Occurrence]) -> list[Occurrence]:
    """Of what a holiday has pushed onto one day, the shortest window, and of such the first."""
    kept: dict[date, Occurrence] = {}
    for one in sorted(found, key=lambda one: (one.last, one.number)):
        kept.setdefault(one.first, one)
    return list(kept.values())


def parts(step: Step, anchor: date, horizon: date, contacts: Iterable[date] = ()) -> list[Occurrence]:
    """The parts of each calendar period after the anchor's own that are still owed after these contacts."""
    assert step.quota is not None
    months, at_least = _MONTHS[step.quota.per], step.quota.at_least
    begin, found = date(anchor.year, 1, 1), []
    while begin <= horizon:
        after = Offset(months=months).after(begin)
        if begin > anchor:
            met = sum(begin <= contact < after for contact in contacts)
            cuts = [begin + timedelta(days=(after - begin).days * n // at_least) for n in range(at_least + 1)]
            for n in range(met, at_least):
                last = cuts[n + 1] - ONE
                late = length(str(step.late)).after(last)
                found.append(Occurrence(f"/{begin:%Y-%m}.{n + 1}", cuts[n], last, late))
        begin = after
    return found


def run_out(purchases: Iterable[tuple[date, Decimal, Decimal]]) -> date | None:
    """The day on which the last of it is used up, by day, quantity and units a day of each purchase."""
    end: date | None = None
    for on, quantity, per_day in sorted(purchases, key=lambda bought: bought[0]):
        if per_day > 0 and quantity >= 0:
            left = max(on, end) if end else on
            end = left + timedelta(days=int(quantity / per_day))
    return end
