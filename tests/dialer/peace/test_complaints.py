"""While a complaint is open nobody is called about anything else: planned, claimed, rung and in the carrier's queue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.complaints import complained, open_complaints, settle
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import plan_house
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from dialer.attempt_life import AttemptState, Result
from dialer.calls.place import place
from dialer.launch import preview
from dialer.peace.complaints import log_complaint, stop_where_complained
from dialer.topics import Topic
from tests.cast import TUESDAY_11, campaign, customer, event, follow_up, greeting, ready
from tests.dialer.play import Play

TODAY = date(2026, 11, 24)
SURVEY: dict[str, Any] = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey", "hours": "workshop"}
OFFER: dict[str, Any] = {"purpose": "marketing"}


def complains(play: Play, about: str = "接待") -> None:
    """Mei tells Wing."""
    with play.scene() as session:
        log_complaint(session, play.customer().id, about, "wing", play.now)


def due(play: Play, **changes: Any) -> None:
    """Something is due to Mei, and Wing is ready."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, **changes)


@pytest.mark.parametrize(
    ("happened", "is_open"),
    [
        ([], False),
        ([("complaint", 0)], True),
        ([("complaint", -9)], True),
        # of tomorrow, by her calendar
        ([("complaint", 1)], False),
        # settled on the same day; settled before the second one
        ([("complaint", -1), ("complaint-closed", -1)], False),
        ([("complaint", -9), ("complaint-closed", -5), ("complaint", -1)], True),
        ([("call-request", 0)], False),
    ],
)
def test_when_a_complaint_is_open(session: Session, happened: list[tuple[str, int]], *, is_open: bool) -> None:
    mei, other = customer(session), customer(session, "李明", "+85291234568")
    for number, (kind, on) in enumerate(happened):
        event(session, mei, TODAY + timedelta(days=on), kind, "", external_id=str(number))
    asked = select(Customer.id).where(complained(TUESDAY_11))
    assert list(session.scalars(asked)) == ([mei.id] if is_open else [])
    assert bool(open_complaints(session, mei.id, TUESDAY_11)) is is_open
    assert open_complaints(session, other.id, TUESDAY_11) == []


def test_one_that_was_taken_back_is_none(session: Session) -> None:
    mei = customer(session)
    event(session, mei, TODAY, "complaint", "", withdrawn_at=TUESDAY_11)
    assert open_complaints(session, mei.id, TUESDAY_11) == []


@pytest.mark.parametrize("about", [{}, SURVEY, OFFER])
def test_what_is_due_waits_and_is_called_about_once_it_is_settled(play: Play, about: dict[str, Any]) -> None:
    due(play, **about)
    complains(play)
    play.work()
    case = play.case()
    assert (play.carrier.calls, case.state, case.waits_for) == ([], FollowUpState.PLANNED, "complaint_open")
    assert case.next_try_at == play.now + timedelta(hours=1)
    with play.scene() as session:
        settle(session, play.customer().id, "rita", play.now)
    play.clock.forward(hours=5)
    play.work()
    assert len(play.carrier.calls) == 1


def test_the_complaint_itself_is_called_about(play: Play) -> None:
    due(play, **SURVEY)
    complains(play)
    with play.scene() as session:
        plan_house(session, play.now)
        planned = session.scalars(select(FollowUp).where(FollowUp.playbook == "complaint")).one()
        assert (planned.step, planned.first_day) == ("same-day", TODAY)
        about = session.get_one(Event, planned.event_id)
        assert (about.subject, about.details, about.source) == ("接待", {"by": "wing"}, "huifang")
    play.work()
    assert [a.follow_up_id for a in play.attempts()] == [planned.id]


def test_who_asks_to_be_called_is_called(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        asked = event(session, mei, TODAY, "call-request", "")
        follow_up(session, mei, event_id=asked.id, playbook="complaint", step="call-back", hours="call-centre")
    complains(play)
    play.work()
    assert len(play.carrier.calls) == 1


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        # a wound is looked after, and what an agent found wrong
        ("surgery", True),
        ("discharge", True),
        ("finding", True),
        # this can wait until the complaint is settled
        ("treatment", False),
        ("invoice", False),
    ],
)
def test_what_a_patients_health_depends_on_does_not_wait(play: Play, kind: str, *, called: bool) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        done = event(session, mei, TODAY - timedelta(days=1), kind, "")
        follow_up(session, mei, event_id=done.id)
    complains(play)
    play.work()
    assert bool(play.carrier.calls) is called


def test_a_complaint_between_the_claim_and_the_call_is_heard(play: Play) -> None:
    due(play, **OFFER)
    (one,) = play.tick().place
    complains(play)
    place(play.tools, one)
    assert play.carrier.calls == []
    assert play.attempt().state is AttemptState.RELEASED
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "complaint_open")


@pytest.mark.parametrize("stage", ["", "ringing"])
def test_a_call_in_the_carriers_queue_and_one_that_rings_are_ended_there(play: Play, stage: str) -> None:
    due(play, **OFFER)
    call = play.rings_next()
    if stage:
        play.tell(call, stage)
    complains(play)
    play.work()
    assert play.carrier.stopped == [call.carrier_id]
    play.tell(call, "ended", Result.CANCELLED)
    play.clock.forward(hours=4)
    play.work()
    assert len(play.carrier.calls) == 1
    assert [text.state for text in play.texts()] in ([], [AttemptState.WITHDRAWN])


def test_an_import_that_brings_it_stops_the_call_too(play: Play) -> None:
    due(play, **SURVEY)
    call = play.rings_next()
    with play.scene() as session:
        assert stop_where_complained(session, play.now) == 0
        event(session, session.scalars(select(Customer)).one(), TODAY, "complaint", "")
        assert stop_where_complained(session, play.now) == 1
        assert stop_where_complained(session, play.now) == 0
    play.work()
    assert play.carrier.stopped == [call.carrier_id]


def test_a_talk_and_the_call_about_the_complaint_itself_are_not_cut_off(play: Play) -> None:
    due(play, **SURVEY)
    call = play.rings_next()
    play.picks_up(call)
    complains(play)
    play.work()
    assert play.carrier.stopped == []
    play.tell(call, "ended", Result.TALKED)
    play.concludes(call, "dissatisfied")
    with play.scene() as session:
        plan_house(session, play.now)
    play.rings_next()
    with play.scene() as session:
        assert stop_where_complained(session, play.now) == 0


def test_a_text_about_something_else_is_not_sent(play: Play) -> None:
    due(play, closes_at=play.now + timedelta(days=2))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    complains(play)
    play.work()
    assert [(t.state, t.reason) for t in play.texts()] == [(AttemptState.WITHDRAWN, "complaint_open")]


def test_a_greeting_is_neither_played_nor_said_along_nor_launched(play: Play) -> None:
    with play.scene() as session:
        wing = ready(session, play.now)
        mei = customer(session)
        greeting(session, mei, campaign(session, wing))
        done = event(session, mei, TODAY, "complaint", "")
        follow_up(session, mei, event_id=done.id, playbook="complaint", step="same-day", hours="call-centre")
        found = preview(session, Segment(), (), play.now, shelf()["holiday-greeting"].purpose)
        assert (found.callable, found.left_out) == (0, {"complaint_open": 1})
    play.work()
    assert [(a.mode, a.body) for a in play.attempts()] == [("agent", "")]
    with play.scene() as session:
        assert session.scalars(select(Topic)).all() == []
        assert session.execute(select(FollowUp.mode, FollowUp.waits_for).order_by(FollowUp.id)).all()[0] == (
            "greeting",
            "complaint_open",
        )


def test_settling_says_who_did_it(session: Session) -> None:
    mei = customer(session)
    log_complaint(session, mei.id, "停车", "wing", TUESDAY_11)
    settle(session, mei.id, "rita", TUESDAY_11 + timedelta(hours=1))
    told = session.execute(select(Event.kind, Event.details).order_by(Event.id)).all()
    assert told == [("complaint", {"by": "wing"}), ("complaint-closed", {"by": "rita"})]
    assert open_complaints(session, mei.id, TUESDAY_11 + timedelta(hours=1)) == []
