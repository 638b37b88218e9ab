"""Public holidays and workdays where the customer lives."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from campaigns.calendars.china import official_days
from campaigns.calendars.public_holidays import is_estimated, is_holiday_eve, is_public_holiday, is_workday


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "holiday", "workday"),
    [
        # National Day
        ("2026-10-01", True, False),
        # the Saturday and Sunday inside the break, which the library leaves out of its table
        ("2026-10-03", True, False),
        ("2026-10-04", True, False),
        ("2026-02-15", True, False),
        # Friday swapped off
        ("2026-01-02", True, False),
        # Sundays and a Saturday on which everyone works
        ("2026-01-04", False, True),
        ("2026-09-20", False, True),
        ("2026-02-28", False, True),
        # an ordinary Saturday and an ordinary Tuesday
        ("2026-10-17", False, False),
        ("2026-11-24", False, True),
        # 2024 from the library's record: a swapped Friday, the weekend inside the break, a make-up Sunday
        ("2024-02-16", True, False),
        ("2024-02-17", True, False),
        ("2024-02-18", False, True),
        # 2027 is an estimate: New Year on a Friday brings its weekend along
        ("2027-01-01", True, False),
        ("2027-01-02", True, False),
        ("2027-02-08", True, False),
    ],
)
def test_chinese_days_follow_the_state_council(on: str, holiday: bool, workday: bool) -> None:
    assert is_public_holiday("CN", "", day(on)) is holiday
    assert is_workday("CN", "", day(on)) is workday


def test_the_official_table_and_the_library_agree_on_every_workday_of_two_years() -> None:
    library = holidays.country_holidays("CN", years=[2025, 2026])
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(730)]
    assert [d for d in days if is_workday("CN", "", d) is not library.is_working_day(d)] == []


def test_the_official_table_holds_two_years() -> None:
    table = official_days()
    assert table.years == {2025, 2026}
    assert (len(table.off), len(table.make_up_workdays)) == (61, 11)


@pytest.mark.parametrize(
    ("country", "subdivision", "on", "holiday"),
    [
        # 4 July 2026 is a Saturday, observed on Friday
        ("US", "AL", "2026-07-03", True),
        # New Year 2028 is a Saturday: its Friday is in 2027
        ("US", "", "2027-12-31", True),
        # a state's own days
        ("US", "LA", "2026-02-17", True),
        ("US", "NY", "2026-02-17", False),
        ("US", "UT", "2026-07-24", True),
        ("US", "RI", "2026-08-10", True),
        ("DE", "BW", "2026-01-06", True),
        ("DE", "BE", "2026-01-06", False),
        # Labour Day is New South Wales', not Australia's
        ("AU", "", "2026-10-05", False),
        ("AU", "NSW", "2026-10-05", True),
        # San Francesco, new in 2026
        ("IT", "", "2026-10-04", True),
        # a Chinese province and an unknown state have their country's calendar
        ("CN", "BJ", "2026-10-01", True),
        ("US", "ZZ", "2026-12-25", True),
        # a country without a calendar, and no country
        ("ZZ", "", "2026-12-25", False),
        ("", "", "2026-12-25", False),
    ],
)
def test_holidays_belong_to_the_place(country: str, subdivision: str, on: str, holiday: bool) -> None:
    assert is_public_holiday(country, subdivision, day(on)) is holiday


@pytest.mark.parametrize(
    ("country", "on", "workday"),
    [
        # weekends are not the same everywhere
        ("SA", "2026-11-20", False),
        ("SA", "2026-11-22", True),
        ("AE", "2026-11-20", True),
        # without a calendar, Saturday and Sunday
        ("ZZ", "2026-11-21", False),
        ("ZZ", "2026-11-24", True),
    ],
)
def test_weekends_belong_to_the_place(country: str, on: str, workday: bool) -> None:
    assert is_workday(country, "", day(on)) is workday


def test_the_eve_may_lie_in_the_year_before() -> None:
    assert is_holiday_eve("IT", "", day("2026-12-07"))
    assert is_holiday_eve("IT", "", day("2026-12-31"))
    assert not is_holiday_eve("IT", "", day("2026-12-09"))


@pytest.mark.parametrize(
    ("country", "on", "estimated"),
    [
        ("CN", "2026-10-01", False),
        # the notice for 2027 is not out
        ("CN", "2027-03-01", True),
        # known from the record
        ("CN", "2024-02-16", False),
        # waits for the moon
        ("AE", "2027-03-10", True),
        ("AE", "2027-12-02", False),
        # no calendar at all
        ("ZZ", "2026-11-24", True),
        ("US", "2027-11-24", False),
    ],
)
def test_what_may_still_change_is_called_an_estimate(country: str, on: str, estimated: bool) -> None:
    assert is_estimated(country, day(on)) is estimated
