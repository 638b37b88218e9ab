"""Birthdays: each customer has one every year, by either calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.calendars.birthdays import Feb29, LeapPolicy, lunar_birthday, solar_birthday
from campaigns.calendars.lunar import NoSuchLunarDay, lunar_of

IN_LEAP, REGULAR = LeapPolicy.LEAP_IF_EXISTS, LeapPolicy.REGULAR_FIRST
BORN = st.dates(date(1930, 2, 1), date(2026, 12, 31))
YEAR = st.integers(1930, 2050)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("year", "born", "policy", "on"),
    [
        # D061: on the day
        (2026, (11, 24), Feb29.FEB28, "2026-11-24"),
        # D065: 29 February in a common year, by either policy
        (2027, (2, 29), Feb29.MAR1, "2027-03-01"),
        (2027, (2, 29), Feb29.FEB28, "2027-02-28"),
        # D067: in a leap year it is not the 28th, nor the 1st
        (2028, (2, 29), Feb29.FEB28, "2028-02-29"),
        (2028, (2, 29), Feb29.MAR1, "2028-02-29"),
        # 2100 is no leap year
        (2100, (2, 29), Feb29.FEB28, "2100-02-28"),
        # the neighbours keep their own days
        (2027, (2, 28), Feb29.MAR1, "2027-02-28"),
        (2027, (3, 1), Feb29.FEB28, "2027-03-01"),
    ],
)
def test_birthdays_by_the_sun(year: int, born: tuple[int, int], policy: Feb29, on: str) -> None:
    assert solar_birthday(year, *born, policy) == day(on)


@pytest.mark.parametrize(
    ("year", "born", "policy", "on"),
    [
        # D069: Spring Festival
        (2027, (1, 1, False), IN_LEAP, "2027-02-06"),
        # D071: the 30th of a twelfth month that has 29 days: New Year's Eve
        (2026, (12, 30, False), IN_LEAP, "2027-02-05"),
        # D073: born in a leap sixth month, and 2025 has one
        (2025, (6, 10, True), IN_LEAP, "2025-08-03"),
        # the same, who keeps the regular month
        (2025, (6, 10, True), REGULAR, "2025-07-04"),
        # D075: born in the regular sixth month: the first of the two
        (2025, (6, 10, False), IN_LEAP, "2025-07-04"),
        # 2026 has no leap month: the regular one
        (2026, (6, 10, True), IN_LEAP, "2026-07-23"),
        # 2028 has a leap month, another one
        (2028, (6, 10, True), IN_LEAP, "2028-07-31"),
        # D077: the leap eleventh month of 2033, and the regular one a month before
        (2033, (11, 5, True), IN_LEAP, "2033-12-26"),
        (2033, (11, 5, True), REGULAR, "2033-11-26"),
        # D079: Laba of lunar 2030 is New Year's Day 2031
        (2030, (12, 8, False), IN_LEAP, "2031-01-01"),
        # D081: twice in Gregorian 2026, once in each lunar year
        (2025, (11, 20, False), IN_LEAP, "2026-01-08"),
        (2026, (11, 20, False), IN_LEAP, "2026-12-28"),
        # D083: a first month with 30 days
        (2026, (1, 30, False), IN_LEAP, "2026-03-18"),
        # the leap sixth month of 2025 has 29 days: its last, not the 30th of the regular one
        (2025, (6, 30, True), IN_LEAP, "2025-08-22"),
        (2025, (6, 30, False), IN_LEAP, "2025-07-24"),
    ],
)
def test_birthdays_by_the_moon(year: int, born: tuple[int, int, bool], policy: LeapPolicy, on: str) -> None:
    assert lunar_birthday(year, *born, policy) == day(on)


@given(BORN, YEAR, st.sampled_from(LeapPolicy))
def test_whoever_was_born_has_a_lunar_birthday_in_every_lunar_year(born: date, year: int, policy: LeapPolicy) -> None:
    birth = lunar_of(born)
    kept = lunar_of(lunar_birthday(year, birth.month, birth.day, birth.leap, policy))
    assert (kept.year, kept.month) == (year, birth.month)
    assert kept.day == birth.day or (birth.day, kept.day) == (30, 29)
    assert not kept.leap or (birth.leap and policy is IN_LEAP)


@given(BORN, YEAR, st.sampled_from(Feb29))
def test_whoever_was_born_has_a_birthday_in_every_year(born: date, year: int, policy: Feb29) -> None:
    kept = solar_birthday(year, born.month, born.day, policy)
    assert kept.year == year
    assert (kept.month, kept.day) == (born.month, born.day) or (born.month, born.day) == (2, 29)


@pytest.mark.parametrize("born", [(2, 30), (4, 31), (13, 1), (0, 1)])
def test_nobody_is_born_on_a_day_that_never_comes(born: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        solar_birthday(2027, *born)


@pytest.mark.parametrize("born", [(1, 31), (1, 0), (13, 1), (0, 1)])
def test_nobody_is_born_on_a_lunar_day_that_never_comes(born: tuple[int, int]) -> None:
    with pytest.raises(NoSuchLunarDay):
        lunar_birthday(2027, *born)
