"""Planning: each event becomes its follow-ups, once, on the customer's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.plan import Planned, plan
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.shelf import shelf
from campaigns.suppressions import Suppression
from tests.cast import JACK, MING, TUESDAY_11, customer, event

LASER = shelf()["skin-laser"]
WORDS = {"en": "x", "zh": "x"}


def playbook(*steps: dict[str, Any]) -> Playbook:
    """A playbook of treatments with these steps."""
    full = [
        {"id": f"s{n}", "why": WORDS, "anchor": "treatment", "priority": 10, "tries": 3, "script": WORDS} | step
        for n, step in enumerate(steps)
    ]
    anchors = {"treatment": {"event": "treatment"}}
    book = {"id": "p", "name": WORDS, "purpose": "care", "hours": "clinic", "anchors": anchors, "steps": full}
    return Playbook.model_validate(book)


def planned(session: Session, *playbooks: Playbook, now: datetime = TUESDAY_11) -> list[FollowUp]:
    plan(session, playbooks or [LASER], now)
    return list(session.scalars(select(FollowUp).order_by(FollowUp.opens_at, FollowUp.id)))


def test_each_step_of_the_anchor_becomes_a_follow_up_with_its_window(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 24))
    assert [(f.step, f.first_day, f.last_day) for f in planned(session)] == [
        ("day-1", date(2026, 11, 25), date(2026, 11, 25)),
        ("day-3", date(2026, 11, 27), date(2026, 11, 29)),
        ("day-10", date(2026, 12, 4), date(2026, 12, 6)),
    ]


def test_a_follow_up_carries_what_its_step_says(session: Session) -> None:
    found = event(session, customer(session), date(2026, 11, 24))
    first = planned(session)[0]
    assert (first.playbook, first.purpose, first.hours, first.role, first.mode) == (
        "skin-laser",
        "care",
        "clinic",
        "service",
        "agent",
    )
    assert (first.event_id, first.tries_allowed, first.tries_made, first.state) == (found.id, 3, 0, "planned")
    assert first.occurrence_key == f"skin-laser/day-1/cast:{found.external_id}"


def test_planning_twice_creates_nothing(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 24))
    assert plan(session, [LASER], TUESDAY_11) == Planned(created=3, too_late=0)
    assert plan(session, [LASER], TUESDAY_11) == Planned(created=0, too_late=0)
    assert plan(session, [LASER], TUESDAY_11 + timedelta(days=60)) == Planned(created=0, too_late=0)


def test_what_is_closed_is_not_planned_anew(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 24))
    for case in planned(session):
        case.state = FollowUpState.DONE
    assert plan(session, [LASER], TUESDAY_11).created == 0


@pytest.mark.parametrize(
    ("house", "number", "opens", "closes"),
    [
        # midnight to midnight in Hong Kong and Shanghai
        ("harbour", "+85291234567", "2026-11-24T16:00Z", "2026-11-25T16:00Z"),
        ("bund", MING, "2026-11-24T16:00Z", "2026-11-25T16:00Z"),
        # Vancouver has stayed on summer time since November 2026; older zone data say 08:00Z
        ("kitsilano", JACK, "2026-11-25T07:00Z", "2026-11-26T07:00Z"),
    ],
)
def test_days_are_the_customers_own(session: Session, house: str, number: str, opens: str, closes: str) -> None:
    event(session, customer(session, "x", number, house=house), date(2026, 11, 24))
    first = planned(session)[0]
    assert (first.opens_at, first.closes_at) == (datetime.fromisoformat(opens), datetime.fromisoformat(closes))


def test_the_days_come_from_the_pinned_zones_whatever_postgresql_believes(session: Session) -> None:
    """Jack's day as the database would work it out from its own files is never asked for."""
    event(session, customer(session, "Jack", JACK, house="kitsilano"), date(2026, 11, 24))
    session.execute(text("set local time zone 'America/Vancouver'"))
    first = planned(session)[0]
    assert first.opens_at == datetime(2026, 11, 25, 7, tzinfo=UTC)
    session.execute(text("set local time zone 'UTC'"))
    session.expire_all()
    assert first.closes_at == datetime(2026, 11, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "due", "opens", "closes"),
    [
        # the day on which the clocks went back for the last time: 25 hours long no more
        (date(2026, 11, 1), "on the day", "2026-11-01T07:00Z", "2026-11-02T07:00Z"),
        # the last short day of spring 2026
        (date(2026, 3, 8), "on the day", "2026-03-08T08:00Z", "2026-03-09T07:00Z"),
        # a window across it
        (date(2026, 3, 7), "0 to 2 days after", "2026-03-07T08:00Z", "2026-03-10T07:00Z"),
    ],
)
def test_days_on_which_the_clocks_change(session: Session, on: date, due: str, opens: str, closes: str) -> None:
    event(session, customer(session, "Jack", JACK, house="kitsilano"), on)
    book = playbook({"due": due})
    (found,) = planned(session, book, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (found.opens_at, found.closes_at) == (datetime.fromisoformat(opens), datetime.fromisoformat(closes))


@pytest.mark.parametrize(
    ("due", "opens_on"),
    [
        # a reminder before the next appointment
        ("1 to 2 days before", date(2027, 1, 8)),
        # long before it
        ("60 to 90 days before", date(2026, 10, 12)),
        # a year later
        ("365 to 366 days after", date(2028, 1, 10)),
        # years later
        ("1100 to 1200 days after", date(2030, 1, 14)),
    ],
)
def test_windows_may_lie_far_before_and_after_their_anchor(session: Session, due: str, opens_on: date) -> None:
    event(session, customer(session), date(2027, 1, 10))
    found = planned(session, playbook({"due": due}), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [f.first_day for f in found] == [opens_on]


def test_a_window_that_is_over_is_missed_from_the_start(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 21))  # day 1 was Sunday; days 3 to 5 have begun
    assert plan(session, [LASER], TUESDAY_11) == Planned(created=2, too_late=1)
    found = session.execute(select(FollowUp.step, FollowUp.state, FollowUp.reason).order_by(FollowUp.opens_at)).all()
    assert found[0] == ("day-1", FollowUpState.MISSED, "planned_too_late")
    assert [(step, state.value) for step, state, _ in found[1:]] == [("day-3", "planned"), ("day-10", "planned")]


def test_a_window_is_over_at_the_customers_midnight_and_not_before(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 23))
    midnight = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert plan(session, [LASER], midnight - timedelta(seconds=1)).too_late == 0
    event(session, customer(session, "李明", "+85291234568"), date(2026, 11, 23))
    assert plan(session, [LASER], midnight) == Planned(created=2, too_late=1)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        # the window has begun: at once
        (date(2026, 11, 23), TUESDAY_11),
        # it begins tomorrow: then
        (date(2026, 11, 24), datetime(2026, 11, 24, 16, tzinfo=UTC)),
    ],
)
def test_when_it_is_looked_at_first(session: Session, on: date, due: datetime) -> None:
    event(session, customer(session), on)
    assert planned(session)[0].next_try_at == due


@pytest.mark.parametrize(
    ("kind", "category", "count"),
    [
        # the anchor's own kind and category
        ("treatment", "laser", 3),
        # another category, another kind
        ("treatment", "injection", 0),
        ("appointment", "laser", 0),
    ],
)
def test_only_the_anchors_events_count(session: Session, kind: str, category: str, count: int) -> None:
    event(session, customer(session), date(2026, 11, 24), kind, category)
    assert plan(session, [LASER], TUESDAY_11).created == count


def test_an_anchor_without_a_category_takes_every_one(session: Session) -> None:
    for category in ("laser", "injection", ""):
        event(session, customer(session, category, "+85291234567"), date(2026, 11, 24), category=category)
    assert plan(session, [playbook({"due": "1 day after"})], TUESDAY_11).created == 3


def test_a_playbook_that_is_launched_is_not_planned(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 24))
    assert plan(session, [shelf()["holiday-greeting"]], TUESDAY_11) == Planned(0, 0)


def test_without_events_there_is_nothing_to_do(session: Session) -> None:
    assert plan(session, shelf().values(), TUESDAY_11) == Planned(0, 0)
    assert plan(session, [], TUESDAY_11) == Planned(0, 0)


def test_a_suppressed_customers_year_is_planned_all_the_same(session: Session) -> None:
    """The wish may end before the day comes; whether they are called is judged when it does (tests/dialer)."""
    mei = customer(session)
    session.add(Suppression(customer_id=mei.id, channel="all", reason="opt_out", since=TUESDAY_11))
    event(session, mei, date(2026, 11, 24))
    assert len(planned(session)) == 3


def test_two_treatments_on_one_day_are_two_matters(session: Session) -> None:
    mei = customer(session)
    for key in ("T-1", "T-2"):
        event(session, mei, date(2026, 11, 24), external_id=key)
    assert plan(session, [LASER], TUESDAY_11).created == 6
