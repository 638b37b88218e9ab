"""What falls away although its anchor stands: replaced, cancelled, held, the customer has died; and what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
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
from tests.cast import customer, event

#: Day 1, the removal of the sutures (day 7 unless the surgery says otherwise) and the day after, one month, a year.
SURGERY = book(
    {
        "surgery": {"event": "surgery"},
        "removal": {"event": "surgery", "plus_days": {"detail": "sutures", "default": 7}},
    },
    {"id": "a-day", "due": "1 day after"},
    {"id": "b-removal", "anchor": "removal", "due": "on the day"},
    {"id": "c-after", "anchor": "removal", "due": "1 day after"},
    {"id": "d-month", "due": "1 month after"},
    {"id": "e-year", "due": "12 months after"},
    replaced_by=["surgery"],
    cancelled_by=["transferred"],
)
CARE = treatments({"due": "3 to 5 days after", "late": "2 days"}, held_by=["complaint"])


@pytest.fixture
def mei(session: Session) -> Customer:
    return customer(session)


def surgery(session: Session, mei: Customer, on: int) -> Event:
    return event(session, mei, day(on), "surgery", "", external_id=f"S{on}")


def test_a_second_surgery_replaces_what_is_open_and_leaves_history(session: Session, mei: Customer) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    first = all_rows(session)
    close(session, first[0], FollowUpState.DONE, day(1))
    surgery(session, mei, 5)
    planned(session, SURGERY, noon(5))
    assert first[0].state == "done"
    assert withdrawn(session) == [(step, "replaced") for step in ("b-removal", "c-after", "d-month", "e-year")]
    assert [step for step, _ in open_days(session)] == ["a-day", "b-removal", "c-after", "d-month", "e-year"]
    assert planned(session, SURGERY, noon(5)) == NOTHING


@pytest.mark.parametrize(
    ("second", "replaced"),
    [
        # the next day: what the first still owed on that day is the second's matter
        (1, ["a-day", "b-removal", "c-after", "d-month", "e-year"]),
        # before the removal, on its day, after it
        (6, ["b-removal", "c-after", "d-month", "e-year"]),
        (7, ["b-removal", "c-after", "d-month", "e-year"]),
        (9, ["d-month", "e-year"]),
        # within the year, and after it
        (200, ["e-year"]),
        (400, []),
        # the same day: the one that was recorded later
        (0, ["a-day", "b-removal", "c-after", "d-month", "e-year"]),
    ],
)
def test_what_the_first_owes_before_the_second_stays(
    session: Session, mei: Customer, second: int, replaced: list[str]
) -> None:
    event(session, mei, day(0), "surgery", "", external_id="first")
    planned(session, SURGERY, noon(-1))
    event(session, mei, day(second), "surgery", "", external_id="second")
    planned(session, SURGERY, noon(-1))
    gone = [one for one in all_rows(session) if one.state is FollowUpState.WITHDRAWN]
    assert [(one.step, one.reason, one.course) for one in gone] == [(s, "replaced", "cast:first") for s in replaced]


def test_a_second_surgery_that_never_was_gives_the_first_its_course_back(session: Session, mei: Customer) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    before = open_days(session)
    second = surgery(session, mei, 2)
    planned(session, SURGERY, noon(2))
    second.withdrawn_at = noon(3)
    planned(session, SURGERY, noon(3))
    assert open_days(session) == before
    assert planned(session, SURGERY, noon(3)) == NOTHING


@pytest.mark.parametrize(
    ("second", "state"),
    [
        # an earlier surgery, told later, replaces nothing
        (-20, "planned"),
        # another customer's surgery neither
        (None, "planned"),
    ],
)
def test_what_replaces_nothing(session: Session, mei: Customer, second: int | None, state: str) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    if second is None:
        surgery(session, customer(session, "李明", "+85291234568"), 3)
    else:
        surgery(session, mei, second)
    planned(session, SURGERY)
    assert {one.state for one in all_rows(session) if one.course == "cast:S0"} == {state}


def test_replaced_when_it_is_overdue_it_says_so(session: Session, mei: Customer) -> None:
    """Late by three days, of the five that it may be."""
    playbook = treatments({"due": "1 to 2 days after", "late": "5 days"}, replaced_by=["treatment"])
    event(session, mei, day(0), external_id="first")
    planned(session, playbook)
    event(session, mei, day(5), external_id="second")
    planned(session, playbook, noon(5))
    assert withdrawn(session) == [("s0", "replaced")]
    assert open_days(session) == [("s0", day(6))]


def test_a_transfer_cancels_all_that_is_open(session: Session, mei: Customer) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    event(session, mei, day(3), "transferred", "")
    planned(session, SURGERY, noon(3))
    assert {reason for _, reason in withdrawn(session)} == {"cancelled"}
    assert open_days(session) == [("a-day", day(1))]  # its window was over by then: that is the clock's to close


@pytest.mark.parametrize(
    ("recorded", "cancelled_on", "open_"),
    [
        # the appointment lies ahead; they leave before it
        (0, 3, False),
        (0, 0, False),
        # they had left and are back: the appointment was made afterwards
        (3, 1, True),
    ],
)
def test_a_reminder_falls_away_before_its_day_has_come(
    session: Session, mei: Customer, recorded: int, cancelled_on: int, *, open_: bool
) -> None:
    reminder = book({"next": {"event": "appointment"}}, {"due": "2 days before"}, cancelled_by=["transferred"])
    if recorded > cancelled_on:
        event(session, mei, day(cancelled_on), "transferred", "")
    event(session, mei, day(10), "appointment", "", created_at=noon(recorded))
    if recorded <= cancelled_on:
        event(session, mei, day(cancelled_on), "transferred", "")
    planned(session, reminder, noon(3))
    assert bool(open_days(session)) is open_


def test_an_appointment_that_was_cancelled_is_not_reminded_of(session: Session, mei: Customer) -> None:
    reminder = book({"next": {"event": "appointment"}}, {"due": "2 days before"})
    appointment = event(session, mei, day(10), "appointment", "")
    planned(session, reminder)
    appointment.withdrawn_at = noon(1)
    assert planned(session, reminder, noon(1)).withdrawn == 1
    assert withdrawn(session) == [("s0", "event_withdrawn")]
    assert history(session, only(session)) == [("planned", "withdrawn", "event_withdrawn")]
    assert planned(session, reminder, noon(2)) == NOTHING


def test_a_complaint_holds_everything_until_it_is_closed(session: Session, mei: Customer) -> None:
    event(session, mei, day(0))
    planned(session, CARE)
    event(session, mei, day(2), "complaint", "")
    planned(session, CARE, noon(2))
    assert withdrawn(session) == [("s0", "held")]
    event(session, mei, day(4), "complaint-closed", "")
    assert planned(session, CARE, noon(4)).returned == 1
    back = only(session)
    assert (back.state, back.reason, back.next_try_at, back.closed_at) == ("planned", "due_again", noon(4), None)


def test_closed_before_its_window_it_waits_for_its_window_again(session: Session, mei: Customer) -> None:
    event(session, mei, day(0))
    planned(session, CARE)
    event(session, mei, day(0), "complaint", "")
    planned(session, CARE)
    event(session, mei, day(1), "complaint-closed", "")
    planned(session, CARE, noon(1))
    assert only(session).next_try_at == only(session).opens_at


def test_held_for_too_long_it_is_over(session: Session, mei: Customer) -> None:
    event(session, mei, day(0))
    planned(session, CARE)
    event(session, mei, day(2), "complaint", "")
    planned(session, CARE, noon(2))
    event(session, mei, day(9), "complaint-closed", "")
    assert planned(session, CARE, noon(9)) == NOTHING
    assert withdrawn(session) == [("s0", "held")]


@pytest.mark.parametrize(
    ("complaints", "held"),
    [
        # a complaint of tomorrow holds nothing today; a second one holds although the first is closed
        ([("complaint", 30)], False),
        ([("complaint", -9), ("complaint-closed", -5), ("complaint", -1)], True),
        ([("complaint", -9), ("complaint", -8), ("complaint-closed", -5)], False),
        # closed on its own day
        ([("complaint", 0), ("complaint-closed", 0)], False),
    ],
)
def test_whether_a_complaint_is_open(
    session: Session, mei: Customer, complaints: list[tuple[str, int]], *, held: bool
) -> None:
    event(session, mei, day(0))
    for number, (kind, on) in enumerate(complaints):
        event(session, mei, day(on), kind, "", external_id=str(number))
    planned(session, CARE)
    assert (all_rows(session) == []) is held


def test_who_has_died_is_never_called_again(session: Session, mei: Customer) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    event(session, mei, day(4), "deceased", "")
    planned(session, SURGERY, noon(4))
    assert {reason for _, reason in withdrawn(session)} == {"deceased"}
    surgery(session, mei, 5)
    assert planned(session, SURGERY, noon(5)) == NOTHING


def test_said_on_the_telephone_it_holds_as_well(session: Session, mei: Customer) -> None:
    surgery(session, mei, 0)
    planned(session, SURGERY)
    session.add(Suppression(customer_id=mei.id, channel="all", reason="deceased", since=noon(4)))
    planned(session, SURGERY, noon(4))
    assert {reason for _, reason in withdrawn(session)} == {"deceased"}


def test_withdrawn_by_mistake_for_a_death_it_is_not_taken_back_by_planning(session: Session, mei: Customer) -> None:
    """A person has to look at that; nobody is rung by a correction of such news."""
    surgery(session, mei, 0)
    planned(session, SURGERY)
    death = event(session, mei, day(4), "deceased", "")
    planned(session, SURGERY, noon(4))
    death.withdrawn_at = noon(5)
    assert planned(session, SURGERY, noon(5)).returned == 0


@pytest.mark.parametrize("reason", ["stopped", "wrong_number", "refused", "test"])
def test_what_people_withdrew_stays_withdrawn(session: Session, mei: Customer, reason: str) -> None:
    """Somebody else's follow-up of the same step stands open beside it."""
    for one in (mei, customer(session, "李明", "+85291234568")):
        event(session, one, day(0))
    planned(session, CARE)
    hers, his = all_rows(session)
    move(session, hers, FollowUpState.WITHDRAWN, reason, noon(1))
    assert planned(session, CARE, noon(1)) == NOTHING
    assert (hers.state, hers.reason, his.state) == ("withdrawn", reason, "planned")


@pytest.mark.parametrize(
    ("until", "returns"),
    [
        # the wish still holds, for good or for a while
        (None, 0),
        (noon(9), 0),
        # it has ended
        (noon(2) - timedelta(seconds=1), 1),
    ],
)
def test_a_wish_that_has_ended_lets_it_come_back(session: Session, mei: Customer, until: object, returns: int) -> None:
    event(session, mei, day(0))
    planned(session, CARE)
    move(session, only(session), FollowUpState.WITHDRAWN, "opt_out", noon(1))
    session.add(Suppression(customer_id=mei.id, channel="all", reason="opt_out", since=noon(1), until=until))
    assert planned(session, CARE, noon(2)).returned == returns
