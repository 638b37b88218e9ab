"""Anchors: which day a step counts from, for every kind of anchor and for what events say badly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.campaigns.planning.courses import (
    NOTHING,
    all_rows,
    book,
    contact,
    day,
    noon,
    only,
    open_days,
    planned,
    treatments,
    withdrawn,
)
from tests.cast import JACK, MING, customer, event

ON_THE_DAY = {"due": "on the day"}


@pytest.mark.parametrize(
    ("details", "default", "days"),
    [
        # the surgery says nothing: the default; without a default there is no such step
        ({}, 7, 7),
        ({"sutures": ""}, 7, 7),
        ({}, None, None),
        # it names a day, as a number or in words
        ({"sutures": 10}, 7, 10),
        ({"sutures": "10"}, 7, 10),
        ({"sutures": 0}, 7, 0),
        ({"sutures": "366"}, 7, 366),
        # it names none
        ({"sutures": "none"}, 7, None),
        # what is no number of days is no day, and stops nobody else's planning
        ({"sutures": "soon"}, 7, None),
        ({"sutures": "NaN"}, 7, None),
        ({"sutures": "Infinity"}, 7, None),
        ({"sutures": "-3"}, 7, None),
        ({"sutures": "99999999999"}, 7, None),
        ({"sutures": ["10"]}, 7, None),
    ],
)
def test_days_that_the_event_itself_names(
    session: Session, details: dict[str, Any], default: int | None, days: int | None
) -> None:
    anchor = {
        "event": "surgery",
        "plus_days": {"detail": "sutures"} | ({} if default is None else {"default": default}),
    }
    event(session, customer(session), day(0), "surgery", details=details)
    planned(session, book({"removal": anchor}, ON_THE_DAY))
    assert [one.first_day for one in all_rows(session)] == ([] if days is None else [day(days)])


@pytest.mark.parametrize(
    ("inpatient", "discharges", "days"),
    [
        # the same evening at home: from the surgery
        ({}, [], 0),
        ({"inpatient": "no"}, [5], 0),
        ({"inpatient": ""}, [5], 0),
        # in hospital: from the discharge, when it comes
        ({"inpatient": "yes"}, [5], 5),
        ({"inpatient": "yes"}, [], None),
        ({"inpatient": "yes"}, [0], 0),
        # the discharge after an earlier stay is another one; of two the first one counts
        ({"inpatient": "yes"}, [-3], None),
        ({"inpatient": "yes"}, [-3, 5, 9], 5),
    ],
)
def test_an_inpatients_days_count_from_the_discharge(
    session: Session, inpatient: dict[str, str], discharges: list[int], days: int | None
) -> None:
    mei = customer(session)
    event(session, mei, day(0), "surgery", details=inpatient)
    event(session, customer(session, "李明", MING), day(2), "discharge")
    for on in discharges:
        event(session, mei, day(on), "discharge")
    home = {"event": "surgery", "if_detail": "inpatient", "then": "discharge"}
    planned(session, book({"home": home}, ON_THE_DAY), noon(-1))
    assert [one.first_day for one in all_rows(session)] == ([] if days is None else [day(days)])


def test_a_discharge_that_is_taken_back_takes_its_days_with_it(session: Session) -> None:
    mei = customer(session)
    event(session, mei, day(0), "surgery", details={"inpatient": "yes"})
    home = event(session, mei, day(5), "discharge")
    anchors = {"home": {"event": "surgery", "if_detail": "inpatient", "then": "discharge"}}
    playbook = book(anchors, {"due": "1 day after"})
    planned(session, playbook)
    home.withdrawn_at = noon(1)
    planned(session, playbook)
    assert withdrawn(session) == [("s0", "no_longer_due")]
    event(session, mei, day(8), "discharge")
    planned(session, playbook)
    assert open_days(session) == [("s0", day(9))]


def test_sutures_are_counted_from_the_discharge_too(session: Session) -> None:
    mei = customer(session)
    event(session, mei, day(0), "surgery", details={"inpatient": "yes", "sutures": "10"}, occurred_at=noon(0))
    event(session, mei, day(5), "discharge")
    removal = {"event": "surgery", "if_detail": "inpatient", "then": "discharge", "plus_days": {"detail": "sutures"}}
    planned(session, book({"removal": removal}, ON_THE_DAY, {"due": "0 to 60 minutes after", "late": "1 hour"}))
    whole_day, by_the_clock = all_rows(session)
    assert whole_day.first_day == day(15)
    # the surgery's own hour says nothing about that day; nothing known is six in the evening
    assert by_the_clock.opens_at == noon(15).replace(hour=10)


@pytest.mark.parametrize(
    ("occurred_at", "opens", "closes"),
    [
        # the instant is known: two to four hours after it
        (noon(0), noon(0) + timedelta(hours=2), noon(0) + timedelta(hours=4)),
        # it is not: the treatment is taken to have been over by six
        (None, noon(0) + timedelta(hours=8), noon(0) + timedelta(hours=10)),
        # late in the evening: the window lies in the next day
        (noon(0) + timedelta(hours=11), noon(0) + timedelta(hours=13), noon(0) + timedelta(hours=15)),
    ],
)
def test_windows_by_the_clock_count_from_the_instant(
    session: Session, occurred_at: datetime | None, opens: datetime, closes: datetime
) -> None:
    event(session, customer(session), day(0), occurred_at=occurred_at)
    planned(session, treatments({"due": "2 to 4 hours after"}))
    found = only(session)
    assert (found.opens_at, found.closes_at) == (opens, closes)
    assert found.first_day == (opens + timedelta(hours=8)).date()


def test_a_day_of_lateness_by_the_clock_is_24_hours_wherever_the_database_thinks_it_is(session: Session) -> None:
    """Between the two the clocks of New York go back, which is nothing to a customer in Hong Kong."""
    at = datetime(2026, 11, 1, 2, tzinfo=UTC)
    event(session, customer(session), date(2026, 11, 1), occurred_at=at)
    session.execute(text("set local time zone 'America/New_York'"))
    planned(session, treatments({"due": "0 to 60 minutes after", "late": "1 day"}), at)
    assert only(session).closes_at == at + timedelta(hours=25)


@pytest.mark.parametrize(
    ("details", "yearly", "days"),
    [
        # a date of the import, once
        ({"insured_until": "2026-12-31"}, False, [date(2026, 12, 31)]),
        # the same day every year
        ({"insured_until": "2020-12-31"}, True, [date(2026, 12, 31)]),
        ({"insured_until": "2020-02-29"}, True, [date(2027, 2, 28)]),
        # years ago, and once: over
        ({"insured_until": "2020-12-31"}, False, []),
        # nothing on file, or nothing that is a date
        ({}, False, []),
        ({"insured_until": ""}, False, []),
        ({"insured_until": "2026-13-45"}, False, []),
        ({"insured_until": "soon"}, False, []),
        # what PostgreSQL takes for a date and people do not
        ({"insured_until": "tomorrow"}, False, []),
        ({"insured_until": "infinity"}, False, []),
        ({"insured_until": "infinity"}, True, []),
        ({"insured_until": "epoch"}, True, []),
        ({"insured_until": "5874897-12-31"}, False, []),
    ],
)
def test_a_date_on_the_customer(session: Session, details: dict[str, str], yearly: bool, days: list[date]) -> None:
    customer(session, details=details)
    planned(session, book({"insured": {"customer": "insured_until", "yearly": yearly}}, ON_THE_DAY))
    assert [one.first_day for one in all_rows(session)] == days


def test_a_new_insurance_date_takes_the_place_of_the_old_one(session: Session) -> None:
    jack = customer(session, details={"insured_until": "2026-12-31"})
    playbook = book({"insured": {"customer": "insured_until"}}, {"due": "14 to 30 days before"})
    planned(session, playbook)
    jack.details = {"insured_until": "2027-12-31"}
    planned(session, playbook)
    assert withdrawn(session) == [("s0", "no_longer_due")]
    assert open_days(session) == [("s0", date(2027, 12, 1))]


@pytest.mark.parametrize(
    ("of", "anchor", "days"),
    [
        # planned as far as a year ahead, not what is over
        ({"birthday": date(1980, 11, 24)}, {"customer": "birthday"}, [date(2026, 11, 24), date(2027, 11, 24)]),
        ({"birthday": date(1980, 11, 23)}, {"customer": "birthday"}, [date(2027, 11, 23)]),
        # born on 29 February
        ({"birthday": date(1988, 2, 29)}, {"customer": "birthday"}, [date(2027, 2, 28)]),
        ({"birthday": date(1988, 2, 29)}, {"customer": "birthday", "feb29": "mar1"}, [date(2027, 3, 1)]),
        # by the lunar calendar: New Year's Day and Eve, Mid-Autumn; the eve is the 29th in lunar 2026
        ({"lunar_birthday": "01-01"}, {"customer": "lunar_birthday"}, [date(2027, 2, 6)]),
        ({"lunar_birthday": "12-30"}, {"customer": "lunar_birthday"}, [date(2027, 2, 5)]),
        ({"lunar_birthday": "08-15"}, {"customer": "lunar_birthday"}, [date(2027, 9, 15)]),
        # born in a leap month of which this lunar year has none
        ({"lunar_birthday": "06-10+"}, {"customer": "lunar_birthday"}, [date(2027, 7, 13)]),
        # twice in one year by our count, once in each lunar year
        ({"lunar_birthday": "11-20"}, {"customer": "lunar_birthday"}, [date(2026, 12, 28)]),
        # nobody knows
        ({}, {"customer": "birthday"}, []),
        ({}, {"customer": "lunar_birthday"}, []),
    ],
)
def test_birthdays_come_round_in_either_calendar(
    session: Session, of: dict[str, Any], anchor: dict[str, str], days: list[date]
) -> None:
    customer(session, **of)
    playbook = book({"born": anchor}, ON_THE_DAY)
    planned(session, playbook)
    assert [one.first_day for one in all_rows(session)] == days
    assert planned(session, playbook, noon(0) + timedelta(hours=3)) == NOTHING


def test_a_birthday_is_planned_once_in_each_year_and_never_withdrawn_by_the_calendar(session: Session) -> None:
    customer(session, lunar_birthday="01-01", birthday=date(1980, 12, 31))
    anchors = {"lunar": {"customer": "lunar_birthday"}, "solar": {"customer": "birthday"}}
    playbook = book(anchors, {"due": "1 to 3 days before"}, {"due": "1 to 3 days before", "anchor": "solar"})
    for month in range(26):
        assert planned(session, playbook, noon(30 * month)).withdrawn == 0
    years = [(one.step, one.first_day.year) for one in all_rows(session)]
    assert sorted(years) == [("s0", y) for y in (2027, 2028, 2029)] + [("s1", y) for y in (2026, 2027, 2028)]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("spring-festival", date(2027, 1, 30)),
        ("mid-autumn", date(2027, 9, 8)),
        ("new-year", date(2026, 12, 25)),
        # counted by the lunar year that it closes: 8 December of lunar 2026
        ("laba", date(2027, 1, 8)),
    ],
)
def test_a_festival_is_everybodys(session: Session, name: str, first: date) -> None:
    customer(session)
    customer(session, "Jack", JACK, house="kitsilano")
    planned(session, book({"day": {"festival": name}}, {"due": "1 to 7 days before"}))
    assert [one.first_day for one in all_rows(session)] == [first, first]


def test_on_the_register_from_the_day_on_the_customers_clock(session: Session) -> None:
    """Registered at 20:00 UTC on 24 November: the 25th in Hong Kong, the 24th in Vancouver."""
    at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    customer(session, created_at=at)
    customer(session, "Jack", JACK, house="kitsilano", created_at=at)
    planned(session, book({"register": {"register": "customer"}}, {"due": "1 day after"}))
    assert sorted(one.first_day for one in all_rows(session)) == [day(1), day(2)]


def test_a_household_is_visited_four_times_a_year_for_years(session: Session) -> None:
    wang = customer(session, created_at=datetime(2020, 5, 1, tzinfo=UTC))
    quota = {"quota": {"per": "year", "at_least": 4, "at_most": 12}, "channels": ["visit"]}
    playbook = book({"register": {"register": "customer"}}, quota)
    planned(session, playbook)
    first, *rest = [one for one in all_rows(session) if one.first_day.year == 2027]
    assert [one.first_day for one in (first, *rest)] == [
        date(2027, 1, 1), date(2027, 4, 2), date(2027, 7, 2), date(2027, 10, 1)
    ]  # fmt: skip
    assert [one.last_day for one in (first, *rest)] == [
        date(2027, 4, 1), date(2027, 7, 1), date(2027, 9, 30), date(2027, 12, 31)
    ]  # fmt: skip
    # a visit that came about otherwise is one of the four
    contact(session, wang, first, date(2027, 2, 1))
    assert planned(session, playbook, datetime(2027, 2, 1, tzinfo=UTC)).withdrawn == 1
    assert first.reason == "quota_met"
    assert [one.state for one in rest] == ["planned"] * 3


@pytest.mark.parametrize("slip", [date(2206, 11, 24), date(9999, 12, 31), date(1, 1, 1)])
def test_a_slip_in_the_year_stops_nobody_elses_planning(session: Session, slip: date) -> None:
    mei = customer(session, created_at=datetime(2006, 1, 1, tzinfo=UTC))
    event(session, mei, slip, external_id="slip")
    event(session, mei, day(0), external_id="right")
    planned(session, treatments({"due": "1 day after"}, {"due": "1 month after", "late": "1 month"}))
    assert open_days(session) == [("s0", day(1)), ("s1", date(2026, 12, 24))]
    assert session.scalar(text("select count(*) from local_day")) < 10_000
