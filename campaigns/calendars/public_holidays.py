"""Public holidays, their eves and workdays of a country or of one of its states.

China comes from the State Council's own table; other countries, and China's other years, from `holidays`. That library
estimates Chinese years silently when no notice is out: statutory days only, without the swapped weekends.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

from campaigns.calendars.china import OfficialDays, official_days, shipped_days

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class _Year:
    """One calendar year of one place."""

    off: frozenset[date]
    make_up_workdays: frozenset[date]
    #: Weekdays without work, Monday being 0.
    weekend: frozenset[int]
    #: Days whose date depends on a sighting of the moon.
    uncertain: frozenset[date]
    known: bool = True


def is_public_holiday(country: str, subdivision: str, day: date) -> bool:
    """Whether this is an official day off there; for China every day of the break, weekend days inside it too.

    `country` and `subdivision` are ISO codes ("US", "LA"), "" for no subdivision. A subdivision without a calendar of
    its own has its country's; a country without one has no holidays, and `is_estimated` says so.
    """
    return day in _year(country, subdivision, day.year).off


def is_workday(country: str, subdivision: str, day: date) -> bool:
    """Whether offices work: no weekend and no holiday, or a weekend day made a workday by official order."""
    year = _year(country, subdivision, day.year)
    return day in year.make_up_workdays or (day.weekday() not in year.weekend and day not in year.off)


def is_holiday_eve(country: str, subdivision: str, day: date) -> bool:
    """Whether the next day is a public holiday."""
    return is_public_holiday(country, subdivision, day + _DAY)


def is_estimated(country: str, day: date) -> bool:
    """Whether what is said of this day may still change.

    So for Chinese years whose notice is not out (it comes in the autumn before and may move weekends), for holidays
    that wait for the moon, and for countries and years without a calendar.
    """
    if country == "CN" and _awaits_notice(day.year):
        return True
    year = _year(country, "", day.year)
    return not year.known or day in year.uncertain


def _awaits_notice(year: int) -> bool:
    """Years before the first shipped notice are in the library's record."""
    return year not in official_days().years and year > min(shipped_days().years)


def _year(country: str, subdivision: str, year: int) -> _Year:
    return _chinese_year(official_days(), year) if country == "CN" else _library_year(country, subdivision, year)


@lru_cache(maxsize=4096)
def _library_year(country: str, subdivision: str, year: int) -> _Year:
    calendar = _calendar(country, subdivision, year)
    if calendar is None:
        return _Year(frozenset(), frozenset(), frozenset({5, 6}), frozenset(), known=False)
    of_year = {day: name for day, name in calendar.items() if day.year == year}
    return _Year(
        off=frozenset(of_year),
        make_up_workdays=frozenset(day for day in calendar.weekend_workdays if day.year == year),
        weekend=frozenset(calendar.weekend),
        uncertain=frozenset(day for day, name in of_year.items() if "estimated" in name.lower()),
        known=calendar.start_year <= year <= calendar.end_year,
    )


# By the table too: when the house loads a notice, a thread at work with the old one cannot leave its answer behind.
@lru_cache(maxsize=512)
def _chinese_year(official: OfficialDays, year: int) -> _Year:
    off = {day for day in official.off if day.year == year}
    make_up = {day for day in official.make_up_workdays if day.year == year}
    if year not in official.years:
        # What is there all the same is a December that the next year's notice touches; it goes before the library.
        calendar = holidays.country_holidays("CN", years=year, expand=False, language="en_US")
        make_up |= {day for day in calendar.weekend_workdays if day.year == year} - off
        off |= {day for day in calendar if day.year == year} - make_up
    # New Year's weekend may lie in the old year.
    of_year = {day for day in _with_weekends({*off, date(year + 1, 1, 1)}, make_up) if day.year == year}
    return _Year(frozenset(of_year), frozenset(make_up), frozenset({5, 6}), frozenset())


def _with_weekends(listed: Set[date], make_up_workdays: Set[date]) -> set[date]:
    """The days off and the weekend days that touch them, which are part of the break.

    A notice says so in words ("with the weekend") where it lists a Friday or a Monday alone; the files leave it out.
    """
    off = set(listed)
    for day in listed:
        for step in (-_DAY, _DAY):
            near = day + step
            while near.weekday() >= _SATURDAY and near not in make_up_workdays:
                off.add(near)
                near += step
    return off


def _calendar(country: str, subdivision: str, year: int) -> holidays.HolidayBase | None:
    """The library's calendar of this one year; the country's where it knows no such subdivision; None if unknown."""
    own = subdivision if subdivision in _subdivisions(country) else None
    try:
        return holidays.country_holidays(country, subdiv=own, years=year, expand=False, language="en_US")
    except NotImplementedError:
        return None


@cache
def _subdivisions(country: str) -> frozenset[str]:
    # The library's own list of them takes in the calendars of all countries first, half a second for one.
    return frozenset(getattr(getattr(holidays, country, None), "subdivisions", ()))
