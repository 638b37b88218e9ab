"""Corrections: an event moved, taken back, given back or given to another customer; a playbook that was changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
from campaigns.planning.plan import Planned
from campaigns.playbooks.model import Playbook
from campaigns.suppressions import Suppression
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
    treatments,
    withdrawn,
)
from tests.cast import TUESDAY_11, customer, event, follow_up

CARE = treatments({"due": "3 to 5 days after", "late": "2 days", "tries": 3})
REMINDER = book({"next": {"event": "appointment"}}, {"due": "2 days before"})


@pytest.fixture
def mei(session: Session) -> Customer:
    return customer(session)


@pytest.fixture
def treatment(session: Session, mei: Customer) -> Event:
    """A treatment with its follow-up, three to five days later."""
    found = event(session, mei, day(0))
    planned(session, CARE)
    return found


def test_an_event_with_another_date_moves_what_is_open(session: Session, treatment: Event) -> None:
    treatment.occurred_on = day(2)
    assert planned(session, CARE) == Planned(moved=1)
    found = only(session)
    assert (found.first_day, found.last_day, found.next_try_at) == (day(5), day(7), found.opens_at)
    assert history(session, found) == [("planned", "planned", "moved")]
    assert planned(session, CARE) == NOTHING


@pytest.mark.parametrize("state", [s for s in FollowUpState if s is not FollowUpState.PLANNED])
def test_what_is_being_called_or_is_over_is_left_alone(
    session: Session, treatment: Event, state: FollowUpState
) -> None:
    """Withdrawn by a person is over, too."""
    move(session, only(session), state, "test", noon(1))
    treatment.occurred_on = day(2)
    assert planned(session, CARE, noon(1)) == NOTHING
    assert only(session).first_day == day(3)
    treatment.withdrawn_at = noon(1)
    assert planned(session, CARE, noon(1)) == NOTHING
    assert only(session).state is state


def test_moved_into_its_window_it_may_be_tried_at_once(session: Session, treatment: Event) -> None:
    treatment.occurred_on = day(-4)
    planned(session, CARE)
    assert only(session).next_try_at == TUESDAY_11


@pytest.mark.parametrize(
    ("days", "next_try"),
    [
        # tried once and to be tried again in the evening: a correction by a day does not hurry that
        (1, noon(4) + timedelta(hours=6)),
        # the new window begins later than that
        (5, noon(8).replace(hour=16) - timedelta(days=1)),
    ],
)
def test_a_next_try_that_was_agreed_is_kept(session: Session, treatment: Event, days: int, next_try: Any) -> None:
    found = only(session)
    found.tries_made, found.next_try_at, found.waits_for = 1, noon(4) + timedelta(hours=6), "retry"
    treatment.occurred_on = day(days)
    planned(session, CARE, noon(4))
    assert found.next_try_at == next_try
    assert found.waits_for == ("retry" if days == 1 else "window")


def test_taken_back_and_given_back(session: Session, treatment: Event) -> None:
    treatment.withdrawn_at = noon(1)
    assert planned(session, CARE, noon(1)) == Planned(withdrawn=1)
    treatment.withdrawn_at = None
    assert planned(session, CARE, noon(2)) == Planned(returned=1)
    assert open_days(session) == [("s0", day(3))]
    assert [why for _, _, why in history(session, only(session))] == ["event_withdrawn", "due_again"]


def test_given_back_with_another_date_it_comes_back_on_that(session: Session, treatment: Event) -> None:
    treatment.withdrawn_at = noon(1)
    planned(session, CARE, noon(1))
    treatment.withdrawn_at, treatment.occurred_on = None, day(4)
    planned(session, CARE, noon(2))
    assert (only(session).first_day, only(session).next_try_at) == (day(7), only(session).opens_at)


def test_an_appointment_of_last_week_that_takes_place_next_month_after_all(session: Session, mei: Customer) -> None:
    """Its reminder was withdrawn, and its old window is over; the new one is not."""
    appointment = event(session, mei, day(3), "appointment", "")
    planned(session, REMINDER)
    appointment.withdrawn_at = noon(0)
    planned(session, REMINDER, noon(0))
    appointment.withdrawn_at, appointment.occurred_on = None, day(30)
    assert planned(session, REMINDER, noon(10)) == Planned(returned=1)
    assert open_days(session) == [("s0", day(28))]


def test_given_back_when_its_window_is_over_it_stays_withdrawn(session: Session, treatment: Event) -> None:
    treatment.withdrawn_at = noon(1)
    planned(session, CARE, noon(1))
    treatment.withdrawn_at = None
    assert planned(session, CARE, noon(8)) == NOTHING


def test_an_event_of_another_kind_after_all(session: Session, treatment: Event) -> None:
    treatment.kind = "consultation"
    planned(session, CARE)
    assert withdrawn(session) == [("s0", "no_longer_due")]


def test_an_event_of_another_customer_after_all(session: Session, treatment: Event) -> None:
    ming = customer(session, "李明", "+8613912345678", house="bund")
    treatment.customer_id = ming.id
    assert planned(session, CARE) == Planned(moved=1)
    assert only(session).customer_id == ming.id


@pytest.mark.parametrize("silent", [True, False])
def test_given_to_another_customer_it_is_that_ones_wish_that_counts(
    session: Session, mei: Customer, treatment: Event, *, silent: bool
) -> None:
    ming = customer(session, "李明", "+8613912345678")
    treatment.withdrawn_at = noon(1)
    planned(session, CARE, noon(1))
    whose = ming if silent else mei
    session.add(Suppression(customer_id=whose.id, channel="all", reason="opt_out", since=noon(1)))
    treatment.withdrawn_at, treatment.customer_id = None, ming.id
    assert planned(session, CARE, noon(1)).returned == (0 if silent else 1)


def changed(**step: Any) -> Playbook:
    """The playbook with another step in the place of its only one."""
    return treatments({"due": "3 to 5 days after", "late": "2 days", "tries": 3} | step)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        # what the supervisor wrote anew counts for what is open
        ({"due": "4 days after"}, {"first_day": day(4), "last_day": day(4)}),
        ({"role": "doctor", "priority": 3}, {"role": "doctor", "priority": 3}),
        ({"tries": 5}, {"tries_allowed": 5}),
        ({"channels": ["visit"]}, {"mode": "visit"}),
        ({"channels": ["text", "call"], "text": {"en": "x", "zh": "x"}}, {"mode": "agent", "text_ahead": True}),
    ],
)
def test_a_playbook_that_was_changed(
    session: Session, treatment: Event, step: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert planned(session, changed(**step)) == Planned(moved=1)
    assert {name: getattr(only(session), name) for name in expected} == expected
    assert planned(session, changed(**step)) == NOTHING


def test_fewer_tries_than_were_made_end_in_none_left_and_no_second_run_moves_it(
    session: Session, treatment: Event
) -> None:
    only(session).tries_made = 2
    planned(session, changed(tries=1), noon(3))
    assert only(session).tries_allowed == 2
    assert planned(session, changed(tries=1), noon(3)) == NOTHING


def test_taken_back_with_fewer_tries_than_were_made_it_stops_nobody(session: Session, treatment: Event) -> None:
    only(session).tries_made = 2
    treatment.withdrawn_at = noon(3)
    planned(session, CARE, noon(3))
    treatment.withdrawn_at = None
    event(session, customer(session, "李明", "+8613912345678"), day(0))
    assert planned(session, changed(tries=1), noon(3)) == Planned(created=1)


def test_what_an_agent_promised_is_never_withdrawn_or_moved_by_planning(
    session: Session, mei: Customer, treatment: Event
) -> None:
    close(session, only(session), FollowUpState.EXHAUSTED)
    row: dict[str, Any] = {"playbook": "p", "step": "s0", "event_id": treatment.id, "course": only(session).course}
    promised = follow_up(session, mei, occurrence_key="next/outcome:1", first_day=day(20), last_day=day(20), **row)
    assert planned(session, CARE) == NOTHING
    treatment.withdrawn_at = noon(1)
    assert planned(session, CARE, noon(1)) == NOTHING
    assert planned(session, changed(priority=1), noon(1)) == NOTHING
    assert (promised.state, promised.first_day) == ("planned", day(20))


def test_other_playbooks_and_steps_with_names_alike_are_not_touched(session: Session, mei: Customer) -> None:
    """A dash, an underscore and a percent sign in a key mean themselves."""
    event(session, mei, day(0))
    long_ = treatments({"id": "day-10", "due": "10 days after"}, id="p-care")
    planned(session, long_)
    planned(session, treatments({"id": "day-1", "due": "1 day after"}, id="p"))
    planned(session, treatments({"id": "day-1", "due": "1 day after"}, id="p-care"))
    assert [(one.playbook, one.step, one.state) for one in all_rows(session)] == [
        ("p", "day-1", "planned"),
        ("p-care", "day-1", "planned"),
        ("p-care", "day-10", "planned"),
    ]
