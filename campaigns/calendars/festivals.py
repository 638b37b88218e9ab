"""Festivals by name: those that our customers keep, with the day on which each falls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from campaigns.calendars.lunar import LunarDay, solar_of, solar_term

_SUNDAY, _THURSDAY = 6, 3


class UnknownFestival(ValueError):
    """There is no festival of this name."""


@dataclass(frozen=True)
class Festival:
    """A day that comes once in every year of its count."""

    name: str
    #: What it is called, by language: en and zh.
    words: Mapping[str, str]
    #: Its day in a year.
    day: Callable[[int], date]
    #: The year is the lunar one, which begins with Spring Festival; else it is the Gregorian year of the day.
    by_lunar_year: bool = False


def festival(name: str) -> Festival:
    """The festival of this name. Raises UnknownFestival, which lists the names there are."""
    found = FESTIVALS.get(name)
    if found is None:
        raise UnknownFestival(f"There is no festival {name!r}; there are {', '.join(FESTIVALS)}.")
    return found


def falls_on(name: str, year: int) -> date:
    """The day of a festival. `year` is the Gregorian year of that day, for all festivals but `laba`.

    Laba is counted by the lunar year that it closes: Gregorian 2031 begins with one (of lunar 2030), and where Spring
    Festival is early a Gregorian year has two Labas and the next has none. Raises UnknownFestival.
    """
    return festival(name).day(year)


def _solar(month: int, day: int, year: int) -> date:
    return date(year, month, day)


def _lunar(month: int, day: int, year: int) -> date:
    """In the regular month: a festival is not kept again in a leap month."""
    return solar_of(LunarDay(year, month, day))


def _nth(month: int, weekday: int, number: int, year: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _term(name: str, year: int) -> date:
    return solar_term(year, name)


def _new_years_eve(year: int) -> date:
    """The eve of this year's Spring Festival, whether the twelfth month has 29 days or 30."""
    return _lunar(1, 1, year) - timedelta(days=1)


def _festival(name: str, en: str, zh: str, day: Callable[[int], date], by_lunar_year: bool = False) -> Festival:
    return Festival(name, {"en": en, "zh": zh}, day, by_lunar_year)


#: Every festival by its name, in the order of the year.
FESTIVALS: Mapping[str, Festival] = {
    made.name: made
    for made in (
        _festival("new-year", "New Year's Day", "元旦", partial(_solar, 1, 1)),
        _festival("laba", "Laba Festival", "腊八节", partial(_lunar, 12, 8), by_lunar_year=True),
        _festival("new-years-eve", "Lunar New Year's Eve", "除夕", _new_years_eve),
        _festival("spring-festival", "Spring Festival", "春节", partial(_lunar, 1, 1)),
        _festival("lantern", "Lantern Festival", "元宵节", partial(_lunar, 1, 15)),
        _festival("valentines-day", "Valentine's Day", "情人节", partial(_solar, 2, 14)),
        _festival("womens-day", "Women's Day", "妇女节", partial(_solar, 3, 8)),
        _festival("qingming", "Qingming", "清明节", partial(_term, "清明")),
        _festival("labour-day", "Labour Day", "劳动节", partial(_solar, 5, 1)),
        _festival("mothers-day", "Mother's Day", "母亲节", partial(_nth, 5, _SUNDAY, 2)),
        _festival("childrens-day", "Children's Day", "儿童节", partial(_solar, 6, 1)),
        _festival("dragon-boat", "Dragon Boat Festival", "端午节", partial(_lunar, 5, 5)),
        _festival("fathers-day", "Father's Day", "父亲节", partial(_nth, 6, _SUNDAY, 3)),
        _festival("qixi", "Qixi", "七夕", partial(_lunar, 7, 7)),
        _festival("teachers-day", "Teachers' Day", "教师节", partial(_solar, 9, 10)),
        _festival("mid-autumn", "Mid-Autumn Festival", "中秋节", partial(_lunar, 8, 15)),
        _festival("national-day", "National Day", "国庆节", partial(_solar, 10, 1)),
        _festival("double-ninth", "Double Ninth Festival", "重阳节", partial(_lunar, 9, 9)),
        _festival("thanksgiving", "Thanksgiving", "感恩节", partial(_nth, 11, _THURSDAY, 4)),
        _festival("winter-solstice", "Winter Solstice", "冬至", partial(_term, "冬至")),
        _festival("christmas", "Christmas", "圣诞节", partial(_solar, 12, 25)),
    )
}
