"""Festivals fall where everybody keeps them."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from campaigns.calendars.festivals import FESTIVALS, UnknownFestival, falls_on

YEARS = range(1930, 2051)


@pytest.mark.parametrize(
    ("name", "year", "on"),
    [
        ("new-year", 2027, "2027-01-01"),
        ("spring-festival", 2027, "2027-02-06"),
        ("spring-festival", 2028, "2028-01-26"),
        # the twelfth month has 29 days in lunar 2026, 30 in lunar 2029
        ("new-years-eve", 2027, "2027-02-05"),
        ("new-years-eve", 2030, "2030-02-02"),
        # counted by the lunar year: New Year's Day 2031 belongs to lunar 2030
        ("laba", 2030, "2031-01-01"),
        ("laba", 2026, "2027-01-15"),
        ("lantern", 2027, "2027-02-20"),
        ("valentines-day", 2027, "2027-02-14"),
        ("womens-day", 2027, "2027-03-08"),
        # a solar term: the 4th or the 5th
        ("qingming", 2025, "2025-04-04"),
        ("qingming", 2026, "2026-04-05"),
        ("labour-day", 2027, "2027-05-01"),
        # second Sunday of May, which may be its earliest: 1 May 2033 is a Sunday
        ("mothers-day", 2026, "2026-05-10"),
        ("mothers-day", 2033, "2033-05-08"),
        ("childrens-day", 2027, "2027-06-01"),
        ("dragon-boat", 2026, "2026-06-19"),
        # after a leap fifth month: kept in the regular one
        ("dragon-boat", 2028, "2028-05-28"),
        ("fathers-day", 2026, "2026-06-21"),
        ("qixi", 2026, "2026-08-19"),
        ("teachers-day", 2027, "2027-09-10"),
        ("mid-autumn", 2026, "2026-09-25"),
        # inside the National Day week
        ("mid-autumn", 2025, "2025-10-06"),
        ("national-day", 2027, "2027-10-01"),
        ("double-ninth", 2026, "2026-10-18"),
        ("thanksgiving", 2026, "2026-11-26"),
        # 41 seconds before midnight
        ("winter-solstice", 2021, "2021-12-21"),
        ("winter-solstice", 2026, "2026-12-22"),
        ("christmas", 2027, "2027-12-25"),
    ],
)
def test_festivals_as_they_are_known(name: str, year: int, on: str) -> None:
    assert falls_on(name, year) == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("spring-festival", "Chinese New Year (Spring Festival)"),
        ("qingming", "Tomb-Sweeping Day"),
        ("dragon-boat", "Dragon Boat Festival"),
        ("mid-autumn", "Mid-Autumn Festival"),
    ],
)
def test_statutory_festivals_are_where_the_holiday_library_has_them(name: str, called: str) -> None:
    for year in range(2008, 2051):
        library = holidays.country_holidays("CN", years=year, language="en_US")
        assert called in library.get(falls_on(name, year), ""), year


@pytest.mark.parametrize("name", [name for name, made in FESTIVALS.items() if not made.by_lunar_year])
def test_a_gregorian_year_names_the_year_of_the_day(name: str) -> None:
    assert [year for year in YEARS if falls_on(name, year).year != year] == []


def test_laba_comes_twice_in_some_gregorian_years_and_so_is_counted_by_the_lunar_year() -> None:
    assert [falls_on("laba", year).isoformat() for year in (2021, 2022, 2023)] == [
        "2022-01-10",
        "2022-12-30",
        "2024-01-18",
    ]
    assert [name for name, made in FESTIVALS.items() if made.by_lunar_year] == ["laba"]


def test_every_festival_has_words_in_both_languages() -> None:
    assert [name for name, made in FESTIVALS.items() if made.name != name or not all(made.words.values())] == []
    assert {frozenset(made.words) for made in FESTIVALS.values()} == {frozenset({"en", "zh"})}


def test_an_unknown_festival_is_told_which_there_are() -> None:
    with pytest.raises(UnknownFestival, match=r"no festival 'mid-autum'; there are new-year, laba, .*christmas"):
        falls_on("mid-autum", 2027)
