"""Requests: who rings without an open case has one from then on, and planning finds it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from campaigns.events import Event
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import plan_house
from campaigns.planning.plan import Planned
from campaigns.playbooks.editions import switch
from dialer.calls.answer import Join
from tests.cast import customer, ready
from tests.dialer.inbound.rings import all_go_for_a_break, calls_us, due_to_them
from tests.dialer.play import Play


def events(play: Play) -> list[str]:
    with play.tools.sessions() as session:
        return [f"{e.source}/{e.kind}" for e in session.scalars(select(Event).order_by(Event.id))]


def plans(play: Play) -> Planned:
    with play.scene() as session:
        return plan_house(session, play.now)


def test_a_known_customer_without_a_case_meets_an_agent_about_what_they_want(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        customer(session)
    assert isinstance(calls_us(play).answer, Join)
    case = play.case()
    assert (case.playbook, case.step, case.state) == ("complaint", "call-back", FollowUpState.TALKED)
    assert events(play) == ["huifang/call-request"]
    play.concludes(play.attempt(), "well")
    assert play.case().state is FollowUpState.DONE
    assert events(play) == ["huifang/call-request", "huifang/call-request-closed"]


def test_planning_finds_the_promised_call_as_it_would_have_planned_it(play: Play) -> None:
    with play.scene() as session:
        customer(session)
    calls_us(play)
    promised = play.case()
    assert plans(play) == Planned()
    play.clock.forward(days=1)
    assert plans(play) == Planned()
    assert (play.case().waits_for, play.case().next_try_at) == ("rang_back", promised.next_try_at)
    assert len(due_to_them(play)) == 1


def test_what_is_settled_is_not_planned_anew(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        customer(session)
    calls_us(play)
    play.concludes(play.attempt(), "well")
    plans(play)
    assert [f.state for f in due_to_them(play)] == [FollowUpState.DONE]


def test_where_no_playbook_asks_for_it_they_are_talked_with_and_nothing_is_planned_from_it(play: Play) -> None:
    with play.scene() as session:
        customer(session)
        switch(session, "complaint", False, None, play.now)
    calls_us(play)
    assert (events(play), play.case().waits_for) == ([], "rang_back")
    assert plans(play) == Planned()
    assert play.case().state is FollowUpState.PLANNED, "a call that was promised is kept, as any word that was given"
    with play.scene() as session:
        ready(session, play.now)
        switch(session, "complaint", True, None, play.now)
    plans(play)
    play.clock.forward(minutes=10)
    assert play.rings_next().follow_up_id == play.case().id
    assert len(due_to_them(play)) == 1


def test_on_a_customers_own_calendar_it_is_today(play: Play) -> None:
    """Half past ten at night in Hong Kong is the morning in Vancouver: her day, her window."""
    with play.scene() as session:
        customer(session, "Jack", day_zone="America/Vancouver", zone="America/Vancouver")
    play.clock.forward(hours=4)
    all_go_for_a_break(play)
    calls_us(play)
    assert play.case().opens_at <= play.now
    assert play.case().closes_at - play.case().opens_at == timedelta(days=31)
