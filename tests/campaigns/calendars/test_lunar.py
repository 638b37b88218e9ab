"""The lunar calendar, day by day, against a second library and against what is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate, TermUtils  # type: ignore[import-untyped]

from campaigns.calendars.lunar import (
    LunarDay,
    NoSuchLunarDay,
    leap_month,
    lunar_of,
    month_length,
    solar_of,
    solar_term,
)

YEARS = range(1930, 2051)


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_every_day_of_a_hundred_and_twenty_years_is_as_another_library_has_it_and_finds_its_way_back() -> None:
    first, end = solar_of(LunarDay(1930, 1, 1)), solar_of(LunarDay(2051, 1, 1))
    days = [first + timedelta(days=number) for number in range((end - first).days)]
    assert len(days) > 44_000
    wrong = []
    for d in days:
        here, there = lunar_of(d), LunarDate.from_solar(d)
        other = LunarDay(there.year, there.month, there.day, bool(there.leap))
        if here != other or solar_of(here) != d:
            wrong.append((d, here, other))
    assert wrong == []


def test_lunar_days_follow_each_other_as_dates_do() -> None:
    days = [day("2025-01-29") + timedelta(days=number) for number in range(4000)]
    found = [lunar_of(d) for d in days]
    # a leap month comes after the regular month of its number, so the order is year, month, leap, day
    assert found == sorted(found, key=lambda d: (d.year, d.month, d.leap, d.day))


@pytest.mark.parametrize(
    ("year", "on"),
    [
        (2024, "2024-02-10"),
        (2025, "2025-01-29"),
        (2026, "2026-02-17"),
        (2027, "2027-02-06"),
        (2028, "2028-01-26"),
        (2029, "2029-02-13"),
        (2030, "2030-02-03"),
        (2031, "2031-01-23"),
        (2032, "2032-02-11"),
        # the year whose leap month the older rule misplaced
        (2033, "2033-01-31"),
        (2034, "2034-02-19"),
        (2035, "2035-02-08"),
    ],
)
def test_spring_festivals_as_they_are_known(year: int, on: str) -> None:
    assert solar_of(LunarDay(year, 1, 1)) == day(on)
    assert lunar_of(day(on)) == LunarDay(year, 1, 1)


def test_leap_months_as_they_are_known() -> None:
    known = {2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11}
    assert {year: found for year in range(2020, 2034) if (found := leap_month(year))} == known


@pytest.mark.parametrize(
    ("year", "month", "leap", "length"),
    [
        # New Year's Eve is the 29th in lunar 2024-2028, 2030 and 2031
        *((year, 12, False, 29) for year in (2024, 2025, 2026, 2027, 2028, 2030, 2031)),
        # and the 30th in these
        *((year, 12, False, 30) for year in (2029, 2032, 2033, 2034, 2035)),
        # the two sixth months of 2025
        (2025, 6, False, 30),
        (2025, 6, True, 29),
    ],
)
def test_months_have_29_or_30_days(year: int, month: int, leap: bool, length: int) -> None:
    assert month_length(year, month, leap) == length


@pytest.mark.parametrize(
    ("impossible", "message"),
    [
        # New Year's Eve of lunar 2026 is the 29th
        (LunarDay(2026, 12, 30), "month 12 of lunar 2026 has 29 days, not 30"),
        # 2025 has a leap sixth month, 2026 has none, 2033 has the eleventh
        (LunarDay(2026, 6, 1, leap=True), "no leap month 6 of lunar 2026"),
        (LunarDay(2033, 7, 1, leap=True), "no leap month 7 of lunar 2033"),
        (LunarDay(2026, 13, 1), "no month 13"),
        (LunarDay(2026, 1, 0), "not 0"),
        (LunarDay(1899, 1, 1), "from 1900 to 2100"),
        (LunarDay(2101, 1, 1), "from 1900 to 2100"),
    ],
)
def test_a_day_that_never_was_has_no_date(impossible: LunarDay, message: str) -> None:
    with pytest.raises(NoSuchLunarDay, match=message):
        solar_of(impossible)


@pytest.mark.parametrize(
    ("on", "known"),
    [
        # Spring Festival of 1900, and the eve of lunar 2101
        ("1900-01-31", True),
        ("1900-01-30", False),
        ("2101-01-28", True),
        ("2101-01-29", False),
        ("2150-06-01", False),
    ],
)
def test_the_calendar_says_where_it_ends(on: str, known: bool) -> None:
    if known:
        assert solar_of(lunar_of(day(on))) == day(on)
    else:
        with pytest.raises(NoSuchLunarDay, match="from 1900 to 2100"):
            lunar_of(day(on))


@pytest.mark.parametrize("term", ["清明", "冬至"])
def test_solar_terms_are_as_another_library_has_them(term: str) -> None:
    for year in YEARS:
        assert solar_term(year, term) == TermUtils.nth_term_day(year, TermUtils.name2index(term))
