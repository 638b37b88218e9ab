"""Calendars as tables: what a row says is what the rules say, and a changed calendar leaves no old row behind."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.calendars import tables
from campaigns.calendars.birthdays import Feb29, LeapPolicy, lunar_birthday, solar_birthday
from campaigns.calendars.china import laid_over, use
from campaigns.calendars.festivals import FESTIVALS, UnknownFestival, falls_on
from campaigns.calendars.lunar import NoSuchLunarDay
from campaigns.calendars.notice_files import Kind, NoticeDay
from campaigns.calendars.notices import CalendarEdition, OfficialDay
from campaigns.calendars.shifts import Direction, Mode, open_day
from campaigns.calendars.tables import (
    NoSuchBirthday,
    OpenDay,
    YearlyDay,
    fill_open_days,
    fill_yearly_days,
    forget_open_days,
)
from tests.cast import TUESDAY_11

SOLAR = [(date(2000, 1, 1) + timedelta(days=number)).strftime("%m-%d") for number in range(366)]
LUNAR = [f"{month:02}-{day:02}{leap}" for month in range(1, 13) for day in range(1, 31) for leap in ("", "+")]


def day(text: str) -> date:
    return date.fromisoformat(text)


def open_days(session: Session, place: str, mode: str = "workday") -> dict[date, tuple[date, date]]:
    columns = select(OpenDay.day, OpenDay.prev_day, OpenDay.next_day)
    rows = session.execute(columns.where(OpenDay.place == place, OpenDay.mode == mode))
    return {on: (before, after) for on, before, after in rows}


def yearly_days(session: Session, calendar: str) -> dict[tuple[str, int], date]:
    rows = session.execute(select(YearlyDay.name, YearlyDay.year, YearlyDay.day).where(YearlyDay.calendar == calendar))
    return {(name, year): on for name, year, on in rows}


def statements(session: Session) -> list[str]:
    """What is asked of the database from now on."""
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *what: asked.append(what[2]))
    return asked


def test_open_days_say_what_the_rules_say(session: Session) -> None:
    first, last = day("2026-09-01"), day("2027-03-01")
    places, modes = ["CN", "CA-BC", "HK"], ["workday", "public_holiday"]
    fill_open_days(session, places, modes, first, last)
    for place in places:
        country, _, subdivision = place.partition("-")
        for mode in modes:
            rows = open_days(session, place, mode)
            assert min(rows) == first
            assert max(rows) == last
            assert len(rows) == (last - first).days + 1
            for on, (before, after) in rows.items():
                assert before == open_day(on, Direction.PREV, Mode(mode), country, subdivision)
                assert after == open_day(on, Direction.NEXT, Mode(mode), country, subdivision)


def test_filling_open_days_again_adds_what_is_missing_and_nothing_else(session: Session) -> None:
    fill_open_days(session, ["CN"], ["workday"], day("2026-10-01"), day("2026-10-10"))
    fill_open_days(session, ["CN", "CN"], ["workday", "workday"], day("2026-09-25"), day("2026-10-12"))
    assert len(open_days(session, "CN")) == 18
    asked = statements(session)
    fill_open_days(session, ["CN"], ["workday"], day("2026-09-25"), day("2026-10-12"))
    assert not any("INSERT" in one for one in asked)


def test_forgetting_a_country_forgets_its_subdivisions_and_nobody_else(session: Session) -> None:
    on = day("2026-11-24")
    fill_open_days(session, ["CA", "CA-BC", "CAA", "CN"], ["workday"], on, on)
    forget_open_days(session, "CA")
    assert set(session.scalars(select(OpenDay.place))) == {"CAA", "CN"}


def test_a_new_notice_is_worked_in_even_where_nobody_forgot_the_old_days(session: Session) -> None:
    """A planner that was underway while the notice came in may have written old days after they were forgotten."""
    first, last = day("2027-02-10"), day("2027-02-20")
    fill_open_days(session, ["CN", "HK"], ["workday"], first, last)
    assert open_days(session, "CN")[day("2027-02-14")] == (day("2027-02-12"), day("2027-02-15"))
    for on, kind in (("2027-01-01", "off"), ("2027-02-12", "off"), ("2027-02-14", "make-up workday")):
        session.add(OfficialDay(notice=2027, day=day(on), kind=kind, name="imagined"))
    session.add(CalendarEdition(country="CN", edition="imagined", changed_at=TUESDAY_11))
    session.flush()
    asked = statements(session)
    fill_open_days(session, ["CN", "HK"], ["workday"], first, last)
    assert open_days(session, "CN")[day("2027-02-12")][1] == day("2027-02-14")
    assert len(open_days(session, "CN")) == 11
    assert sum("INSERT" in one for one in asked) == 1, "Hong Kong stays as it is"


def test_days_worked_out_by_another_release_are_worked_out_anew(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = day("2026-11-24")
    fill_open_days(session, ["HK"], ["workday"], on, on)
    monkeypatch.setattr(tables, "_RELEASE", "holidays 99")
    fill_open_days(session, ["HK"], ["workday"], on, on)
    assert session.scalars(select(OpenDay.basis)).all() == ["holidays 99"]


def test_a_table_that_says_the_same_has_the_same_basis() -> None:
    row = NoticeDay(2027, day("2027-01-01"), Kind.OFF, "元旦")
    one, same, other = laid_over([row], "1"), laid_over([row], "2"), laid_over([], "3")
    assert one.fingerprint == same.fingerprint != other.fingerprint
    use(one)


YEARS = range(2025, 2034)


def expected(calendar: str, name: str, year: int) -> date:
    """By the plain rules, spelt out once more."""
    month, on = int(name[:2]), int(name[3:5])
    match calendar:
        case "solar-feb28":
            return solar_birthday(year, month, on, Feb29.FEB28)
        case "solar-mar1":
            return solar_birthday(year, month, on, Feb29.MAR1)
        case "lunar-leap":
            return lunar_birthday(year, month, on, name.endswith("+"), LeapPolicy.LEAP_IF_EXISTS)
        case _:
            return lunar_birthday(year, month, on, name.endswith("+"), LeapPolicy.REGULAR_FIRST)


@pytest.mark.parametrize(
    ("calendar", "names"),
    [("solar-feb28", SOLAR), ("solar-mar1", SOLAR), ("lunar-leap", LUNAR), ("lunar-regular", LUNAR)],
)
def test_yearly_days_say_what_the_rules_say(session: Session, calendar: str, names: list[str]) -> None:
    fill_yearly_days(session, calendar, names, YEARS[0], YEARS[-1])
    rows = yearly_days(session, calendar)
    assert rows == {(name, year): expected(calendar, name, year) for name in names for year in YEARS}


def test_the_two_calendars_of_each_kind_differ_where_they_should(session: Session) -> None:
    for calendar in tables.YearlyCalendar:
        if calendar != "festival":
            names = ["02-29"] if calendar.startswith("solar") else ["06-10", "06-10+"]
            fill_yearly_days(session, calendar, names, 2025, 2025)
    assert yearly_days(session, "solar-feb28") == {("02-29", 2025): day("2025-02-28")}
    assert yearly_days(session, "solar-mar1") == {("02-29", 2025): day("2025-03-01")}
    july, august = day("2025-07-04"), day("2025-08-03")
    assert yearly_days(session, "lunar-leap") == {("06-10", 2025): july, ("06-10+", 2025): august}
    assert yearly_days(session, "lunar-regular") == {("06-10", 2025): july, ("06-10+", 2025): july}


def test_festivals_of_the_table(session: Session) -> None:
    fill_yearly_days(session, "festival", FESTIVALS, 2026, 2028)
    rows = yearly_days(session, "festival")
    assert rows == {(name, year): falls_on(name, year) for name in FESTIVALS for year in (2026, 2027, 2028)}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(st.sampled_from(LUNAR), max_size=5), st.integers(2020, 2030), st.integers(0, 3))))
def test_whatever_the_order_of_filling_each_name_has_each_year_once(
    session: Session, fills: list[tuple[list[str], int, int]]
) -> None:
    session.execute(delete(YearlyDay))
    for names, first, more in fills:
        fill_yearly_days(session, "lunar-leap", names, first, first + more)
    wanted = {(name, year) for names, first, more in fills for name in names for year in range(first, first + more + 1)}
    assert set(yearly_days(session, "lunar-leap")) == wanted


def test_filling_yearly_days_again_asks_one_question_and_writes_nothing(session: Session) -> None:
    fill_yearly_days(session, "lunar-leap", ["08-15"], 2026, 2028)
    asked = statements(session)
    fill_yearly_days(session, "lunar-leap", ["08-15", "08-15"], 2026, 2028)
    assert len(asked) == 1
    fill_yearly_days(session, "lunar-leap", ["08-15", "08-16"], 2026, 2029)
    assert len(asked) == 3
    assert len(yearly_days(session, "lunar-leap")) == 8


@pytest.mark.parametrize(
    ("calendar", "names", "wrong"),
    [
        ("solar-feb28", ["02-30"], NoSuchBirthday),
        # the sun has no leap months
        ("solar-feb28", ["06-10+"], NoSuchBirthday),
        ("lunar-leap", ["06-31"], NoSuchLunarDay),
        ("lunar-leap", ["harvest"], NoSuchBirthday),
        # one bad name among good ones: nothing is written
        ("lunar-regular", ["06-10", "6-11"], NoSuchBirthday),
        ("festival", ["christmas", "harvest"], UnknownFestival),
        ("by-the-stars", ["02-28"], ValueError),
    ],
)
def test_a_name_that_is_no_day_is_refused(
    session: Session, calendar: str, names: Iterable[str], wrong: type[Exception]
) -> None:
    with pytest.raises(wrong):
        fill_yearly_days(session, calendar, names, 2026, 2028)
    assert yearly_days(session, calendar) == {}


@pytest.mark.parametrize(
    ("row", "refused_by"),
    [
        (OpenDay(place="CN", mode="any", **dict.fromkeys(("day", "next_day", "prev_day"), day("2026-11-24")), basis=""),
         "ck_open_day_mode"),
        (YearlyDay(calendar="moon", name="08-15", year=2026, day=day("2026-09-25")), "ck_yearly_day_calendar"),
    ],
)  # fmt: skip
def test_the_tables_admit_known_words_alone(session: Session, row: object, refused_by: str) -> None:
    session.merge(row)
    with pytest.raises(IntegrityError, match=refused_by):
        session.flush()


def test_three_years_of_everybodys_birthdays_are_quick(session: Session) -> None:
    began = time.monotonic()
    fill_yearly_days(session, "solar-feb28", SOLAR, 2036, 2038)
    fill_yearly_days(session, "lunar-leap", LUNAR, 2036, 2038)
    took = time.monotonic() - began
    assert len(SOLAR) + len(LUNAR) == 366 + 720
    assert took < 2, f"{took:.2f} s"
