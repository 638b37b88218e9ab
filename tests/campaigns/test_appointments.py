"""Appointments: which times are offered, what is kept, and the reminders that count from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.appointments import (
    Agreed,
    Appointment,
    AppointmentWrong,
    book,
    cancel,
    category_for,
    move_to,
    offers,
    taken_by,
)
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.to_plan import ToPlan
from runtime.database import Sessions
from tests.cast import TUESDAY_11, agent, customer, event, follow_up

HONG_KONG, SHANGHAI, VANCOUVER = "Asia/Hong_Kong", "Asia/Shanghai", "America/Vancouver"
FRIDAY = datetime(2026, 11, 27, 2, tzinfo=UTC)


def at(year: int, month: int, day: int, *clock: int) -> datetime:
    hour, minute = (*clock, 0, 0)[:2]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "country", "taken", "offered"),
    [
        # a Tuesday: tomorrow at ten, the day after at two
        (TUESDAY_11, HONG_KONG, "HK", (), (at(2026, 11, 25, 2), at(2026, 11, 26, 6))),
        # a Thursday: Friday at ten, or Saturday at two, as the manuals say it
        (at(2026, 11, 26, 3), HONG_KONG, "HK", (), (at(2026, 11, 27, 2), at(2026, 11, 28, 6))),
        # a Friday in Shanghai: no workday before Monday
        (FRIDAY, SHANGHAI, "CN", (), (at(2026, 11, 30, 2), at(2026, 12, 1, 6))),
        # in Hong Kong people work on Saturdays, and nobody is asked to come on a Sunday
        (FRIDAY, HONG_KONG, "HK", (), (at(2026, 11, 28, 2), at(2026, 11, 30, 6))),
        # the week before National Day in China: the seven days of the break are passed over
        (at(2026, 9, 30, 3), SHANGHAI, "CN", (), (at(2026, 10, 8, 2), at(2026, 10, 9, 6))),
        # Christmas in Vancouver: the 24th, then the 26th, for the 25th is off
        (at(2026, 12, 23, 20), VANCOUVER, "CA", (), (at(2026, 12, 24, 17), at(2026, 12, 26, 21))),
        # Christmas in Hong Kong: the Saturday is a public holiday too
        (at(2026, 12, 23, 3), HONG_KONG, "HK", (), (at(2026, 12, 24, 2), at(2026, 12, 28, 6))),
        # in Vancouver it is still Monday
        (TUESDAY_11, VANCOUVER, "CA", (), (at(2026, 11, 24, 17), at(2026, 11, 25, 21))),
        # the doctor is taken at ten: at eleven
        (TUESDAY_11, HONG_KONG, "HK", (at(2026, 11, 25, 2),), (at(2026, 11, 25, 3), at(2026, 11, 26, 6))),
        # the whole of tomorrow is taken: the day after, and the one after that
        (
            TUESDAY_11,
            HONG_KONG,
            "HK",
            tuple(at(2026, 11, 25, hour) for hour in (2, 3, 7, 8)),
            (at(2026, 11, 26, 2), at(2026, 11, 27, 6)),
        ),
    ],
)
def test_two_times_are_offered_on_the_branchs_clock_and_calendar(
    now: datetime, zone: str, country: str, taken: tuple[datetime, ...], offered: tuple[datetime, datetime]
) -> None:
    assert offers(now, zone, country, taken) == offered


def agreed(**changes: Any) -> Agreed:
    row: dict[str, Any] = {"subject": "皮秒激光（面部）", "with_whom": "黄志明医生", "starts_at": FRIDAY}
    row |= {"first_offer": FRIDAY, "second_offer": FRIDAY + timedelta(days=1, hours=4)}
    return Agreed(**row | changes)


def lasered(session: Session, name: str = "陈美玲") -> FollowUp:
    """A customer with a laser treatment yesterday, and the call about it."""
    whose = customer(session, name, f"+8529123{len(name):04}")
    done = event(session, whose, date(2026, 11, 23), by_whom="黄志明医生")
    return follow_up(session, whose, event_id=done.id)


def test_what_is_agreed_is_kept_as_an_event_from_which_the_reminders_count(sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing, about = agent(session), lasered(session)
        made = book(session, about, 17, agreed(), wing, TUESDAY_11)
        found = session.get_one(Event, made.event_id)
        assert (found.kind, found.category, found.source) == ("appointment", "laser", "huifang")
        assert (found.occurred_on, found.occurred_at) == (date(2026, 11, 27), FRIDAY)
        assert (found.subject, found.by_whom) == ("皮秒激光（面部）", "黄志明医生")
        assert session.scalars(select(ToPlan.customer_id)).all() == [about.customer_id]


def test_told_twice_it_is_kept_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing, about = agent(session), lasered(session)
        first, second = (book(session, about, 17, agreed(), wing, TUESDAY_11) for _ in range(2))
        assert first is second


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": ""}, "no_subject"),
        ({"starts_at": TUESDAY_11}, "past"),
        ({"starts_at": TUESDAY_11 + timedelta(days=367)}, "too_far"),
        ({"second_offer": FRIDAY}, "same_offers"),
    ],
)
def test_what_cannot_be_agreed_is_not_kept(changes: dict[str, Any], code: str, sessions: Sessions) -> None:
    with sessions.begin() as session:
        with pytest.raises(AppointmentWrong) as wrong:
            book(session, lasered(session), None, agreed(**changes), agent(session), TUESDAY_11)
        assert wrong.value.code == code
        assert session.scalars(select(Appointment)).all() == []


def test_nobody_of_ours_is_promised_to_two_customers_at_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        wing = agent(session)
        mine = book(session, lasered(session), None, agreed(), wing, TUESDAY_11)
        other = lasered(session, "李明")
        with pytest.raises(AppointmentWrong) as wrong:
            book(session, other, None, agreed(), wing, TUESDAY_11)
        assert (wrong.value.code, wrong.value.name) == ("taken", "黄志明医生")
        assert taken_by(session, "黄志明医生", TUESDAY_11) == {FRIDAY}
        cancel(session, mine.id, mine.customer_id, wing, TUESDAY_11)
        assert taken_by(session, "黄志明医生", TUESDAY_11) == set()
        assert book(session, other, None, agreed(), wing, TUESDAY_11).id


def test_an_appointment_moves_with_its_event_and_is_called_off_with_it(sessions: Sessions) -> None:
    later = FRIDAY + timedelta(days=3)
    with sessions.begin() as session:
        wing, about = agent(session), lasered(session)
        made = book(session, about, None, agreed(), wing, TUESDAY_11)
        move_to(session, made.id, made.customer_id, later, TUESDAY_11)
        found = session.get_one(Event, made.event_id)
        assert (found.occurred_on, found.occurred_at) == (date(2026, 11, 30), later)
        cancel(session, made.id, made.customer_id, wing, TUESDAY_11)
        assert (found.withdrawn_at, made.cancelled_by) == (TUESDAY_11, wing.id)
        with pytest.raises(AppointmentWrong, match="gone"):
            move_to(session, made.id, made.customer_id, FRIDAY, TUESDAY_11)


def test_another_customers_appointment_cannot_be_moved(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = book(session, lasered(session), None, agreed(), agent(session), TUESDAY_11)
        other = customer(session, "李明", "+85291234599")
        with pytest.raises(AppointmentWrong, match="gone"):
            move_to(session, made.id, other.id, FRIDAY, TUESDAY_11)


@pytest.mark.parametrize(
    ("playbook", "kind", "category", "booked_as"),
    [
        # the reminder of a laser treatment waits for appointments of this category
        ("skin-laser", "treatment", "laser", "laser"),
        # of several the one of what was done
        ("skin-hair-removal", "treatment", "radio-frequency", "radio-frequency"),
        # the insurer's talk books the review, and the review's visit the proposal
        ("policy-review", "", "", "policy-review"),
        ("policy-review", "appointment", "policy-review", "proposal"),
        # a playbook that waits for no appointment: as what was done is called
        ("injection", "treatment", "injection", "injection"),
    ],
)
def test_it_is_booked_under_the_category_that_the_playbook_waits_for(
    playbook: str, kind: str, category: str, booked_as: str, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        cause = event(session, customer(session), date(2026, 11, 23), kind, category) if kind else None
        assert category_for(session, playbook, cause) == booked_as


def test_in_a_course_the_next_treatment_is_booked(sessions: Sessions) -> None:
    with sessions.begin() as session:
        about = lasered(session)
        session.get_one(Event, about.event_id).details = {"course_number": 1, "course_total": 4}
        made = book(session, about, None, agreed(), agent(session), TUESDAY_11)
        details = session.get_one(Event, made.event_id).details
    assert details == {"by": "wing", "course_number": 2, "course_total": 4}
