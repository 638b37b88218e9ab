"""China's days off and make-up workdays, as the State Council announces them each autumn for the next year.

Source: `cn_official_2025_2026.csv`, from the notices of 2024-11-12 and 2025-11-04. A new year is a new set of rows.
Every day of a break is a day off, its Saturdays and Sundays too; `holidays` leaves those out of its table.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

_DAY_OFF = "off"
_MAKE_UP = "make-up workday"


@dataclass(frozen=True)
class OfficialDays:
    """What the notices at hand say."""

    off: frozenset[date]
    #: Saturdays and Sundays on which everyone works, for a weekday given off.
    make_up_workdays: frozenset[date]
    #: Years whose notice is in the table.
    years: frozenset[int]


@cache
def official_days() -> OfficialDays:
    """The table. Raises ValueError if a row is neither a day off nor a make-up workday."""
    kinds: dict[str, set[date]] = {_DAY_OFF: set(), _MAKE_UP: set()}
    table = resources.files(__package__).joinpath("cn_official_2025_2026.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        if row["kind"] not in kinds:
            raise ValueError(f"{row['date']}: {row['kind']!r} is neither {_DAY_OFF!r} nor {_MAKE_UP!r}")
        kinds[row["kind"]].add(date.fromisoformat(row["date"]))
    # A notice may touch the last days of December before; the New Year holiday shows whose year it is.
    years = {day.year for day in kinds[_DAY_OFF] if (day.month, day.day) == (1, 1)}
    return OfficialDays(frozenset(kinds[_DAY_OFF]), frozenset(kinds[_MAKE_UP]), frozenset(years))
