"""Shifts: the nearest open day before or after one that is closed."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from campaigns.calendars.public_holidays import is_estimated, is_public_holiday, is_workday

#: Days looked at in one direction. No country rests for as long.
_LOOK = 60
_DAY = timedelta(days=1)


class Mode(StrEnum):
    """Which days are open."""

    #: Workdays, make-up workdays among them.
    WORKDAY = "workday"
    #: Every day but the official days off; in China weekend days inside a break are off.
    PUBLIC_HOLIDAY = "public_holiday"


class Direction(StrEnum):
    """Which way to look from a closed day."""

    NEXT = "next"
    PREV = "prev"


class NoOpenDay(ValueError):
    """There is no open day within reach."""


def is_open(day: date, mode: Mode, country: str, subdivision: str = "") -> bool:
    """Whether a local day is open there. ISO codes, "" for no subdivision."""
    if Mode(mode) is Mode.WORKDAY:
        return is_workday(country, subdivision, day)
    return not is_public_holiday(country, subdivision, day)


def open_day(day: date, direction: Direction, mode: Mode, country: str, subdivision: str = "") -> date:
    """The day itself if it is open, else the nearest open day that way.

    Where the calendar is still an estimate it never moves *onto* a weekend day, in either mode: the notice may yet make
    that Sunday a workday or part of a break. Raises NoOpenDay when two months bring none.
    """
    if is_open(day, mode, country, subdivision):
        return day
    step = _DAY if Direction(direction) is Direction.NEXT else -_DAY
    for number in range(1, _LOOK + 1):
        near = day + step * number
        if is_open(near, mode, country, subdivision) and _settled(near, country, subdivision):
            return near
    raise NoOpenDay(f"There is no open day ({mode}) in {country or 'no country'} within {_LOOK} days of {day}.")


def _settled(day: date, country: str, subdivision: str) -> bool:
    return not is_estimated(country, day) or is_workday(country, subdivision, day)
