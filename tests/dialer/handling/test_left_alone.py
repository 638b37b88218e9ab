"""Left alone: the customer hears what happens, and somebody comes, or a call is promised."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import unlogged
from dialer.agents.transfers import LINE_DROPPED
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.answer import Answer, Join, Speak, Wait
from dialer.carrier import TryLater
from dialer.handling.hang_up import hang_up
from dialer.handling.left_alone import left, still_alone
from tests.dialer.handling.talking import comes, falls, free, hands_on, leg, stands, talk, transfer, wants
from tests.dialer.play import Play

LATE = timedelta(seconds=2)


def leaves(play: Play, call: Attempt) -> Answer:
    """The conference is over, and the customer still on the line."""
    with play.scene() as session:
        return left(session, call.id, call.carrier_id or "", play.now)


def waits(play: Play, call: Attempt) -> Answer:
    """The customer's call asks what is next."""
    with play.scene() as session:
        return still_alone(session, call.id, call.carrier_id or "", LATE, play.now)


def dropped(play: Play, language: str = "zh") -> Attempt:
    """Wing's telephone goes down while she talks with Mei."""
    call = talk(play, language)
    play.clock.forward(seconds=30)
    falls(play, "wing")
    assert isinstance(leaves(play, call), Wait)
    return call


@pytest.mark.parametrize(("language", "says"), [("zh", "线路中断了"), ("en", "the line dropped")])
def test_the_customer_hears_at_once_what_happened_and_then_to_stay(play: Play, language: str, says: str) -> None:
    call = talk(play, language)
    falls(play, "wing")
    heard = leaves(play, call)
    assert isinstance(heard, Wait)
    assert says in heard.words
    play.clock.forward(seconds=4)
    again = waits(play, call)
    assert isinstance(again, Wait)
    assert again.words in ("请稍候。", "Please stay with us.")


def test_the_agents_telephone_is_rung_at_once_and_they_meet_again(play: Play) -> None:
    call = dropped(play)
    play.work()
    assert leg(play, "wing").state == "placed"
    play.clock.forward(seconds=6)
    assert isinstance(waits(play, call), Wait)
    stands(play, "wing", "CA-wing-2", "CF-wing-2")
    assert waits(play, call) == Join(f"agent-{call.agent_id}")
    assert play.attempt().alone_since is None
    play.tell(call, "ended", Result.TALKED)
    assert play.case().state is FollowUpState.TALKED


def test_the_telephone_of_an_agent_who_wants_a_break_is_rung_as_well_while_his_customer_waits(play: Play) -> None:
    call = talk(play)
    wants(play, "wing", "break")
    falls(play, "wing")
    leaves(play, call)
    play.work()
    assert leg(play, "wing").state == "placed"


def test_a_telephone_that_only_seems_to_stand_is_not_joined_and_the_carrier_is_asked_about_it(play: Play) -> None:
    """The message of its end is still on its way, or lost."""
    call = talk(play)
    play.carrier.tells(leg(play, "wing").carrier_id or "", "answered")
    play.clock.forward(seconds=30)
    play.carrier.remember("CA-wing", "+85261110001", "+85221234567", "ended", "talked")
    leaves(play, call)
    assert isinstance(waits(play, call), Wait)
    play.work()
    play.work()
    assert leg(play, "wing").state == "placed", "rung anew"


def test_after_half_a_minute_somebody_else_who_is_free_takes_over_and_owes_the_outcome(play: Play) -> None:
    call = dropped(play)
    fai = comes(play, "fai", at_hand=True)
    play.clock.forward(seconds=25)
    assert isinstance(waits(play, call), Wait)
    play.clock.forward(seconds=7)
    assert waits(play, call) == Join(f"agent-{fai}")
    kept = transfer(play)
    assert (kept.state, kept.reason, kept.from_agent_id, kept.to_agent_id) == (
        "done",
        LINE_DROPPED,
        call.agent_id,
        fai,
    )
    play.tell(call, "ended", Result.TALKED)
    assert play.concludes(play.attempt(), "well").agent_id == fai


def test_where_the_agent_has_gone_nobody_waits_for_her(play: Play) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    wants(play, "wing", "offline")
    falls(play, "wing")
    leaves(play, call)
    assert waits(play, call) == Join(f"agent-{fai}")


def test_a_colleague_who_does_not_know_the_matter_does_not_take_over(play: Play) -> None:
    call = dropped(play)
    with play.scene() as session:
        session.merge(play.agent())
    nurse = comes(play, "fai", at_hand=True)
    with play.scene() as session:
        found = session.merge(next(a for a in play.agents() if a.id == nurse))
        found.roles = ["nurse"]
    play.clock.forward(seconds=40)
    assert isinstance(waits(play, call), Wait)


def test_after_a_minute_an_apology_is_heard_and_a_call_is_promised_once(play: Play) -> None:
    call = dropped(play)
    play.clock.forward(seconds=63)
    for _ in range(2):
        heard = waits(play, call)
        assert isinstance(heard, Speak)
        assert "非常抱歉" in heard.words
    play.tell(call, "ended", Result.TALKED)
    with play.tools.sessions() as session:
        first, promised = session.scalars(select(FollowUp).order_by(FollowUp.id))
        assert [a.id for a in session.scalars(unlogged(call.agent_id or 0))] == [call.id], (
            "what was said is to be logged"
        )
    assert (first.state, play.attempt().result) == (FollowUpState.TALKED, Result.TALKED)
    assert (promised.state, promised.waits_for, promised.owner) == (FollowUpState.PLANNED, LINE_DROPPED, "wing")
    assert promised.next_try_at == play.now + timedelta(minutes=5)


def test_the_promised_call_is_made(play: Play) -> None:
    call = dropped(play)
    play.clock.forward(seconds=63)
    waits(play, call)
    play.tell(call, "ended", Result.TALKED)
    play.concludes(play.attempt(), "well")
    play.work()
    stands(play, "wing", "CA-wing-2", "CF-wing-2")
    play.clock.forward(hours=1)
    play.work()
    assert play.attempt().id != call.id
    assert play.carrier.calls[-1].to == call.e164


@pytest.mark.parametrize("how", ["hangs up at the desk", "has logged it", "the call is over", "another call"])
def test_who_is_not_left_alone_hears_nothing(play: Play, how: str) -> None:
    call = talk(play)
    if how == "hangs up at the desk":
        with play.scene() as session:
            hang_up(session, call.id, call.agent_id or 0, play.now)
    elif how == "has logged it":
        play.concludes(call, "well")
    elif how == "the call is over":
        play.tell(call, "ended", Result.TALKED)
    else:
        call.carrier_id = "CA-second"
    falls(play, "wing")
    assert leaves(play, call) is None
    assert waits(play, call) is None


def test_a_customer_who_hangs_up_while_waiting_is_talked_with_and_to_be_logged(play: Play) -> None:
    call = dropped(play)
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.TALKED)
    assert free(play) == []


def test_a_customer_in_a_conference_that_nobody_comes_to_is_fetched(play: Play) -> None:
    """Wing's telephone went down in the instant in which the customer was sent there: no carrier tells of that."""
    call = talk(play)
    falls(play, "wing")
    play.clock.forward(seconds=2)
    assert play.work().fetch == [], "the carrier tells of it itself"
    play.clock.forward(seconds=2)
    play.carrier.refuses = TryLater("20429")
    play.work()
    play.carrier.refuses = None
    play.work()
    assert play.carrier.put_throughs == [(call.carrier_id, call.token)]
    assert isinstance(play.picks_up(call), Wait)
    assert play.work().fetch == [], "once"


def test_a_customer_who_is_being_handed_on_and_left_alone_comes_to_the_colleague(play: Play) -> None:
    call = talk(play)
    doctor = comes(play, "doctor")
    hands_on(play, call, doctor)
    play.work()
    falls(play, "wing")
    leaves(play, call)
    stands(play, "doctor", "CA-doctor", "CF-doctor")
    play.work()
    assert isinstance(play.picks_up(call), Join)
    assert (play.attempt().agent_id, play.attempt().alone_since) == (doctor, None)


def test_where_the_agents_telephone_went_down_before_the_answer_somebody_else_who_is_free_is_there(play: Play) -> None:
    call = play.rings()
    fai = comes(play, "fai", at_hand=True)
    falls(play, "wing")
    assert play.picks_up(call) == Join(f"agent-{fai}")
    play.tell(call, "ended", Result.TALKED)
    assert play.concludes(play.attempt(), "well").agent_id == fai
