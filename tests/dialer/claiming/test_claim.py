"""Claiming: who is called next, by whom, and what becomes of those who may not be called now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.dispatch import tick
from dialer.pacing import Bucket
from tests.cast import JACK, MEI, MING, agent, branch, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play


def test_what_is_due_becomes_an_attempt_with_its_grounds(play: Play) -> None:
    play.opens()
    work = play.tick()
    call = play.attempt()
    assert work.place == [call.id]
    assert (call.state, call.mode, call.agent_id, call.e164) == (AttemptState.CLAIMED, "agent", play.agent().id, MEI)
    assert call.deadline_at == play.now + timedelta(seconds=70)
    assert call.evidence["zones"][0]["window"] == "11:00-12:30"
    assert (play.case().state, play.case().tries_made) == (FollowUpState.UNDERWAY, 0)


def test_without_an_agent_nobody_is_called(play: Play) -> None:
    with play.scene() as session:
        agent(session)
        follow_up(session, customer(session))
    assert play.tick().place == []
    assert play.case().state is FollowUpState.PLANNED


def test_one_agent_takes_one_call_and_the_next_when_the_outcome_is_written(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        for name, number in (("陈美玲", MEI), ("李明", "+85291234568")):
            follow_up(session, customer(session, name, number))
    first = play.rings_next()
    assert play.tick().place == []
    play.picks_up(first)
    play.tell(first, "ended", Result.TALKED)
    assert play.tick().place == []  # the outcome is owed
    play.concludes(first, "well")
    assert len(play.tick().place) == 1


@pytest.mark.parametrize(
    ("able", "called"),
    [
        # everything fits
        ({"roles": ["nurse", "service"], "branches": ["harbour"]}, True),
        # no branch named: all of them
        ({"roles": ["service"], "branches": []}, True),
        # the step asks for service
        ({"roles": ["nurse"]}, False),
        # another house's customers
        ({"branches": ["bund"]}, False),
        # nothing at all
        ({"roles": []}, False),
    ],
)
def test_role_and_branch_have_to_fit(play: Play, able: dict[str, Any], called: bool) -> None:
    with play.scene() as session:
        ready(session, play.now, **able)
        follow_up(session, customer(session))
    assert len(play.tick().place) == called


def test_a_house_without_agents_does_not_hold_up_the_others(play: Play) -> None:
    """More rows are due for it than one tick reads, and all of them are more pressing."""
    with play.scene() as session:
        ready(session, play.now, branches=["harbour"])
        branch(session, "bund")
        for n in range(210):
            ming = customer(session, f"明{n}", f"+861391234{n:04}", house="bund")
            follow_up(session, ming, priority=5)
        late = follow_up(session, customer(session), priority=10)
    play.tick()
    assert [a.follow_up_id for a in play.attempts()] == [late.id]


def test_the_pressing_goes_before_the_polite(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "later", "+85291230001"), priority=10)
        follow_up(session, customer(session, "sooner over", "+85291230002"), closes_at=play.now + timedelta(hours=2))
        urgent = follow_up(session, customer(session, "urgent", "+85291230003"), priority=1)
    play.tick()
    assert [a.follow_up_id for a in play.attempts()] == [urgent.id]


def test_a_family_telephone_is_rung_for_one_of_them_at_a_time(play: Play) -> None:
    """The father's matter is another department's, so that it is no topic of the mother's call."""
    with play.scene() as session:
        ready(session, play.now)
        ready(session, play.now, "fai", roles=["nurse"])
        follow_up(session, customer(session, "陈美玲", MEI), priority=5)
        father = follow_up(session, customer(session, "陈大文", MEI), role="nurse")
    assert len(play.work().place) == 1
    found = play.case(father.id)
    assert (found.state, found.waits_for) == (FollowUpState.PLANNED, "busy_elsewhere")
    (deferred,) = play.refusals()
    assert (deferred.code, deferred.again_at, deferred.evidence["policy"]) == (
        "busy_elsewhere",
        found.next_try_at,
        "clinic",
    )
    assert found.next_try_at == play.now + timedelta(minutes=2)


def test_two_matters_of_one_customer_are_not_called_about_at_once(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        ready(session, play.now, "fai")
        mei = customer(session, "陈美玲", MEI, "+85225251234")
        follow_up(session, mei)
        follow_up(session, mei, step="day-3")
    assert len(play.work().place) == 1


def test_out_of_hours_is_put_off_to_the_next_opening_and_says_why(play: Play) -> None:
    play.clock.forward(hours=2)  # 13:00, the clinic's lunch
    case = play.opens()
    assert play.tick().place == []
    found = play.case(case.id)
    assert (found.state, found.waits_for) == (FollowUpState.PLANNED, "outside_window")
    assert found.next_try_at == play.now + timedelta(hours=1, minutes=30)
    (refusal,) = play.refusals()
    assert (refusal.code, refusal.again_at) == ("outside_window", found.next_try_at)
    assert refusal.evidence["zones"][0]["local_time"] == "2026-11-24T13:00:00+08:00"
    assert play.tick().place == []
    assert len(play.refusals()) == 1  # not read again every second


def test_each_customer_is_called_by_their_own_clock(play: Play) -> None:
    """Vancouver stayed on summer time: it is eight in the evening there. Older zone data say seven, outside hours."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "Jack", JACK, house="kitsilano", language="en"))
    play.tick()
    assert play.attempt().evidence["zones"][0]["local_time"] == "2026-11-23T20:00:00-07:00"


def test_no_opening_before_the_window_closes_is_missed(play: Play) -> None:
    play.clock.forward(hours=2)
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, closes_at=play.now + timedelta(hours=1))
    play.tick()
    assert play.case().next_try_at == play.case().closes_at
    play.clock.forward(hours=1)
    play.tick()
    assert (play.case().state, play.case().reason) == (FollowUpState.MISSED, "window_closed")
    assert play.history() == ["missed"]


def test_a_place_that_nobody_knows_is_looked_at_again_in_an_hour(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "Toll-free", "+80012345678", zone=None))
    play.tick()
    found = play.case()
    assert (found.waits_for, found.next_try_at) == ("no_zone", play.now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("number", "why"),
    [
        # the carrier has no voice there, and waiting does not bring it
        (MING, "no_voice_service"),
        # no number at all
        (None, "no_number"),
    ],
)
def test_where_waiting_is_no_use_the_follow_up_is_withdrawn(play: Play, number: str | None, why: str) -> None:
    with play.scene() as session:
        ready(session, play.now)
        whose = customer(session, "李明", *([number] if number else []))
        for found in [] if number else whose.numbers:
            found.dead_reason = "moved"
        follow_up(session, whose)
    play.tick()
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, why)


def test_a_paused_campaign_is_left_alone_and_a_stopped_one_is_withdrawn(play: Play) -> None:
    with play.scene() as session:
        wing = agent(session)
        paused = campaign(session, wing, state="paused")
        stopped = campaign(session, wing, state="stopped")
        rests = greeting(session, customer(session, "陈美玲", MEI), paused)
        ends = greeting(session, customer(session, "李明", "+85291234568"), stopped)
    assert play.tick().place == []
    assert play.case(rests.id).state is FollowUpState.PLANNED
    assert play.case(ends.id).state is FollowUpState.WITHDRAWN
    assert [r.follow_up_id for r in play.refusals()] == [ends.id]


def test_an_expired_lease_gives_the_follow_up_back(play: Play) -> None:
    """The job was lost: nobody has rung, no try is counted, and the next tick claims it anew."""
    play.opens()
    play.tick()
    play.clock.forward(seconds=69)
    assert play.tick().place == []
    play.clock.forward(seconds=1)
    (second,) = play.tick().place
    first = play.attempts()[0]
    assert (first.state, first.result, first.reason) == (AttemptState.RELEASED, Result.NOT_PLACED, "lease_expired")
    assert play.attempt().id == second
    assert play.case().tries_made == 0


def test_a_lease_that_is_over_is_no_longer_placed(play: Play) -> None:
    """The worker wakes up late: its attempt is no longer claimed."""
    play.opens()
    (late,) = play.tick().place
    play.clock.forward(seconds=70)
    play.work()
    assert len(play.carrier.calls) == 1
    assert play.attempt(late).state is AttemptState.RELEASED


def test_calls_in_flight_are_bounded(play: Play) -> None:
    tools = play.limited(concurrent_calls=2)
    with play.scene() as session:
        for n in range(4):
            greeting(session, customer(session, f"客{n}", f"+8529123450{n}"))
    assert len(tick(tools).place) == 2
    assert tick(tools).place == []


def test_pacing_holds_over_both_modes_and_catches_up_with_time(play: Play) -> None:
    tools = play.limited(calls_per_second=0.5)
    with play.scene() as session:
        session.get_one(Bucket, "AC-test").tokens = 0.0
        ready(session, play.now)
        follow_up(session, customer(session))
        for n in range(3):
            greeting(session, customer(session, f"客{n}", f"+8529123450{n}"))
    placed = []
    for _ in range(4):
        placed.append(len(tick(tools).place))
        play.clock.forward(seconds=1)
    assert placed == [0, 0, 1, 0]


def test_the_same_refusal_is_kept_with_what_it_stood_on(play: Play) -> None:
    play.clock.forward(hours=10)  # 21:00
    play.opens()
    play.tick()
    (kept,) = play.refusals()
    assert kept.evidence["country"] == "HK"
    assert kept.again_at == play.now + timedelta(hours=14)  # eleven tomorrow


def test_a_playbook_that_was_taken_off_the_shelf_rests(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), playbook="of-old")
    play.work()
    assert play.carrier.calls == []
    assert play.case().state is FollowUpState.PLANNED
