"""Open days: around National Day 2026 in China. 1 to 7 October are off; Saturday the 10th makes up for one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.campaigns.planning.courses import all_rows, planned, treatments
from tests.cast import MING, customer, event

NOW = datetime(2026, 9, 1, tzinfo=UTC)
WORK, HOLIDAY = "workday", "public_holiday"


def sept(day: int) -> date:
    return date(2026, 9, day)


def oct_(day: int) -> date:
    return date(2026, 10, day)


@pytest.mark.parametrize(
    ("on", "step", "first", "last", "late"),
    [
        # all its days are open: nothing moves
        (sept(21), {"due": "1 to 2 days after", "open_days": WORK, "late": "1 day"}, sept(22), sept(23), sept(24)),
        # it begins and ends on an open day
        (sept(30), {"due": "1 to 8 days after", "open_days": WORK, "late": "1 day"}, oct_(8), oct_(8), oct_(9)),
        (sept(29), {"due": "1 to 3 days after", "open_days": WORK, "late": "1 day"}, sept(30), sept(30), oct_(3)),
        # it has none: later, as far as it may be late, to the day
        (sept(30), {"due": "1 day after", "open_days": WORK, "late": "10 days"}, oct_(8), oct_(8), oct_(11)),
        (sept(30), {"due": "1 day after", "open_days": WORK, "late": "7 days"}, oct_(8), oct_(8), oct_(8)),
        # it may not be that late: it stays where it is, for whoever calls on holidays after all
        (sept(30), {"due": "1 day after", "open_days": WORK, "late": "6 days"}, oct_(1), oct_(1), oct_(7)),
        # before its anchor: earlier
        (oct_(9), {"due": "3 to 5 days before", "open_days": WORK}, sept(30), sept(30), sept(30)),
        (oct_(9), {"due": "3 to 5 days before", "open_days": WORK, "late": "2 days"}, sept(30), sept(30), oct_(2)),
        # the other way by its own word
        (oct_(9), {"due": "3 to 5 days before", "open_days": WORK, "roll": "later", "late": "2 days"},
         oct_(8), oct_(8), oct_(8)),
        (sept(30), {"due": "1 day after", "open_days": WORK, "roll": "earlier"}, sept(30), sept(30), sept(30)),
        # a make-up Saturday is a workday, the Sunday after it is none, and neither is a holiday
        (sept(30), {"due": "10 days after", "open_days": WORK, "late": "1 day"}, oct_(10), oct_(10), oct_(11)),
        (sept(30), {"due": "11 days after", "open_days": WORK, "late": "1 day"}, oct_(12), oct_(12), oct_(12)),
        (sept(30), {"due": "11 days after", "open_days": HOLIDAY, "late": "1 day"}, oct_(11), oct_(11), oct_(12)),
        # a Saturday in the middle of the break is
        (sept(30), {"due": "3 days after", "open_days": HOLIDAY, "late": "9 days"}, oct_(8), oct_(8), oct_(12)),
        # any day will do
        (sept(30), {"due": "1 day after", "late": "1 day"}, oct_(1), oct_(1), oct_(2)),
    ],
)  # fmt: skip
def test_a_window_keeps_to_open_days(
    session: Session, on: date, step: dict[str, Any], first: date, last: date, late: date
) -> None:
    event(session, customer(session, "李明", MING, house="bund", calendar="CN"), on)
    planned(session, treatments(step), NOW)
    (found,) = all_rows(session)
    assert (found.first_day, found.last_day) == (first, last)
    assert found.closes_at == datetime(late.year, late.month, late.day, 16, tzinfo=UTC)


def test_where_no_calendar_is_on_file_every_day_is_open(session: Session) -> None:
    event(session, customer(session, calendar=""), sept(30))
    planned(session, treatments({"due": "1 day after", "open_days": WORK, "late": "1 day"}), NOW)
    assert [one.first_day for one in all_rows(session)] == [oct_(1)]


def test_turns_that_a_holiday_pushes_onto_one_day_are_one(session: Session) -> None:
    """Every two days; before the long holiday the calls move forward, and nobody is called four times that day."""
    event(session, customer(session, "李明", MING, house="bund", calendar="CN"), sept(29))
    every_other_day = {"due": "on the day", "repeat": {"every": "2 days", "times": 6}}
    planned(session, treatments(every_other_day | {"open_days": WORK, "roll": "earlier"}), NOW)
    assert [(one.occurrence_key[-2:], one.first_day) for one in all_rows(session)] == [
        ("/1", sept(29)),
        ("/2", sept(30)),
        ("/6", oct_(9)),
    ]


def test_each_customer_keeps_the_holidays_of_their_own_place(session: Session) -> None:
    """1 October is a holiday in Hong Kong too; the 2nd is none there."""
    for name, place in (("1", "HK"), ("2", "CN"), ("3", "CA-BC")):
        event(session, customer(session, name, f"+8529123000{name}", calendar=place), sept(30))
    planned(session, treatments({"due": "1 day after", "open_days": WORK, "late": "9 days"}), NOW)
    assert [one.first_day for one in all_rows(session)] == [oct_(1), oct_(2), oct_(8)]
