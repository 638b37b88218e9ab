"""Strays, and what else comes between a lost answer and its call: lags, hands, texts, the carrier's own errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from dialer.agents.presence import Leg
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.reconcile import reconcile
from dialer.carrier import FateUnknown
from tests.cast import MEI, customer, follow_up, ready
from tests.dialer.play import Play

LINE = "+85221234567"
YOUNGER = "CA-younger"


def unknown(play: Play) -> Attempt:
    """The carrier took the call, and its answer was lost."""
    play.carrier.loses = FateUnknown("ReadTimeout")
    call = play.rings()
    play.carrier.loses = None
    return call


def two(play: Play, *, ends: tuple[str, str] = ("", "")) -> Attempt:
    """The carrier carried one request out twice; what has become of each."""
    call = unknown(play)
    play.clock.forward(seconds=1)
    play.carrier.remember(YOUNGER, MEI, LINE)
    for (view, *_), result in zip(list(play.carrier.known), ends, strict=True):
        if result:
            play.carrier.tells(view.carrier_id, "ended", result)
    return call


def asks(play: Play, call: Attempt, seconds: int = 40) -> None:
    play.clock.forward(seconds=seconds)
    reconcile(play.tools, call.id)


def elder(play: Play) -> str:
    return play.carrier.known[0][0].carrier_id


def test_of_two_that_are_over_the_elder_counts_and_nothing_is_cancelled(play: Play) -> None:
    call = two(play, ends=("busy", "no_answer"))
    asks(play, call)
    assert play.carrier.stopped == []
    found = play.attempt(call.id)
    assert (found.carrier_id, found.result) == (elder(play), Result.BUSY)


def test_a_second_one_that_somebody_has_picked_up_is_not_cut_off(play: Play) -> None:
    call = two(play)
    play.carrier.tells(YOUNGER, "answered")
    asks(play, call)
    assert (play.carrier.stopped, play.attempt(call.id).carrier_id) == ([], elder(play))


def test_a_carrier_that_fails_in_the_middle_is_asked_again_for_the_younger(play: Play) -> None:
    call = two(play)
    found = play.carrier.find

    def and_then_it_fails(channel: str, to: str, line: str) -> object:
        views = found(channel, to, line)
        play.carrier.refuses = FateUnknown("20500")
        return views

    play.carrier.find = and_then_it_fails  # type: ignore[method-assign, assignment]
    asks(play, call)
    assert (play.carrier.stopped, play.attempt(call.id).carrier_id) == ([], elder(play))
    play.carrier.refuses = None
    asks(play, call)
    assert play.carrier.stopped == [YOUNGER]
    asks(play, call)
    assert play.carrier.stopped == [YOUNGER], "once"


def test_a_webhook_that_names_ours_before_the_list_does_decides(play: Play) -> None:
    """A colleague rings the same number by hand in the same second; ours has told us of itself."""
    call = unknown(play)
    ours = elder(play)
    play.carrier.known.clear()
    play.carrier.remember("CA-by-hand", MEI, LINE, "answered")
    play.carrier.remember(ours, MEI, LINE)
    bound = replace_id(call, ours)
    play.tell(bound, "ringing")
    asks(play, call)
    assert (play.attempt(call.id).carrier_id, play.carrier.stopped) == (ours, [])


def replace_id(call: Attempt, carrier_id: str) -> Attempt:
    """The attempt as the webhook knows it."""
    call.carrier_id = carrier_id
    return call


def test_a_second_call_that_tells_of_itself_is_ended(play: Play) -> None:
    call = play.rings()
    play.carrier.remember(YOUNGER, MEI, LINE, "ringing")
    play.tell(replace_id(play.attempt(), YOUNGER), "ringing")
    asks(play, call)
    assert play.carrier.stopped == [YOUNGER]
    assert play.attempt(call.id).carrier_id == elder(play)


@pytest.mark.parametrize("stage", ["placed", "ringing", "answered"])
def test_a_look_up_that_lags_behind_the_webhook_takes_nothing_back(play: Play, stage: str) -> None:
    call = play.rings()
    play.carrier.tells(elder(play), stage)
    play.clock.forward(seconds=120)
    play.carrier.while_looking = lambda: play.tell(play.attempt(call.id), "ended", Result.BUSY)
    reconcile(play.tools, call.id)
    found = play.attempt(call.id)
    assert (found.state, found.result) == (AttemptState.ENDED, Result.BUSY)
    reconcile(play.tools, call.id)
    assert play.attempt(call.id).result is Result.BUSY


def test_a_look_up_that_lags_does_not_take_an_answer_back(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.carrier.tells(elder(play), "ringing")
    asks(play, call, 700)
    assert play.attempt(call.id).state is AttemptState.ANSWERED


def test_what_was_cancelled_in_the_carriers_queue_sends_no_message_and_is_polled(play: Play) -> None:
    call = play.rings()
    play.leaves_in_peace("call")
    play.work()
    assert play.carrier.stopped == [elder(play)]
    play.carrier.tells(elder(play), "ended", "cancelled")
    play.work()
    assert play.attempt(call.id).result is Result.CANCELLED


def test_an_agents_own_leg_to_the_same_number_is_not_taken_for_the_call(play: Play) -> None:
    """Wing is a customer too."""
    with play.scene() as session:
        wing = ready(session, play.now, phone=MEI)
        follow_up(session, customer(session, "永美", MEI))
    with play.scene() as session:
        session.scalars(select(Leg).where(Leg.agent_id == wing.id)).one().carrier_id = "CA-leg"
    play.carrier.refuses = FateUnknown("ReadTimeout")
    call = play.rings_next()
    play.carrier.refuses = None
    play.carrier.remember("CA-leg", MEI, LINE, "answered")
    asks(play, call, 100)
    assert (play.attempt(call.id).state, play.carrier.stopped) == (AttemptState.LOST, [])


def lost_text(play: Play) -> Attempt:
    """The answer to a text was lost."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.carrier.loses = FateUnknown("ReadTimeout")
    play.work()
    play.carrier.loses = None
    return play.texts()[0]


def says(play: Play, carrier_id: str, body: str) -> None:
    """This text of the carrier's says this."""
    play.carrier.known = [
        (replace(view, body=body) if view.carrier_id == carrier_id else view, to, line)
        for view, to, line in play.carrier.known
    ]


def test_a_text_is_told_from_others_to_the_same_number_by_what_it_says(play: Play) -> None:
    text = lost_text(play)
    sid = play.carrier.known[-1][0].carrier_id
    says(play, sid, f"Sent from a trial account - {text.body}")
    says(play, play.carrier.remember("SM-other", MEI, LINE), "something else")
    asks(play, text)
    assert play.texts()[0].carrier_id == sid


def test_of_two_texts_none_is_stopped_for_none_can_be(play: Play) -> None:
    text = lost_text(play)
    play.carrier.remember("SM-younger", MEI, LINE)
    asks(play, text)
    assert (play.texts()[0].state, play.carrier.stopped) == (AttemptState.PLACED, [])


def test_a_text_without_a_trace_is_lost_and_not_sent_again(play: Play) -> None:
    text = lost_text(play)
    play.carrier.known.clear()
    for _ in range(4):
        asks(play, text)
        play.work()
    assert (play.texts()[0].result, len(play.carrier.texts)) == (Result.LOST, 1)
