"""Reconciling: an attempt that nobody told us the end of is looked up, and never dialled again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.reconcile import reconcile
from dialer.carrier import FateUnknown
from tests.cast import MEI, TUESDAY_11
from tests.dialer.play import Play

LINE = "+85221234567"
LOST_ANSWER = FateUnknown("ReadTimeout")


def unknown(play: Play, *, heard: bool) -> Attempt:
    """A call whose answer was lost; the carrier has heard us, or not."""
    if heard:
        play.carrier.loses = LOST_ANSWER
        call = play.rings()
    else:
        play.carrier.refuses = LOST_ANSWER
        call = play.rings()
    play.carrier.loses = play.carrier.refuses = None
    return call


def ask_until(play: Play, seconds: int) -> None:
    """Every tick until so many seconds have gone by."""
    for _ in range(0, seconds, 40):
        play.clock.forward(seconds=40)
        play.work()


def test_the_one_call_that_fits_is_ours(play: Play) -> None:
    call = unknown(play, heard=True)
    ask_until(play, 40)
    found = play.attempt(call.id)
    assert (found.state, found.carrier_id) == (AttemptState.PLACED, play.carrier.known[0][0].carrier_id)
    assert len(play.carrier.calls) == 1


def test_of_two_the_younger_is_stopped(play: Play) -> None:
    call = unknown(play, heard=True)
    play.clock.forward(seconds=1)
    play.carrier.remember("CA-younger", MEI, LINE)
    ask_until(play, 40)
    assert play.carrier.stopped == ["CA-younger"]
    assert play.attempt(call.id).carrier_id != "CA-younger"


def test_no_trace_is_not_believed_at_once(play: Play) -> None:
    """The carrier's list may lag behind its calls."""
    call = unknown(play, heard=True)
    play.carrier.lags = True
    ask_until(play, 80)
    assert play.attempt(call.id).state is AttemptState.UNKNOWN
    play.carrier.lags = False
    ask_until(play, 80)
    assert play.attempt(call.id).state is AttemptState.PLACED


def test_no_trace_after_the_grace_is_lost_and_counts(play: Play) -> None:
    call = unknown(play, heard=False)
    ask_until(play, 160)
    found = play.attempt(call.id)
    assert (found.state, found.result, found.reason) == (AttemptState.LOST, Result.LOST, "no_trace_at_carrier")
    case = play.case()
    assert (case.state, case.tries_made) == (FollowUpState.PLANNED, 1)
    assert len(play.carrier.calls) == 1


@pytest.mark.parametrize(
    ("seconds", "to", "line"),
    [
        # before we asked
        (-60, MEI, LINE),
        # long after we stopped waiting for the answer
        (40, MEI, LINE),
        # to somebody else, from somebody else
        (0, "+85291234568", LINE),
        (0, MEI, "+85229999999"),
    ],
)
def test_a_call_that_does_not_fit_is_not_taken_for_ours(play: Play, seconds: int, to: str, line: str) -> None:
    call = unknown(play, heard=False)
    play.carrier.remember("CA-other", to, line)
    view = replace(play.carrier.known[0][0], created_at=TUESDAY_11 + timedelta(seconds=seconds))
    play.carrier.known[0] = (view, to, line)
    ask_until(play, 160)
    assert play.attempt(call.id).state is AttemptState.LOST
    assert play.carrier.stopped == []


def test_a_call_that_is_another_attempts_is_not_taken_for_ours(play: Play) -> None:
    call = unknown(play, heard=True)
    sid = play.carrier.known[0][0].carrier_id
    with play.scene() as session:
        taken = Attempt(
            **{c: getattr(call, c) for c in ("follow_up_id", "customer_id", "channel", "e164", "line", "mode")}
        )
        taken.carrier_id, taken.state, taken.machine, taken.evidence = sid, AttemptState.ENDED, False, {}
        session.add(taken)
    ask_until(play, 160)
    assert play.attempt(call.id).state is AttemptState.LOST


@pytest.mark.parametrize(
    ("stage", "said", "state", "result"),
    [
        # still on its way: asked again later
        ("placed", "", "placed", None),
        ("ringing", "", "ringing", None),
        # it ended, and no webhook told us
        ("ended", "busy", "ended", "busy"),
        ("ended", "no_answer", "ended", "no_answer"),
        ("ended", "cancelled", "ended", "cancelled"),
        # somebody answered, and our TwiML was never asked for
        ("ended", "talked", "ended", "abandoned"),
    ],
)
def test_a_known_call_without_webhooks_is_looked_up(
    play: Play, stage: str, said: str, state: str, result: str | None
) -> None:
    call = play.rings()
    play.carrier.tells(call.carrier_id or "", stage, said)
    ask_until(play, 120)
    assert (play.attempt(call.id).state, play.attempt(call.id).result) == (state, result)


def test_a_call_without_any_webhook_ends_in_the_end(play: Play) -> None:
    """Initiated, ringing, answered, completed: every one of them was lost on the way."""
    call = play.rings()
    for stage, said in (("ringing", ""), ("answered", ""), ("ended", "talked")):
        play.carrier.tells(call.carrier_id or "", stage, said)
        ask_until(play, 120)
    ask_until(play, 600)
    assert play.attempt(call.id).state is AttemptState.ENDED
    assert play.case().state is not FollowUpState.UNDERWAY


def test_a_carrier_that_does_not_answer_is_asked_again(play: Play) -> None:
    call = play.rings()
    play.carrier.tells(call.carrier_id or "", "ended", "busy")
    play.carrier.refuses = FateUnknown("down")
    ask_until(play, 200)
    assert play.attempt(call.id).state is AttemptState.PLACED
    play.carrier.refuses = None
    ask_until(play, 80)
    assert play.attempt(call.id).result is Result.BUSY


def test_a_webhook_while_the_carrier_is_asked_is_not_overruled(play: Play) -> None:
    """The list lags, and at that very moment the telephone rings."""
    call = unknown(play, heard=False)
    play.clock.forward(seconds=200)
    play.carrier.while_looking = lambda: play.tell(call, "ringing")
    reconcile(play.tools, call.id)
    assert play.attempt(call.id).state is AttemptState.RINGING


def test_what_is_claimed_or_over_is_nothing_to_reconcile(play: Play) -> None:
    play.opens()
    (one,) = play.tick().place
    play.clock.forward(minutes=10)
    reconcile(play.tools, one)
    reconcile(play.tools, 4711)
    assert play.attempt(one).state is AttemptState.CLAIMED


def test_a_talk_is_not_cut_by_being_asked_about(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.carrier.tells(call.carrier_id or "", "answered")
    ask_until(play, 700)
    assert play.attempt(call.id).state is AttemptState.ANSWERED
    assert play.carrier.stopped == []
