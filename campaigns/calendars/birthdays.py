"""Birthdays: the day on which a birthday is kept in a year, also where the year lacks the day itself."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from campaigns.calendars.lunar import LunarDay, leap_month, month_length, solar_of

#: No month of the lunar calendar is longer.
_LONGEST = 30


class Feb29(StrEnum):
    """When somebody born on 29 February keeps the birthday in a common year."""

    FEB28 = "feb28"
    MAR1 = "mar1"


class LeapPolicy(StrEnum):
    """When somebody born in a leap month keeps the birthday."""

    #: In that leap month where the year has it, else in the regular month of the same number.
    LEAP_IF_EXISTS = "leap_if_exists"
    #: Always in the regular month, which comes first.
    REGULAR_FIRST = "regular_first"


class Day30(StrEnum):
    """When somebody born on the 30th keeps the birthday in a month of 29 days."""

    LAST_DAY = "last_day"


def solar_birthday(year: int, month: int, day: int, feb29: Feb29 = Feb29.FEB28) -> date:
    """The birthday in this Gregorian year; every year has one. Raises ValueError for a day that never comes."""
    try:
        return date(year, month, day)
    except ValueError:
        if (month, day) != (2, 29):
            raise
    return date(year, 2, 28) if Feb29(feb29) is Feb29.FEB28 else date(year, 3, 1)


def lunar_birthday(
    lunar_year: int,
    month: int,
    day: int,
    leap: bool = False,
    leap_policy: LeapPolicy = LeapPolicy.LEAP_IF_EXISTS,
    day30: Day30 = Day30.LAST_DAY,
) -> date:
    """The date of a lunar birthday in this *lunar* year; every lunar year has exactly one.

    A Gregorian year may have none or two: the 20th of month 11 comes never in 2025 and twice in 2026. `leap` says that
    the birth was in a leap month. Raises NoSuchLunarDay for a month or day that never comes.
    """
    in_leap = leap and LeapPolicy(leap_policy) is LeapPolicy.LEAP_IF_EXISTS and leap_month(lunar_year) == month
    last = month_length(lunar_year, month, in_leap)
    kept = last if day == _LONGEST and Day30(day30) is Day30.LAST_DAY else day
    return solar_of(LunarDay(lunar_year, month, kept, in_leap))
