"""Chains: a step that counts from the day on which the one before reached the customer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.model import Playbook
from tests.campaigns.planning.courses import (
    NOTHING,
    all_rows,
    book,
    close,
    day,
    noon,
    only,
    open_days,
    planned,
    withdrawn,
)
from tests.cast import MING, customer, event, follow_up

DONE = FollowUpState.DONE


def onboarding(**second: Any) -> Playbook:
    """Parcel, first call, second within a week after the first was done, third within ten days after the second."""
    anchors = {"parcel": {"event": "parcel"}, "first": {"done": "first"}, "second": {"done": "second"}}
    return book(
        anchors,
        {"id": "first", "due": "0 to 3 days after", "late": "30 days"},
        {"id": "second", "anchor": "first", "due": "1 to 7 days after", "late": "30 days"} | second,
        {"id": "third", "anchor": "second", "due": "1 to 10 days after"},
    )


@pytest.fixture
def mei(session: Session) -> Customer:
    """Mei, who has got her parcel."""
    found = customer(session)
    event(session, found, day(0), "parcel", "")
    return found


@pytest.fixture
def first(session: Session, mei: Customer) -> FollowUp:
    """Her first call, planned on the day of the parcel."""
    planned(session, onboarding())
    return only(session)


def promised(session: Session, mei: Customer, first: FollowUp, number: int) -> FollowUp:
    """The call that an agent promised instead of the first one."""
    row: dict[str, Any] = {"playbook": "p", "step": "first", "course": first.course, "event_id": first.event_id}
    return follow_up(session, mei, occurrence_key=f"next/outcome:{number}", **row)


def test_the_next_step_waits_for_the_one_before(session: Session, first: FollowUp) -> None:
    assert open_days(session) == [("first", day(0))]
    assert planned(session, onboarding(), noon(3)) == NOTHING


def test_it_counts_from_the_day_on_which_the_customer_was_reached(session: Session, first: FollowUp) -> None:
    close(session, first, DONE, day(2))
    planned(session, onboarding(), noon(2))
    (second,) = [one for one in all_rows(session) if one.step == "second"]
    assert (second.first_day, second.last_day) == (day(3), day(9))
    assert (second.course, second.event_id) == (first.course, first.event_id)


@pytest.mark.parametrize(
    ("state", "reached_on"),
    [
        # nobody answered
        (FollowUpState.EXHAUSTED, None),
        (FollowUpState.MISSED, None),
        # it was not to be done any more
        (FollowUpState.WITHDRAWN, None),
        # a greeting was heard, but nobody talked with anybody
        (DONE, None),
        # they talked, and the outcome is not written yet
        (FollowUpState.TALKED, date(2026, 11, 24)),
    ],
)
def test_an_attempt_alone_brings_nothing_about(
    session: Session, first: FollowUp, state: FollowUpState, reached_on: date | None
) -> None:
    close(session, first, state, reached_on)
    ming = customer(session, "李明", MING)
    event(session, ming, day(0), "parcel", "")
    planned(session, onboarding())
    close(session, all_rows(session)[1], DONE, day(0))
    planned(session, onboarding(), noon(1))
    assert [one.step for one in all_rows(session) if one.customer_id == first.customer_id] == ["first"]
    assert open_days(session) == [("second", day(1))]


def test_each_link_follows_the_one_before(session: Session, first: FollowUp) -> None:
    close(session, first, DONE, day(0))
    planned(session, onboarding(), noon(1))
    close(session, all_rows(session)[1], DONE, day(5))
    planned(session, onboarding(), noon(5))
    assert open_days(session) == [("third", day(6))]


def test_a_call_that_an_agent_promised_carries_the_course_on(session: Session, mei: Customer, first: FollowUp) -> None:
    """The first call was answered with "call me on Friday": the promised call is the one that reached them."""
    close(session, first, FollowUpState.EXHAUSTED)
    close(session, promised(session, mei, first, 7), DONE, day(3))
    planned(session, onboarding(), noon(3))
    assert open_days(session) == [("second", day(4))]


def test_reached_twice_the_first_day_counts_and_nothing_moves(session: Session, mei: Customer, first: FollowUp) -> None:
    close(session, first, DONE, day(1))
    planned(session, onboarding(), noon(1))
    close(session, promised(session, mei, first, 8), DONE, day(4))
    assert planned(session, onboarding(), noon(4)) == NOTHING
    assert open_days(session) == [("second", day(2))]


def test_reached_again_after_years_it_does_not_begin_anew(session: Session, mei: Customer, first: FollowUp) -> None:
    close(session, first, FollowUpState.EXHAUSTED)
    for number, days in enumerate((-900, 0)):
        close(session, promised(session, mei, first, number), DONE, day(days))
    assert planned(session, onboarding()) == NOTHING


def test_a_parcel_that_was_taken_back_takes_the_chain_with_it(session: Session, first: FollowUp) -> None:
    close(session, first, DONE, day(0))
    planned(session, onboarding(), noon(0))
    session.get_one(Event, first.event_id).withdrawn_at = noon(1)
    planned(session, onboarding(), noon(1))
    assert withdrawn(session) == [("second", "event_withdrawn")]


def test_two_parcels_are_two_courses(session: Session, mei: Customer, first: FollowUp) -> None:
    event(session, mei, day(2), "parcel", "")
    planned(session, onboarding(), noon(2))
    assert open_days(session) == [("first", day(0)), ("first", day(2))]
    close(session, first, DONE, day(2))
    planned(session, onboarding(), noon(2))
    assert open_days(session) == [("first", day(2)), ("second", day(3))]


def test_a_chain_may_hang_on_a_birthday(session: Session) -> None:
    """No event stands behind it: the customer's own date began the course."""
    customer(session, birthday=date(1980, 11, 24))
    anchors = {"born": {"customer": "birthday"}, "greeted": {"done": "greet"}}
    playbook = book(
        anchors, {"id": "greet", "due": "on the day"}, {"id": "gift", "anchor": "greeted", "due": "2 days after"}
    )
    planned(session, playbook)
    close(session, all_rows(session)[0], DONE, day(0))
    planned(session, playbook)
    assert ("gift", day(2)) in open_days(session)


def test_by_the_clock_a_chain_counts_from_the_day_and_not_from_the_event(session: Session) -> None:
    """When on that day they talked is not on file: it is taken to be six in the evening."""
    event(session, customer(session), day(0), "parcel", "", occurred_at=noon(0))
    playbook = onboarding(due="0 to 60 minutes after", late="2 hours")
    planned(session, playbook)
    close(session, only(session), DONE, day(2))
    planned(session, playbook, noon(2))
    (second,) = [one for one in all_rows(session) if one.step == "second"]
    assert (second.opens_at, second.closes_at) == (noon(2).replace(hour=10), noon(2).replace(hour=13))
