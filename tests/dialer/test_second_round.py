"""The second round: whom the first one did not reach, once more, and once only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.peace.suppress import suppress
from dialer.second_round import SecondRound, left_out, second_round
from tests.cast import TUESDAY_11 as NOW
from tests.cast import agent, campaign, customer, event, follow_up
from tests.dialer.play import Play

LASER = date(2026, 11, 20)
ENDED = NOW - timedelta(days=1)


@pytest.fixture
def first(session: Session) -> FollowUp:
    """陈美玲 was called three times after her laser treatment and never picked up."""
    her = customer(session)
    treated = event(session, her, LASER)
    return ended(session, her, event_id=treated.id)


def ended(session: Session, whose: Any, **changes: Any) -> FollowUp:
    row: dict[str, Any] = {"state": FollowUpState.EXHAUSTED, "reason": "all_tries_used", "tries_made": 3}
    return follow_up(session, whose, **row | {"closed_at": ENDED, "last_day": LASER, "first_day": LASER} | changes)


def second(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).where(FollowUp.occurrence_key.startswith("second/"))))


def test_the_same_step_is_due_again_from_today_for_seven_more_days(session: Session, first: FollowUp) -> None:
    assert second_round(session, [first.id], NOW) == SecondRound(1, {})
    (made,) = second(session)
    assert (made.playbook, made.step, made.event_id, made.role) == ("skin-laser", "day-1", first.event_id, "service")
    assert (made.first_day, made.last_day) == (date(2026, 11, 24), date(2026, 12, 1))
    assert (made.opens_at, made.closes_at) == (NOW, datetime(2026, 12, 1, 16, tzinfo=UTC))
    assert (made.tries_made, made.tries_allowed, made.state) == (0, 3, FollowUpState.PLANNED)


def test_twice_is_once(session: Session, first: FollowUp) -> None:
    second_round(session, [first.id, first.id], NOW)
    assert second_round(session, [first.id], NOW) == SecondRound(0, {"second_already": 1})
    assert len(second(session)) == 1


def test_there_is_no_third_round(session: Session, first: FollowUp) -> None:
    second_round(session, [first.id], NOW)
    (made,) = second(session)
    made.state, made.tries_made, made.closed_at = FollowUpState.EXHAUSTED, 3, NOW
    assert second_round(session, [made.id], NOW) == SecondRound(0, {})


@pytest.mark.parametrize(
    "changes",
    [
        {"state": FollowUpState.PLANNED, "closed_at": None},  # it is still open
        {"state": FollowUpState.DONE, "reason": "well"},
        {"tries_made": 0, "state": FollowUpState.MISSED},  # nobody called: that is no first round
        {"mode": "text"},
        {"mode": "visit"},
    ],
)
def test_what_did_not_end_unreached_gets_none(changes: dict[str, Any], session: Session) -> None:
    one = ended(session, customer(session), **changes)
    assert second_round(session, [one.id], NOW) == SecondRound(0, {})
    assert second(session) == []


def opted_out(session: Session, first: FollowUp) -> None:
    session.add(Suppression(customer_id=first.customer_id, channel="call", reason="asked", since=NOW))


def talked_since(session: Session, first: FollowUp) -> None:
    row = {"follow_up_id": first.id, "customer_id": first.customer_id, "disposition": "well"}
    session.add(Outcome(**row, contact_on=date(2026, 11, 24), logged_at=NOW))


def taken_back(session: Session, first: FollowUp) -> None:
    session.get_one(Event, first.event_id).withdrawn_at = NOW


def closed(session: Session, first: FollowUp) -> None:
    about = session.get_one(Event, first.event_id)
    row = {"customer_id": first.customer_id, "kind": f"{about.kind}-closed", "source": "cast", "external_id": "closed"}
    session.add(Event(**row, occurred_on=LASER, created_at=NOW))


def died(session: Session, first: FollowUp) -> None:
    row = {"customer_id": first.customer_id, "kind": "deceased", "source": "cast", "external_id": "died"}
    session.add(Event(**row, occurred_on=LASER, created_at=NOW))


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (opted_out, "suppressed"),
        (talked_since, "reached_since"),
        (taken_back, "event_withdrawn"),
        (closed, "matter_closed"),
        (died, "deceased"),
    ],
)
def test_who_is_not_to_be_called_any_more_is_left_out_with_the_reason(
    meanwhile: Any, why: str, session: Session, first: FollowUp
) -> None:
    meanwhile(session, first)
    session.flush()
    assert left_out(session, [first.id], NOW) == {first.id: why}
    assert second_round(session, [first.id], NOW) == SecondRound(0, {why: 1})
    assert second(session) == []


def test_a_course_that_a_newer_one_replaced_gets_none(session: Session) -> None:
    her = customer(session)
    cut = event(session, her, LASER, "surgery", "")
    one = ended(session, her, event_id=cut.id, playbook="surgery", step="day-1")
    assert left_out(session, [one.id], NOW) == {}
    event(session, her, date(2026, 11, 23), "surgery", "")
    assert left_out(session, [one.id], NOW) == {one.id: "replaced"}


def test_whom_another_contact_would_annoy_this_month_is_left_out(session: Session) -> None:
    her = customer(session)
    one = ended(session, her, playbook="onboarding-by-phone", step="monthly")
    for n in range(4):
        row = {"follow_up_id": one.id, "customer_id": her.id, "disposition": "well"}
        session.add(Outcome(**row, contact_on=date(2026, 11, 2 + n), logged_at=ENDED - timedelta(days=1)))
    session.flush()
    assert left_out(session, [one.id], NOW) == {one.id: "quota_met"}


@pytest.mark.parametrize(("state", "planned"), [("running", 1), ("paused", 0), ("stopped", 0)])
def test_a_greeting_is_said_a_second_time_while_its_campaign_runs(state: str, planned: int, session: Session) -> None:
    of = campaign(session, agent(session, "rita"), state=state)
    one = ended(session, customer(session), campaign_id=of.id, mode="greeting", playbook="holiday-greeting")
    assert second_round(session, [one.id], NOW).planned == planned


def test_who_opts_out_afterwards_is_not_called(session: Session, first: FollowUp) -> None:
    second_round(session, [first.id], NOW)
    suppress(session, first.customer_id, "call", "asked", NOW)
    (made,) = second(session)
    assert made.state is FollowUpState.WITHDRAWN


def test_planning_leaves_a_second_round_alone(play: Play) -> None:
    with play.scene() as session:
        her = customer(session)
        treated = event(session, her, LASER)
        one = ended(session, her, event_id=treated.id)
        second_round(session, [one.id], play.now)
    play.work()
    with play.scene() as session:
        (made,) = second(session)
        assert made.state is FollowUpState.PLANNED
