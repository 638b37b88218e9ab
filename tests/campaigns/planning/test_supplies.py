"""Supplies: the days before what was bought is used up, and a further purchase that pushes them back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
from tests.campaigns.planning.courses import (
    NOTHING,
    all_rows,
    book,
    close,
    day,
    history,
    noon,
    only,
    open_days,
    planned,
    withdrawn,
)
from tests.cast import customer, event

#: The three days before the end, and up to its seventh day after it.
RUN_OUT = book({"supply": {"runs_out": "purchase"}}, {"due": "1 to 3 days before", "late": "8 days"})


@pytest.fixture
def mei(session: Session) -> Customer:
    return customer(session)


def bought(session: Session, whose: Customer, on: date, quantity: Any = 10, per_day: Any = 1, **more: Any) -> Event:
    """So much of it, used up at so much a day."""
    details = {"quantity": quantity, "units_per_day": per_day}
    return event(session, whose, on, "purchase", "", details=details, **more)


@pytest.mark.parametrize(
    "now",
    [
        # long before the window, in it, on the last day, and when it is overdue
        noon(0),
        noon(8),
        noon(9),
        noon(12),
    ],
)
def test_a_further_purchase_pushes_it_back(session: Session, mei: Customer, now: Any) -> None:
    bought(session, mei, day(0))
    planned(session, RUN_OUT)
    assert open_days(session) == [("s0", day(7))]
    bought(session, mei, day(5))
    planned(session, RUN_OUT, now)
    assert open_days(session) == [("s0", day(17))]
    assert withdrawn(session) == [("s0", "no_longer_due")]


def test_bought_after_it_ran_out_it_counts_from_that_day(session: Session, mei: Customer) -> None:
    bought(session, mei, day(0))
    planned(session, RUN_OUT)
    bought(session, mei, day(14))
    planned(session, RUN_OUT, noon(14))
    assert open_days(session) == [("s0", day(21))]


def test_while_they_are_being_called_about_it_the_call_goes_on(session: Session, mei: Customer) -> None:
    bought(session, mei, day(0))
    planned(session, RUN_OUT)
    ringing = only(session)
    move(session, ringing, FollowUpState.UNDERWAY, "claimed", noon(8))
    bought(session, mei, day(8))
    planned(session, RUN_OUT, noon(8))
    assert (ringing.state, ringing.first_day) == ("underway", day(7))
    assert open_days(session) == [("s0", day(17))]


@pytest.mark.parametrize("state", [FollowUpState.DONE, FollowUpState.EXHAUSTED, FollowUpState.MISSED])
def test_what_is_over_stays_and_the_next_supply_has_its_own(
    session: Session, mei: Customer, state: FollowUpState
) -> None:
    bought(session, mei, day(0))
    planned(session, RUN_OUT)
    close(session, only(session), state)
    bought(session, mei, day(8))
    planned(session, RUN_OUT, noon(9))
    assert [(one.state, one.first_day) for one in all_rows(session)] == [(state, day(7)), ("planned", day(17))]


def test_a_purchase_that_was_taken_back_brings_the_old_end_back(session: Session, mei: Customer) -> None:
    bought(session, mei, day(0))
    planned(session, RUN_OUT)
    (first,) = all_rows(session)
    second = bought(session, mei, day(2))
    planned(session, RUN_OUT, noon(2))
    second.withdrawn_at = noon(3)
    assert planned(session, RUN_OUT, noon(3)).returned == 1
    assert open_days(session) == [("s0", day(7))]
    assert history(session, first) == [
        ("planned", "withdrawn", "no_longer_due"),
        ("withdrawn", "planned", "due_again"),
    ]
    assert planned(session, RUN_OUT, noon(3)) == NOTHING


def test_two_medicines_are_two_supplies_and_two_customers_have_their_own(session: Session, mei: Customer) -> None:
    bought(session, mei, day(0), subject="calcium", external_id="1")
    bought(session, mei, day(0), subject="zinc", external_id="2")
    bought(session, customer(session, "李明", "+85291234568"), day(0), subject="zinc", external_id="3")
    planned(session, RUN_OUT)
    assert open_days(session) == [("s0", day(7))] * 3


def test_a_corrected_quantity_moves_what_is_open(session: Session, mei: Customer) -> None:
    purchase = bought(session, mei, day(0))
    planned(session, RUN_OUT)
    purchase.details = {"quantity": 20, "units_per_day": 1}
    assert planned(session, RUN_OUT).moved == 1
    assert open_days(session) == [("s0", day(17))]


@pytest.mark.parametrize(
    ("quantity", "per_day", "days"),
    [
        # what does not say how long it lasts has no end, and stops nobody else's planning
        ("many", 1, None),
        (10, 0, None),
        (10, -1, None),
        (-10, 1, None),
        (10, "NaN", None),
        ("NaN", 1, None),
        ("Infinity", 1, None),
        (None, 1, None),
        (10, None, None),
        # a slip of the hand lasts for ever, as far as anybody will see
        ("999999999999", "0.000000000001", None),
        # fractions are exact: 3 / 0.1 is 30 days
        (3, 0.1, 30),
        ("3", "0.1", 30),
        (1, 3, 0),
    ],
)
def test_quantities_as_exports_write_them(
    session: Session, mei: Customer, quantity: Any, per_day: Any, days: int | None
) -> None:
    bought(session, mei, day(0), quantity, per_day)
    bought(session, customer(session, "李明", "+85291234568"), day(0), 40)
    planned(session, RUN_OUT)
    assert open_days(session) == [("s0", day(end - 3)) for end in (days, 40) if end is not None]


def test_bought_in_the_future_is_carried_over_as_well(session: Session, mei: Customer) -> None:
    """Delivered every month by subscription: the dates are known ahead."""
    for month in range(3):
        bought(session, mei, day(30 * month), 30)
    planned(session, RUN_OUT)
    assert open_days(session) == [("s0", day(87))]


def test_who_stopped_taking_it_is_not_called_about_its_end(session: Session, mei: Customer) -> None:
    stops = RUN_OUT.model_copy(update={"cancelled_by": ("stopped",)})
    bought(session, mei, day(0))
    planned(session, stops)
    event(session, mei, day(4), "stopped", "")
    planned(session, stops, noon(4))
    assert withdrawn(session) == [("s0", "cancelled")]
