"""Caps on texts: two a day to one customer and to one number, whatever they are about; every refusal is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import write_attempt
from dialer.explain import Asked, Voice, explain
from tests.cast import MEI, TUESDAY_11, customer, follow_up, ready
from tests.dialer.play import Play


def sent(play: Play, case: FollowUp, mode: str, at: datetime, **changes: Any) -> None:
    """A text that went out for this matter."""
    row = {"channel": "text", "e164": MEI, "line": "", "mode": mode, "state": AttemptState.ENDED, "reason": ""}
    with play.scene() as session:
        write_attempt(session, case, **row | {"result": Result.SENT, "placing_at": at, "ended_at": at} | changes)


def waits(play: Play, step: str, kind: str = "agent", **about: Any) -> FollowUp:
    """A matter of Mei's whose text of this kind waits to be claimed; each has a line, and a pace, of its own."""
    with play.scene() as session:
        case = follow_up(session, session.merge(play.customer()), step=step, **about)
        write_attempt(
            session,
            case,
            channel="text",
            e164=MEI,
            line=f"line of {step}",
            mode=kind,
            state=AttemptState.PLANNED,
            due_at=play.now,
        )
        return case


@pytest.mark.parametrize(
    ("kept", "texted"),
    [
        # two went out
        ({}, 0),
        # the carrier refused the second, or surely had not processed it: nobody was texted
        ({"state": AttemptState.REFUSED}, 1),
        ({"state": AttemptState.PLANNED, "due_at": TUESDAY_11 + timedelta(days=1)}, 1),
        # whatever became of it, it may have been read
        ({"state": AttemptState.UNKNOWN, "deadline_at": TUESDAY_11 + timedelta(days=1)}, 0),
        # a day and a second ago
        ({"placing_at": TUESDAY_11 - timedelta(hours=24, seconds=1)}, 1),
        # a call
        ({"channel": "call"}, 1),
    ],
)
def test_a_third_text_in_a_day_waits_and_says_why(play: Play, kept: dict[str, Any], texted: int) -> None:
    case = play.opens()
    sent(play, case, "ahead", play.now - timedelta(hours=23))
    sent(play, case, "agent", play.now - timedelta(hours=5), **kept)
    waits(play, "day-3", closes_at=play.now + timedelta(days=2), next_try_at=play.now + timedelta(days=1))
    play.tick()
    (text,) = (one for one in play.texts() if one.follow_up_id != case.id)
    assert [text.state is AttemptState.CLAIMED, text.state is AttemptState.PLANNED] == [texted == 1, texted == 0]
    refusals = [(one.code, one.again_at) for one in play.refusals() if one.channel == "text"]
    assert refusals == [] if texted else refusals == [("house_texts_24h", play.now + timedelta(hours=1))]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        # "we have just tried to call you" is not true on the next day
        ("agent", AttemptState.WITHDRAWN),
        # a text that is the follow-up itself waits while its window is open
        ("message", AttemptState.PLANNED),
    ],
)
def test_what_still_means_something_waits_for_its_turn(play: Play, kind: str, state: AttemptState) -> None:
    case = play.opens()
    for one in ("ahead", "agent"):
        sent(play, case, one, play.now - timedelta(hours=1))
    of: dict[str, Any] = {"mode": "text", "state": FollowUpState.UNDERWAY} if kind == "message" else {}
    other = waits(play, "day-3", kind, closes_at=play.now + timedelta(days=2), **of)
    play.tick()
    (text,) = (one for one in play.texts() if one.follow_up_id == other.id)
    assert (text.state, text.reason) == (state, "house_texts_24h")


def test_the_second_text_is_judged_by_the_first(play: Play) -> None:
    case = play.opens()
    sent(play, case, "ahead", play.now - timedelta(hours=1))
    for step in ("day-3", "day-7"):
        waits(play, step, next_try_at=play.now + timedelta(days=1), closes_at=play.now + timedelta(days=2))
    for _ in range(3):
        play.work()
        play.clock.forward(seconds=1)
    assert len(play.carrier.texts) == 1
    assert [(one.channel, one.code) for one in play.refusals()] == [("text", "house_texts_24h")]


@pytest.mark.parametrize("at_once", [True, False])
def test_one_text_at_a_time_is_with_a_worker_so_that_the_next_is_judged_by_it(play: Play, at_once: bool) -> None:
    play.opens()
    for step in ("day-3", "day-7"):
        waits(play, step, next_try_at=play.now + timedelta(hours=9))
        if not at_once:
            play.tick()
    play.tick()
    assert [text.state for text in play.texts()] == [AttemptState.CLAIMED, AttemptState.PLANNED]


def test_a_text_ahead_of_a_call_that_may_not_go_is_left_out_and_says_why(play: Play) -> None:
    """The call itself goes. What was announced once is not judged again for the next try."""
    with play.scene() as session:
        ready(session, play.now)
        whom = customer(session)
        spoken = follow_up(session, whom, step="day-7", next_try_at=play.now + timedelta(hours=9))
        ahead: dict[str, Any] = {"playbook": "treatment-care", "step": "day-3", "text_ahead": True}
        case = follow_up(session, whom, **ahead, closes_at=play.now + timedelta(days=2))
    for kind in ("ahead", "agent"):
        sent(play, spoken, kind, play.now - timedelta(hours=1))
    play.work()
    assert len(play.carrier.calls) == 1
    assert [(one.follow_up_id, one.channel, one.code) for one in play.refusals()] == [
        (case.id, "text", "house_texts_24h")
    ]
    with play.tools.sessions() as session:
        asked = Asked(play.now, play.carrier, play.tools.ring_bound, play.tools)
        told = explain(session, case.id, asked, Voice("en", "UTC", lambda code: code))
    assert told is not None
    assert "Not texted: house_texts_24h" in [line.what for line in told.past]


def test_what_was_announced_is_not_judged_again(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        ahead: dict[str, Any] = {"playbook": "treatment-care", "step": "day-3", "text_ahead": True}
        case = follow_up(session, customer(session), **ahead, closes_at=play.now + timedelta(days=2))
    sent(play, case, "ahead", play.now - timedelta(minutes=10))
    sent(play, case, "agent", play.now - timedelta(hours=1))
    play.work()
    assert len(play.carrier.calls) == 1
    assert play.refusals() == []
