"""A greeting beside a matter: the agent says it along, and no second telephone call is made for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigns.consents import withdraw
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from tests.cast import campaign, customer, follow_up, greeting, ready
from tests.dialer.family import changed, topics
from tests.dialer.play import Play

PLANNED, TALKED, DONE = FollowUpState.PLANNED, FollowUpState.TALKED, FollowUpState.DONE


def greeted_and_called(play: Play, state: str = "running", **changes: Any) -> tuple[int, int]:
    """Mei is due a call, and a greeting: (the call's follow-up, the greeting's)."""
    with play.scene() as session:
        of = campaign(session, ready(session, play.now), state=state)
        mei = customer(session)
        matter = follow_up(session, mei, closes_at=play.now + timedelta(days=7))
        wish = greeting(session, mei, of, **{"closes_at": play.now + timedelta(days=2)} | changes)
    return matter.id, wish.id


def talks(play: Play) -> Attempt:
    call = play.rings_next()
    play.picks_up(call)
    return call


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        # due now
        ({}, True),
        # later today, on her calendar
        ({"opens_at": 5, "next_try_at": 5}, True),
        # tomorrow
        ({"opens_at": 14, "next_try_at": 14}, False),
        # nobody would know what to say
        ({"playbook": "of-old"}, False),
    ],
)
def test_a_greeting_of_today_is_said_along(play: Play, changes: dict[str, Any], said: bool) -> None:
    hours = {k: play.now + timedelta(hours=v) for k, v in changes.items() if k != "playbook"}
    matter, wish = greeted_and_called(play, **changes | hours)
    play.work()
    assert topics(play, play.attempts()[0]) == [matter, *([wish] if said else [])]


@pytest.mark.parametrize("state", ["paused", "stopped"])
def test_a_greeting_of_a_halted_campaign_is_not(play: Play, state: str) -> None:
    matter, _ = greeted_and_called(play, state)
    play.work()
    assert topics(play) == [matter]


def test_no_second_telephone_rings_for_it_while_the_call_is_open(play: Play) -> None:
    _, wish = greeted_and_called(play)
    play.picks_up(play.rings_next())
    for _ in range(4):
        play.clock.forward(minutes=2)
        play.tick()
    assert len(play.carrier.calls) == len(play.attempts()) == 1
    assert play.case(wish).tries_made == 0


def test_while_it_rings_the_greeting_is_refused_by_the_open_call_alone(play: Play) -> None:
    _, wish = greeted_and_called(play)
    play.work()
    play.tick()
    assert len(play.attempts()) == 1
    assert (play.case(wish).state, play.case(wish).waits_for) == (PLANNED, "busy_elsewhere")


def test_between_the_talk_and_the_entry_nobody_rings_for_it_either(play: Play) -> None:
    """The line is down and the outcome is owed: the greeting was said, and is not read out half an hour later."""
    _, wish = greeted_and_called(play)
    play.tell(talks(play), "ended", Result.TALKED)
    assert play.case(wish).state is TALKED
    play.clock.forward(minutes=30)
    play.work()
    assert len(play.carrier.calls) == 1


@pytest.mark.parametrize("disposition", ["well", "concern", "dissatisfied"])
def test_it_is_done_when_people_have_talked(play: Play, disposition: str) -> None:
    matter, wish = greeted_and_called(play)
    call = talks(play)
    play.concludes(call, disposition)
    assert (play.case(wish).state, play.case(wish).reason) == (DONE, "said_in_call")
    assert play.outcomes() == [(disposition, call.id, play.agent().id)]
    assert play.case(matter).state is DONE


@pytest.mark.parametrize("disposition", ["machine", "relative"])
def test_it_stays_as_it_was_when_somebody_else_answered(play: Play, disposition: str) -> None:
    _, wish = greeted_and_called(play)
    play.concludes(talks(play), disposition)
    assert (play.case(wish).state, play.case(wish).tries_made) == (PLANNED, 0)


def test_a_missed_call_leaves_it_as_it_was(play: Play) -> None:
    _, wish = greeted_and_called(play)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    assert (play.case(wish).state, play.case(wish).tries_made, play.history(wish)) == (PLANNED, 0, [])
    play.clock.forward(minutes=10)
    play.work()
    assert play.attempt().mode == "greeting"


def test_a_greeting_that_was_withdrawn_while_the_telephone_rang_stays_so(play: Play) -> None:
    _, wish = greeted_and_called(play)
    call = play.rings_next()
    changed(play, wish, state=FollowUpState.WITHDRAWN, reason="campaign_stopped")
    play.picks_up(call)
    play.concludes(call, "well")
    assert play.case(wish).reason == "campaign_stopped"


def test_a_greeting_alone_is_read_out_by_itself(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, ready(session, play.now))
        greeting(session, customer(session), of)
    play.work()
    assert play.attempt().mode == "greeting"


@pytest.mark.parametrize("happens", ["withdrawn", "never_given"])
def test_a_greeting_without_consent_is_not_said_along_in_a_call_about_care(play: Play, happens: str) -> None:
    """A sentence of selling makes a call of care a call of selling: in France it needs a grant, and nowhere a no."""
    matter, _ = greeted_and_called(play)
    with play.scene() as session:
        mei = session.merge(play.customer())
        if happens == "never_given":
            mei.numbers[0].country = "FR"
        else:
            withdraw(session, mei.id, "marketing", "said so on the telephone", "desk", play.now)
    play.work()
    assert topics(play) == [matter]
