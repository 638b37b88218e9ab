"""Appointments beside the talk: two offers, the one that was agreed, and what becomes of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from campaigns.appointments import Appointment
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.planning.house import plan_waiting
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import TUESDAY_11
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor

#: Wednesday at ten and Thursday at two are offered on a Tuesday.
OFFERED = {"first": "2026-11-25T10:00", "second": "2026-11-26T14:00"}


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def books(desk: Desk, call: int, **typed: str) -> TestResponse:
    desk.wing.get("/desk")
    form = {"subject": "皮秒激光", "with_whom": "黄志明医生", "agreed": "first", **OFFERED}
    return desk.wing.post(f"/desk/appointments/{call}", form | typed, htmx=True)


def kept(desk: Desk) -> list[Any]:
    with desk.sessions() as session:
        return list(session.scalars(select(Appointment).order_by(Appointment.id)))


def test_two_times_are_offered_with_the_same_person_for_the_same_thing(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert 'name="first" aria-label="First time" value="2026-11-25T10:00"' in page
    assert 'name="second" aria-label="Second time" value="2026-11-26T14:00"' in page
    assert "Wed 25 Nov 10:00" in page
    assert 'name="subject" value="皮秒激光（面部）"' in page
    assert '<option value="黄志明医生">' in page


@pytest.mark.parametrize(
    ("typed", "starts_at"),
    [
        ({"agreed": "first"}, datetime(2026, 11, 25, 2, tzinfo=UTC)),
        ({"agreed": "second"}, datetime(2026, 11, 26, 6, tzinfo=UTC)),
        ({"agreed": "other", "other": "2026-12-01T09:30"}, datetime(2026, 12, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_one_of_them_is_agreed_or_a_third(typed: dict[str, str], starts_at: datetime, desk: Desk) -> None:
    call = desk.talks(mei)
    answer = books(desk, call, **typed)
    assert "Booked. The reminders count from it." in answer.text
    assert answer.headers["HX-Trigger"] == f'{{"logged": "appointment-{call}"}}'
    (made,) = kept(desk)
    assert (made.starts_at, made.attempt_id) == (starts_at, call)
    assert made.first_offer == datetime(2026, 11, 25, 2, tzinfo=UTC)


def test_the_reminder_two_days_before_is_planned_moved_and_withdrawn_with_it(desk: Desk) -> None:
    def reminders() -> list[tuple[str, str]]:
        with desk.scene() as session:
            plan_waiting(session, TUESDAY_11)
        with desk.sessions() as session:
            ours = Event.source == "huifang"
            mine = select(FollowUp).join(Event).where(FollowUp.playbook == "skin-laser", ours).order_by(FollowUp.id)
            return [(str(one.first_day), one.state.value) for one in session.scalars(mine)]

    call = desk.talks(mei)
    books(desk, call, agreed="other", other="2026-12-10T09:30")
    assert reminders() == [("2026-12-08", "planned")]
    number = kept(desk)[0].id
    desk.wing.post(f"/desk/appointments/{call}/{number}/move", {"to": "2026-12-15T09:30"}, htmx=True)
    assert reminders() == [("2026-12-13", "planned")]
    desk.wing.post(f"/desk/appointments/{call}/{number}/cancel", htmx=True)
    assert reminders() == [("2026-12-13", "withdrawn")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"agreed": ""}, "Choose which time was agreed"),
        ({"agreed": "other"}, "Choose which time was agreed"),
        ({"agreed": "other", "other": "2026-11-24T10:00"}, "That time is over"),
        ({"subject": " "}, "Write down what the appointment is for."),
        ({"second": OFFERED["first"]}, "Offer two different times."),
    ],
)
def test_what_cannot_be_booked_comes_back_as_it_was_typed(typed: dict[str, str], told: str, desk: Desk) -> None:
    call = desk.talks(mei)
    answer = books(desk, call, with_whom="新来的医生", **typed)
    assert (answer.status_code, kept(desk)) == (422, [])
    assert told in answer.text
    assert 'value="新来的医生"' in answer.text


def test_who_is_taken_is_named(desk: Desk) -> None:
    call = desk.talks(mei)
    books(desk, call)
    answer = books(desk, call, subject="复诊")
    assert answer.status_code == 422
    assert "黄志明医生 has another appointment at that time; agree on another." in answer.text


def test_what_was_booked_stands_among_the_appointments_and_can_be_called_off(desk: Desk) -> None:
    call = desk.talks(mei)
    books(desk, call)
    page = desk.wing.get("/desk").text
    number = kept(desk)[0].id
    assert "25 Nov 10:00 · 黄志明医生" in page
    assert re.search(rf"/desk/appointments/{call}/{number}/move", page)
    answer = desk.wing.post(f"/desk/appointments/{call}/{number}/cancel", htmx=True).text
    assert "Called off; nobody is reminded of it." in answer
    assert "25 Nov 10:00 · 黄志明医生" not in answer


def test_somebody_elses_conversation_books_nothing(desk: Desk, rita: Visitor) -> None:
    assert books(desk, 4711).status_code == 404
    assert rita.post("/desk/appointments/1", {"agreed": "first"}).status_code == 403


def test_without_scripts_it_is_booked_as_well(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    form = {"subject": "复诊", "with_whom": "", "agreed": "first", **OFFERED}
    assert desk.wing.post(f"/desk/appointments/{call}", form).location == "/desk"
    assert len(kept(desk)) == 1
