"""China's days off and make-up workdays, as the State Council announces them each autumn for the next year.

Shipped: `cn_official_2025_2026.csv`, from the notices of 2024-11-12 and 2025-11-04. The house may lay newer notices
over it; see notices.py. Every day of a break is a day off, its Saturdays and Sundays too; `holidays` leaves those out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib import resources

from campaigns.calendars.notice_files import Kind, NoticeDay, notice_days

_SHIPPED = "cn_official_2025_2026.csv"

_in_use: OfficialDays | None = None


@dataclass(frozen=True, eq=False)
class OfficialDays:
    """What the notices at hand say. Equal only to itself, so that what follows from it may be kept under it."""

    off: frozenset[date]
    #: Saturdays and Sundays on which everyone works, for a weekday given off.
    make_up_workdays: frozenset[date]
    #: Years whose notice is in the table.
    years: frozenset[int]
    #: The holiday that each of these days belongs to.
    names: Mapping[date, str]
    #: The edition of the house's own rows that are in it; "" for the shipped table alone.
    edition: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """The same for every table that says the same."""
        said = [*sorted(self.off), "make-up", *sorted(self.make_up_workdays), "years", *sorted(self.years)]
        return hashlib.sha256(" ".join(map(str, said)).encode()).hexdigest()[:16]


def official_days() -> OfficialDays:
    """The table that this process goes by: the shipped one until `use` says otherwise."""
    return _in_use or shipped_days()


def use(days: OfficialDays) -> None:
    """From now on this process goes by this table, in all its threads: one reference is swapped, whole."""
    global _in_use
    _in_use = days


@cache
def shipped_days() -> OfficialDays:
    """The table as it was shipped. Raises NoticeUnusable if a row is wrong."""
    return laid_over([], "")


def laid_over(rows: Iterable[NoticeDay], edition: str) -> OfficialDays:
    """The shipped table with the house's own notices over it.

    A notice replaces the shipped one of the same year. Where two notices speak of one day in December, the later holds.
    """
    own = list(rows)
    replaced = {row.notice for row in own}
    notices = [row for row in _shipped_rows() if row.notice not in replaced] + own
    by_day = {row.day: row for row in sorted(notices, key=lambda row: row.notice)}
    off = frozenset(day for day, row in by_day.items() if row.kind is Kind.OFF)
    make_up = frozenset(day for day, row in by_day.items() if row.kind is Kind.MAKE_UP)
    # A notice may touch the last days of December before; the New Year holiday shows whose year it is.
    years = frozenset(day.year for day in off if (day.month, day.day) == (1, 1))
    return OfficialDays(off, make_up, years, {day: row.name for day, row in by_day.items()}, edition)


@cache
def _shipped_rows() -> tuple[NoticeDay, ...]:
    text = resources.files(__package__).joinpath(_SHIPPED).read_text(encoding="utf-8")
    return tuple(notice_days(_SHIPPED, text))
