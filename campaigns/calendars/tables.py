"""Calendars as tables, so that planning can join them: the nearest open days of a place, and the days of each year.

The rules stay where they are, in plain Python; a row says what they said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from importlib.metadata import version
from typing import Any

from sqlalchemy import CheckConstraint, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.calendars.birthdays import Feb29, LeapPolicy, lunar_birthday, solar_birthday
from campaigns.calendars.china import official_days
from campaigns.calendars.festivals import falls_on
from campaigns.calendars.notices import CHINA, adopt
from campaigns.calendars.shifts import Direction, Mode, open_day
from runtime.database import Base, one_of

_RELEASE = f"holidays {version('holidays')}"


class YearlyCalendar(StrEnum):
    """By which rule a day comes round, and how its names are written."""

    #: Born on MM-DD; 29 February is kept on 28 February, or on 1 March, in common years.
    SOLAR_FEB28 = "solar-feb28"
    SOLAR_MAR1 = "solar-mar1"
    #: Born on lunar MM-DD, or MM-DD+ in a leap month; kept in that leap month where the year has it, or never.
    LUNAR_LEAP = "lunar-leap"
    LUNAR_REGULAR = "lunar-regular"
    #: A festival by its name.
    FESTIVAL = "festival"


_FEB29 = {YearlyCalendar.SOLAR_FEB28: Feb29.FEB28, YearlyCalendar.SOLAR_MAR1: Feb29.MAR1}
_LEAP = {
    YearlyCalendar.LUNAR_LEAP: LeapPolicy.LEAP_IF_EXISTS,
    YearlyCalendar.LUNAR_REGULAR: LeapPolicy.REGULAR_FIRST,
}
_BIRTHDAY = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)(?P<leap>\+?)", re.ASCII)


class NoSuchBirthday(ValueError):
    """Nobody is born on such a day."""


class OpenDay(Base):
    """One day of one place with the nearest open days around it; an open day is its own."""

    __tablename__ = "open_day"
    __table_args__ = (CheckConstraint(one_of("mode", Mode), name="mode"),)

    #: ISO country, with its subdivision after a hyphen: CN, CA-BC.
    place: Mapped[str] = mapped_column(primary_key=True)
    #: Which days are open: workday, public_holiday.
    mode: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    next_day: Mapped[date]
    prev_day: Mapped[date]
    #: The release and the official table that it was worked out from; of another basis it is worked out anew.
    basis: Mapped[str]


class YearlyDay(Base):
    """The one day on which a birthday or a festival is kept in one year."""

    __tablename__ = "yearly_day"
    __table_args__ = (CheckConstraint(one_of("calendar", YearlyCalendar), name="calendar"),)

    calendar: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    #: The lunar year for lunar birthdays and for festivals counted by it (Laba), else the Gregorian year of the day.
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]


def fill_open_days(session: Session, places: Iterable[str], modes: Iterable[str], first: date, last: date) -> int:
    """Make sure that every day from `first` to `last` is there for each place and mode, by the calendars of today; how
    many were not.

    What was worked out from an earlier official table, or from an earlier release of `holidays`, is worked out anew.
    """
    adopt(session)
    wanted, added = list(dict.fromkeys(modes)), 0
    for place in dict.fromkeys(places):
        basis = _basis(place)
        session.execute(delete(OpenDay).where(OpenDay.place == place, OpenDay.basis != basis))
        for mode in wanted:
            here = select(OpenDay.day).where(OpenDay.place == place, OpenDay.mode == mode)
            held = set(session.scalars(here.where(OpenDay.day.between(first, last))))
            days = (first + timedelta(days=number) for number in range((last - first).days + 1))
            added += _add(session, OpenDay, [_open_row(place, mode, day, basis) for day in days if day not in held])
    return added


def forget_open_days(session: Session, country: str) -> None:
    """Let go of every open day of this country and its subdivisions, for its calendar has changed."""
    whole, parts = OpenDay.place == country, OpenDay.place.startswith(f"{country}-", autoescape=True)
    session.execute(delete(OpenDay).where(or_(whole, parts)))


def fill_yearly_days(session: Session, calendar: str, names: Iterable[str], first_year: int, last_year: int) -> int:
    """Make sure that each of these names has its day in every year from `first_year` to `last_year`; how many had not.

    Raises UnknownFestival, NoSuchBirthday or NoSuchLunarDay for a name that never comes, and writes nothing then.
    """
    by = YearlyCalendar(calendar)
    between = select(YearlyDay.name, YearlyDay.year).where(
        YearlyDay.calendar == by.value, YearlyDay.year.between(first_year, last_year)
    )
    held = {(name, year) for name, year in session.execute(between)}
    asked = ((name, year) for name in dict.fromkeys(names) for year in range(first_year, last_year + 1))
    rows = [
        {"calendar": by.value, "name": name, "year": year, "day": yearly_day(by, name, year)}
        for name, year in asked
        if (name, year) not in held
    ]
    return _add(session, YearlyDay, rows)


def yearly_day(calendar: YearlyCalendar, name: str, year: int) -> date:
    """The day of this name in this year of the calendar's count; see YearlyCalendar. Raises as `fill_yearly_days`."""
    if calendar is YearlyCalendar.FESTIVAL:
        return falls_on(name, year)
    born = _BIRTHDAY.fullmatch(name)
    if born is None or (born["leap"] and calendar in _FEB29):
        raise NoSuchBirthday(f"{name!r} is no birthday by the calendar {calendar}.")
    month, day = int(born["month"]), int(born["day"])
    if calendar in _LEAP:
        return lunar_birthday(year, month, day, bool(born["leap"]), _LEAP[calendar])
    try:
        return solar_birthday(year, month, day, _FEB29[calendar])
    except ValueError as never:
        raise NoSuchBirthday(f"{name!r} is no birthday by the calendar {calendar}.") from never


def _open_row(place: str, mode: str, day: date, basis: str) -> dict[str, Any]:
    country, _, subdivision = place.partition("-")
    around = {
        column: open_day(day, direction, Mode(mode), country, subdivision)
        for column, direction in (("next_day", Direction.NEXT), ("prev_day", Direction.PREV))
    }
    return {"place": place, "mode": mode, "day": day, "basis": basis, **around}


def _basis(place: str) -> str:
    return f"{_RELEASE}, {official_days().fingerprint}" if place.partition("-")[0] == CHINA else _RELEASE


def _add(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> int:
    if rows:
        session.execute(insert(table).on_conflict_do_nothing(), rows)
    return len(rows)
