"""Shifts: what is due on a closed day moves to the nearest open one, and never onto a guess."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.calendars import shifts
from campaigns.calendars.public_holidays import is_estimated
from campaigns.calendars.shifts import Direction, Mode, NoOpenDay, is_open, open_day

NEXT, PREV = Direction.NEXT, Direction.PREV
WORKDAY, HOLIDAY = Mode.WORKDAY, Mode.PUBLIC_HOLIDAY
DAY = timedelta(days=1)

DAYS = st.dates(date(2024, 6, 1), date(2028, 12, 31))
PLACES = st.sampled_from([("CN", ""), ("HK", ""), ("CA", "BC"), ("US", "LA"), ("AE", ""), ("DE", "BY"), ("ZZ", "")])


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "direction", "mode", "moved"),
    [
        # D100: National Day
        ("2026-10-01", NEXT, WORKDAY, "2026-10-08"),
        # D102: the day before is a make-up Saturday
        ("2026-02-15", PREV, WORKDAY, "2026-02-14"),
        # D104, D106: make-up days are workdays
        ("2026-09-20", NEXT, WORKDAY, "2026-09-20"),
        ("2026-10-10", NEXT, WORKDAY, "2026-10-10"),
        # D108: a plain weekend, either way
        ("2026-11-21", NEXT, WORKDAY, "2026-11-23"),
        ("2026-11-22", PREV, WORKDAY, "2026-11-20"),
        # D110: a Saturday inside the break is not fine
        ("2026-10-03", NEXT, HOLIDAY, "2026-10-08"),
        # D112: across the year
        ("2026-01-01", PREV, WORKDAY, "2025-12-31"),
        # D114: Labour Day
        ("2026-05-03", NEXT, WORKDAY, "2026-05-06"),
        # D116: a birthday on 2 October is greeted before the break
        ("2026-10-02", PREV, HOLIDAY, "2026-09-30"),
        # a plain Saturday is no public holiday, and one may land on it: 25-27 September are a break
        ("2026-11-21", NEXT, HOLIDAY, "2026-11-21"),
        ("2026-02-23", NEXT, HOLIDAY, "2026-02-24"),
        ("2026-02-15", PREV, HOLIDAY, "2026-02-14"),
    ],
)
def test_shifts_in_china(due: str, direction: Direction, mode: Mode, moved: str) -> None:
    assert open_day(day(due), direction, mode, "CN") == day(moved)


@pytest.mark.parametrize(
    ("due", "direction", "mode", "moved"),
    [
        # Labour Day's two days fall on a weekend, and the statute gives Monday and Tuesday for them
        ("2027-05-01", NEXT, HOLIDAY, "2027-05-05"),
        # of National Day's three days two do; nobody knows what the notice will add
        ("2027-10-01", NEXT, WORKDAY, "2027-10-06"),
        # New Year is a Friday: back over no weekend, forward over one
        ("2027-01-01", NEXT, HOLIDAY, "2027-01-04"),
        # a Saturday that is no holiday needs no shift, guess or not
        ("2027-03-06", NEXT, HOLIDAY, "2027-03-06"),
        # but work is not done on it, and the Sunday after is no place to land
        ("2027-03-06", NEXT, WORKDAY, "2027-03-08"),
        # from a guess back into a year that is known: a plain Thursday
        ("2027-01-02", PREV, HOLIDAY, "2026-12-31"),
    ],
)
def test_in_a_year_without_a_notice_nothing_lands_on_a_weekend(
    due: str, direction: Direction, mode: Mode, moved: str
) -> None:
    assert is_estimated("CN", day(due))
    assert open_day(day(due), direction, mode, "CN") == day(moved)


def test_a_saturday_after_a_holiday_is_open_where_the_year_is_known_and_not_where_it_is_a_guess(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Good Friday in British Columbia: its Saturday is an ordinary one
    assert open_day(day("2026-04-03"), NEXT, HOLIDAY, "CA", "BC") == day("2026-04-04")
    monkeypatch.setattr(shifts, "is_estimated", lambda country, day: True)
    # Easter Monday is a workday there
    assert open_day(day("2026-04-03"), NEXT, HOLIDAY, "CA", "BC") == day("2026-04-06")


@pytest.mark.parametrize(
    ("place", "due", "direction", "moved"),
    [
        # Family Day is British Columbia's
        (("CA", "BC"), "2026-02-16", NEXT, "2026-02-17"),
        (("CA", "QC"), "2026-02-16", NEXT, "2026-02-16"),
        # Lunar New Year in Hong Kong
        (("HK", ""), "2026-02-17", NEXT, "2026-02-20"),
        # the weekend of Saudi Arabia is Friday and Saturday
        (("SA", ""), "2026-11-20", NEXT, "2026-11-22"),
        # no calendar: Saturday and Sunday
        (("ZZ", ""), "2026-11-21", PREV, "2026-11-20"),
    ],
)
def test_workdays_belong_to_the_place(place: tuple[str, str], due: str, direction: Direction, moved: str) -> None:
    assert open_day(day(due), direction, WORKDAY, *place) == day(moved)


@given(DAYS, st.sampled_from(Direction), st.sampled_from(Mode), PLACES)
def test_a_shift_lands_on_the_nearest_open_day_and_stays_there(
    due: date, direction: Direction, mode: Mode, place: tuple[str, str]
) -> None:
    moved = open_day(due, direction, mode, *place)
    assert is_open(moved, mode, *place)
    assert open_day(moved, direction, mode, *place) == moved
    assert moved >= due if direction is NEXT else moved <= due
    between = (min(due, moved) + DAY * number for number in range(abs((moved - due).days) + 1))
    # what was passed over is closed, or a weekend day that may still change
    passed = [d for d in between if d != moved and is_open(d, mode, *place)]
    assert [d for d in passed if not (is_estimated(place[0], d) and not is_open(d, WORKDAY, *place))] == []
    if moved != due and is_estimated(place[0], moved):
        assert is_open(moved, WORKDAY, *place)


@pytest.mark.parametrize("direction", Direction)
def test_a_place_that_never_works_is_said_so(monkeypatch: pytest.MonkeyPatch, direction: Direction) -> None:
    monkeypatch.setattr(shifts, "is_workday", lambda country, subdivision, day: False)
    with pytest.raises(NoOpenDay, match="no open day \\(workday\\) in CN within 60 days of 2026-11-24"):
        open_day(day("2026-11-24"), direction, WORKDAY, "CN")
