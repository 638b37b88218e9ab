"""Texts that a playbook asks for: one before the call, and one that is the follow-up itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from tests.cast import MEI, branch, customer, follow_up, ready
from tests.dialer.play import Play

AHEAD: dict[str, Any] = {"playbook": "treatment-care", "step": "day-3", "text_ahead": True}
ALONE: dict[str, Any] = {"playbook": "unreached", "step": "text-next-day", "mode": "text"}


def due(play: Play, **changes: Any) -> None:
    """Mei is due this, and Wing is ready."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, **{"closes_at": play.now + timedelta(days=2)} | changes)


def test_the_text_comes_first_and_the_call_after_its_time(play: Play) -> None:
    due(play, **AHEAD)
    play.work()
    (text,) = play.texts()
    assert (text.mode, play.carrier.calls) == ("ahead", [])
    assert "海港诊所" in text.body
    assert (play.case().waits_for, play.case().next_try_at) == ("text_first", play.now + timedelta(minutes=10))
    assert [(r.code, r.again_at) for r in play.refusals()] == [("text_first", play.case().next_try_at)]
    play.clock.forward(minutes=9)
    play.work()
    assert play.carrier.calls == []
    play.clock.forward(minutes=1)
    play.work()
    assert len(play.carrier.calls) == 1
    assert len(play.texts()) == 1


def test_the_text_before_a_call_is_sent_once_although_the_call_is_tried_again(play: Play) -> None:
    due(play, **AHEAD)
    play.work()
    play.clock.forward(minutes=10)
    play.tell(play.rings_next(), "ended", Result.BUSY)
    play.clock.forward(minutes=12)
    play.work()
    # the one before the call, and the one after the missed call
    assert sorted(text.mode for text in play.texts()) == ["agent", "ahead"]


def test_who_may_not_be_texted_is_called_all_the_same(play: Play) -> None:
    due(play, **AHEAD)
    play.leaves_in_peace("text")
    play.work()
    assert play.texts() == []
    assert len(play.carrier.calls) == 1


def test_who_rings_us_back_before_the_announced_call_is_not_called(play: Play) -> None:
    due(play, **AHEAD)
    play.work()
    play.leaves_in_peace("all")
    play.clock.forward(minutes=10)
    play.work()
    assert play.carrier.calls == []


@pytest.mark.parametrize(
    ("result", "state", "outcomes"),
    [
        # handed over, or even delivered
        (Result.SENT, FollowUpState.DONE, ["texted"]),
        (Result.DELIVERED, FollowUpState.DONE, ["texted"]),
        # the network could not
        (Result.UNDELIVERED, FollowUpState.EXHAUSTED, []),
    ],
)
def test_a_follow_up_by_text_is_done_when_the_text_went(
    play: Play, result: Result, state: FollowUpState, outcomes: list[str]
) -> None:
    due(play, **ALONE)
    play.work()
    (text,) = play.texts()
    assert (text.mode, play.case().state) == ("message", FollowUpState.UNDERWAY)
    play.tell(text, "ended", result)
    assert play.case().state is state
    assert [disposition for disposition, _, _ in play.outcomes()] == outcomes
    assert play.carrier.calls == []


def test_a_text_that_may_not_go_ends_its_follow_up_with_the_reason(play: Play) -> None:
    due(play, **ALONE)
    with play.scene() as session:
        session.add(Suppression(e164=MEI, channel="text", reason="imported", since=play.now))
    play.work()
    (text,) = play.texts()
    assert (text.state, play.case().state, play.case().reason) == (
        AttemptState.WITHDRAWN,
        FollowUpState.EXHAUSTED,
        "suppressed",
    )


def test_who_wants_no_texts_is_not_planned_one(play: Play) -> None:
    due(play, **ALONE)
    play.leaves_in_peace("text", "asked")
    play.work()
    assert play.texts() == []
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "asked")


def test_a_text_waits_for_its_own_hours(play: Play) -> None:
    play.clock.forward(hours=10)  # nine in the evening
    due(play, **ALONE)
    play.work()
    (text,) = play.texts()
    assert (text.state, play.case().state) == (AttemptState.PLANNED, FollowUpState.UNDERWAY)
    play.clock.forward(hours=12)
    play.work()
    assert play.texts()[0].state is AttemptState.PLACED


def test_two_dispatchers_write_one_text(play: Play) -> None:
    due(play, **ALONE)
    play.tick()
    play.tick()
    assert len(play.texts()) == 1


def written_before_such_words_were_refused(play: Play, playbook: str, old: str, new: str) -> None:
    """An edition of the house with a treatment word in its text, kept past the check."""
    content = (SHELF / f"{playbook}.toml").read_text("utf-8").replace(old, new)
    with play.scene() as session:
        put(session, playbook, content, None, play.now)


def test_a_text_with_a_treatment_word_is_not_sent_and_its_follow_up_ends_with_the_reason(play: Play) -> None:
    written_before_such_words_were_refused(play, "unreached", "我们给您打过电话", "您的激光治疗后我们给您打过电话")
    due(play, **ALONE)
    play.work()
    assert (play.texts(), play.carrier.texts) == ([], [])
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "text_not_private")


def test_a_call_whose_announcement_says_too_much_is_made_without_it(play: Play) -> None:
    written_before_such_words_were_refused(play, "treatment-care", "想给您打个电话问候一下", "想就您的手术问候一下")
    due(play, **AHEAD)
    play.work()
    assert play.texts() == []
    assert len(play.carrier.calls) == 1


def test_a_house_that_is_named_after_what_it_does_may_say_its_name(play: Play) -> None:
    with play.scene() as session:
        branch(session).name_zh = "海港药房"
    due(play, **ALONE)
    play.work()
    assert "海港药房" in play.carrier.texts[0].body
