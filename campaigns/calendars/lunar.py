"""The Chinese lunar calendar: between lunar days and dates, by tables that `lunar_python` works out.

Source: GB/T 33661-2017, the national rule for the calendar. The library agrees with an ephemeris under that rule in
every month from 1929 to 2056. Before, the almanacs of the day stand, which differ from it in a few months; in 2057 one
new moon falls within seconds of midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from lunar_python.LunarYear import LunarYear
from lunar_python.Solar import Solar

#: The lunar years that can be asked for.
FIRST_YEAR, LAST_YEAR = 1900, 2100

#: From a Julian day, counted at noon, to the ordinal of `datetime.date`.
_JULIAN_TO_ORDINAL = 1721425


class NoSuchLunarDay(ValueError):
    """The lunar calendar has no such day."""


@dataclass(frozen=True, order=True)
class LunarDay:
    """One day of the lunar calendar. A leap month has the number of the regular month that it follows."""

    year: int
    month: int
    day: int
    leap: bool = False


@dataclass(frozen=True)
class _Month:
    number: int
    leap: bool
    #: The ordinal of its first day.
    first: int
    length: int


def lunar_of(day: date) -> LunarDay:
    """The lunar day of a date in China. Raises NoSuchLunarDay outside the lunar years that are known."""
    ordinal = day.toordinal()
    # Between 1 January and Spring Festival the lunar year is still the one before.
    year = day.year if day.year <= LAST_YEAR and ordinal >= _months(day.year)[0].first else day.year - 1
    for month in _months(year):
        if ordinal < month.first + month.length:
            return LunarDay(year, month.number, ordinal - month.first + 1, month.leap)
    raise NoSuchLunarDay(f"The lunar calendar is known from {FIRST_YEAR} to {LAST_YEAR}; {day} lies after it.")


def solar_of(lunar: LunarDay) -> date:
    """The date of a lunar day. Raises NoSuchLunarDay where that year has no such month, or the month no such day."""
    month = _month(lunar.year, lunar.month, lunar.leap)
    if not 1 <= lunar.day <= month.length:
        raise NoSuchLunarDay(f"{_named(lunar.year, lunar.month, lunar.leap)} has {month.length} days, not {lunar.day}.")
    return date.fromordinal(month.first + lunar.day - 1)


def leap_month(year: int) -> int:
    """The number of the month that comes twice in this lunar year; 0 for none."""
    return next((month.number for month in _months(year) if month.leap), 0)


def month_length(year: int, month: int, leap: bool = False) -> int:
    """29 or 30 days. Raises NoSuchLunarDay where that year has no such month."""
    return _month(year, month, leap).length


def solar_term(year: int, name: str) -> date:
    """The date in China, in this Gregorian year, of a solar term by its Chinese name, such as 清明 or 冬至."""
    # The table of a lunar year begins in the December before, with that year's 冬至 under this name.
    june = Solar.fromYmd(year + (name == "冬至"), 6, 1)  # type: ignore[no-untyped-call]
    table = june.getLunar().getJieQiTable()
    return date.fromisoformat(table[name].toYmd())


def _month(year: int, number: int, leap: bool) -> _Month:
    for month in _months(year):
        if (month.number, month.leap) == (number, leap):
            return month
    raise NoSuchLunarDay(f"There is no {_named(year, number, leap)}.")


def _named(year: int, number: int, leap: bool) -> str:
    return f"{'leap ' if leap else ''}month {number} of lunar {year}"


@cache
def _months(year: int) -> tuple[_Month, ...]:
    """The months of a lunar year in their order. Working a year out takes milliseconds, hence kept."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchLunarDay(f"The lunar calendar is known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}.")
    found = LunarYear.fromYear(year)  # type: ignore[no-untyped-call]
    return tuple(
        _Month(abs(m.getMonth()), m.isLeap(), int(m.getFirstJulianDay()) - _JULIAN_TO_ORDINAL, m.getDayCount())
        for m in found.getMonthsInYear()
    )
