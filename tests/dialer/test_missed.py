"""Missed calls: what each way of not reaching somebody leads to: the next try, the text, or the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from tests.cast import TUESDAY_11, agent, campaign, customer, greeting
from tests.dialer.play import Play

NOON = TUESDAY_11 + timedelta(hours=1)
HALF_PAST_TWO = TUESDAY_11 + timedelta(hours=3, minutes=30)
WEDNESDAY_11 = TUESDAY_11 + timedelta(days=1)


def missed(play: Play, result: Result, **changes: object) -> Attempt:
    """The only call, and how it ended; the follow-up stays open for a week."""
    case = play.opens()
    with play.scene() as session:
        found = session.merge(case)
        found.closes_at = play.now + timedelta(days=7)
        for name, value in changes.items():
            setattr(found, name, value)
    call = play.rings_next()
    play.tell(call, "ended", result)
    return call


@pytest.mark.parametrize(
    ("result", "due_in", "waits_for", "texted"),
    [
        # engaged: a few minutes later, and they learn who it was
        (Result.BUSY, timedelta(minutes=12), "after_busy", True),
        # half past one is the clinic's lunch: when it opens for the afternoon
        (Result.NO_ANSWER, timedelta(hours=3, minutes=30), "after_no_answer_other_part", True),
        # declined: not again today, and not in the morning
        (Result.REJECTED, timedelta(days=1, hours=1), "after_rejected_other_day_and_part", True),
        # the network failed: nobody saw a call, so that no text explains it
        (Result.FAILED, timedelta(minutes=5), "after_failed", False),
        # we took it back ourselves
        (Result.CANCELLED, timedelta(minutes=30), "after_cancelled", False),
        # answered, and the reserved agent was gone: an hour, and a word of who it was
        (Result.ABANDONED, timedelta(hours=1), "after_abandoned", True),
        # the carrier may have rung: a day later, in the afternoon
        (Result.LOST, timedelta(days=1, hours=1), "after_lost_other_part", False),
    ],
)
def test_the_next_try_and_the_text(play: Play, result: Result, due_in: timedelta, waits_for: str, texted: bool) -> None:
    missed(play, result)
    case = play.case()
    assert (case.state, case.tries_made) == (FollowUpState.PLANNED, 1)
    assert (case.next_try_at, case.waits_for) == (TUESDAY_11 + due_in, waits_for)
    assert bool(play.texts()) == texted


@pytest.mark.parametrize(
    "result",
    [Result.BUSY, Result.NO_ANSWER, Result.REJECTED, Result.FAILED, Result.CANCELLED, Result.ABANDONED, Result.LOST],
)
def test_after_the_last_try_it_is_exhausted(play: Play, result: Result) -> None:
    missed(play, result, tries_allowed=1)
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "all_tries_used")
    assert play.case().closed_at == play.now


def test_a_number_that_does_not_exist_is_never_tried_again(play: Play) -> None:
    missed(play, Result.BAD_NUMBER)
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "bad_number")
    assert play.texts() == []


def test_the_other_number_is_tried_after_a_bad_one_and_both_calls_count(play: Play) -> None:
    call = play.rings("+85291234567", "+85225251234")
    play.tell(call, "ended", Result.BAD_NUMBER, code="sip_404")
    assert (play.case().waits_for, play.case().tries_made) == ("other_number", 1)
    play.work()
    assert play.case().waits_for == "house_cap_apart"  # ten minutes between two calls to one customer
    play.clock.forward(minutes=10)
    play.work()
    assert [c.to for c in play.carrier.calls] == ["+85291234567", "+85225251234"]
    assert play.case().tries_made == 2


def test_a_retry_that_does_not_fit_into_the_window_is_not_made(play: Play) -> None:
    missed(play, Result.NO_ANSWER, closes_at=NOON)
    case = play.case()
    assert (case.next_try_at, case.waits_for) == (NOON, "after_no_answer_no_opening_left")
    play.clock.at = NOON
    play.work()
    assert play.case().state is FollowUpState.MISSED
    assert len(play.carrier.calls) == 1


def test_a_window_that_ends_while_the_telephone_rings_is_missed_afterwards(play: Play) -> None:
    case = play.opens()
    with play.scene() as session:
        session.merge(case).closes_at = play.now + timedelta(seconds=20)
    call = play.rings_next()
    play.clock.forward(seconds=25)
    play.work()
    assert play.case().state is FollowUpState.UNDERWAY
    play.tell(call, "ended", Result.NO_ANSWER)
    play.work()
    assert play.case().state is FollowUpState.MISSED


def test_three_tries_and_never_a_fourth(play: Play) -> None:
    missed(play, Result.BUSY)
    for hours in (1, 24, 24, 24):
        play.clock.forward(hours=hours)
        if play.work().place:
            play.tell(play.attempt(), "ended", Result.BUSY)
    assert len(play.carrier.calls) == 3
    assert (play.case().state, play.case().tries_made) == (FollowUpState.EXHAUSTED, 3)


def test_a_greeting_that_was_heard_is_done_and_has_its_outcome(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session))
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().result, play.case().state) == (Result.GREETED, FollowUpState.DONE)
    assert play.outcomes() == [("greeted", call.id, None)]


def test_a_greeting_that_a_machine_took_is_tried_again(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session))
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "machine")
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().result, play.case().waits_for) == (Result.MACHINE, "after_machine_other_part")
    assert play.case().next_try_at == TUESDAY_11 + timedelta(hours=3)  # tomorrow the window leaves the morning only
    assert play.texts() == []  # a courtesy is not texted about


def test_a_call_missed_after_its_campaign_was_stopped_is_withdrawn(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session), of)
    call = play.rings_next()
    with play.scene() as session:
        session.merge(of).state = "stopped"
    play.tell(call, "ended", Result.NO_ANSWER)
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "campaign_stopped")


def test_no_trace_of_a_call_waits_a_day_and_counts(play: Play) -> None:
    missed(play, Result.LOST)
    assert play.attempt().state is AttemptState.ENDED
    assert (play.case().next_try_at, play.case().tries_made) == (WEDNESDAY_11 + timedelta(hours=1), 1)


def test_half_past_two_is_when_the_clinic_opens_again(play: Play) -> None:
    missed(play, Result.NO_ANSWER)
    play.clock.at = HALF_PAST_TWO - timedelta(seconds=1)
    play.work()
    assert len(play.carrier.calls) == 1
    play.clock.at = HALF_PAST_TWO
    play.work()
    assert len(play.carrier.calls) == 2
