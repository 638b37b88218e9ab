"""Pause, resume, stop: a supervisor's hand is felt at once, and nothing is left hanging."""

from __future__ import annotations

import pytest

from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.calls.place import place
from dialer.carrier import TryLater
from dialer.peace.campaign_control import CampaignOver, pause, resume, stop
from tests.cast import MEI, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play

NUMBERS = (MEI, "+85291234568", "+85291234569")


def launched(play: Play, *numbers: str) -> Campaign:
    with play.scene() as session:
        of = campaign(session, agent(session))
        for number in numbers:
            greeting(session, customer(session, number, number), of)
    return of


def test_a_paused_campaign_rests_and_goes_on_where_it_was(play: Play) -> None:
    of = launched(play, MEI)
    with play.scene() as session:
        pause(session, of.id, play.now)
    play.work()
    assert play.carrier.calls == []
    with play.scene() as session:
        resume(session, of.id)
    play.work()
    assert len(play.carrier.calls) == 1


def test_a_call_claimed_when_the_pause_comes_is_given_back_and_not_lost(play: Play) -> None:
    of = launched(play, MEI)
    (one,) = play.tick().place
    with play.scene() as session:
        pause(session, of.id, play.now)
    place(play.tools, one)
    assert play.carrier.calls == []
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "campaign_paused")
    with play.scene() as session:
        resume(session, of.id)
    play.clock.forward(minutes=2)
    play.work()
    assert len(play.carrier.calls) == 1


@pytest.mark.parametrize("hand", ["pause", "stop"])
def test_what_rings_is_taken_back_and_what_was_answered_goes_on(play: Play, hand: str) -> None:
    of = launched(play, *NUMBERS[:2])
    play.work()
    ringing, answered = play.attempts()
    play.picks_up(answered)
    with play.scene() as session:
        pause(session, of.id, play.now) if hand == "pause" else stop(session, of.id, play.now)
    play.work()
    assert play.carrier.stopped == [ringing.carrier_id]
    play.tell(answered, "ended", Result.TALKED)
    assert play.case(answered.follow_up_id).state is FollowUpState.DONE


@pytest.mark.parametrize(("hand", "left"), [("pause", FollowUpState.PLANNED), ("stop", FollowUpState.WITHDRAWN)])
def test_what_is_in_the_carriers_queue_is_withdrawn_before_it_rings(play: Play, hand: str, left: FollowUpState) -> None:
    """Accepted by the carrier, and not heard of since: no telephone rings yet."""
    of = launched(play, *NUMBERS)
    play.work()
    queued = play.attempts()
    assert {one.state for one in queued} == {AttemptState.PLACED}
    with play.scene() as session:
        pause(session, of.id, play.now) if hand == "pause" else stop(session, of.id, play.now)
    play.work()
    assert sorted(play.carrier.stopped) == sorted(one.carrier_id or "" for one in queued)
    for one in queued:
        play.tell(one, "ended", Result.CANCELLED)
    assert {play.case(one.follow_up_id).state for one in queued} == {left}
    play.clock.forward(hours=2)
    play.work()
    assert len(play.carrier.calls) == len(queued)  # and none is placed anew


def test_a_stop_withdraws_all_that_is_open_for_good(play: Play) -> None:
    of = launched(play, *NUMBERS)
    with play.scene() as session:
        assert stop(session, of.id, play.now) == 3
    play.work()
    assert play.carrier.calls == []
    for again in (lambda s: pause(s, of.id, play.now), lambda s: resume(s, of.id), lambda s: stop(s, of.id, play.now)):
        with pytest.raises(CampaignOver), play.scene() as session:
            again(session)


@pytest.mark.parametrize("end", ["missed", "refused", "lease"])
def test_what_was_under_way_at_the_stop_is_withdrawn_afterwards(play: Play, end: str) -> None:
    of = launched(play, MEI)
    (one,) = play.tick().place
    if end == "refused":  # the carrier is busy at the very moment of the stop
        play.carrier.refuses = TryLater("20429")
        play.carrier.meanwhile = lambda _: halt(play, of)
        place(play.tools, one)
    else:
        if end == "missed":
            place(play.tools, one)
        halt(play, of)
    if end == "missed":
        play.tell(play.attempt(), "ended", Result.NO_ANSWER)
    play.clock.forward(minutes=2)
    play.work()
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "campaign_stopped")
    assert play.attempt().state.final


def halt(play: Play, of: Campaign) -> None:
    with play.scene() as session:
        stop(session, of.id, play.now)


def test_another_campaign_and_the_daily_work_go_on(play: Play) -> None:
    of = launched(play, MEI)
    with play.scene() as session:
        ready(session, play.now, "fai")
        other = campaign(session, session.merge(play.agent()), name="Spring Festival")
        greeting(session, customer(session, "李明", NUMBERS[1]), other)
        follow_up(session, customer(session, "王芳", NUMBERS[2]))
    halt(play, of)
    play.work()
    assert sorted(c.to for c in play.carrier.calls) == sorted(NUMBERS[1:])


def test_a_waiting_text_of_a_stopped_campaign_is_not_sent(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, ready(session, play.now), playbook="skin-laser")
        follow_up(session, customer(session), campaign_id=of.id)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    halt(play, of)
    play.work()
    assert play.carrier.texts == []
    assert play.texts()[0].state is AttemptState.WITHDRAWN
