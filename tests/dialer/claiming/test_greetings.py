"""Greetings are claimed many at a time, and no agent is needed for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.claiming import greetings
from dialer.judgement.facts import Facts, facts
from dialer.pacing import Bucket
from tests.cast import MING, TUESDAY_11, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play


def test_the_grounds_of_a_greeting_are_written_with_the_intent(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session))
    play.tick()
    assert play.attempt().evidence == {}
    play.rings_placed(play.attempt().id)
    assert play.attempt().evidence["zones"][0]["window"] == "09:00-20:00"


def test_where_one_may_not_be_greeted_another_is_in_the_same_tick(play: Play) -> None:
    """No more are read than there is room for; where one of them is refused, more are."""
    with play.scene() as session:
        unreachable = greeting(session, customer(session, "李明", MING), priority=70).id
        first, second = (
            greeting(session, customer(session, f"客{n}", f"+8529123450{n}"), priority=80 + n).id for n in range(2)
        )
        session.get_one(Bucket, "AC-test").tokens = 1.0
    assert len(play.tick().place) == 1
    states = {one: play.case(one).state for one in (unreachable, first, second)}
    assert states == {
        unreachable: FollowUpState.WITHDRAWN,
        first: FollowUpState.UNDERWAY,
        second: FollowUpState.PLANNED,
    }


def test_of_many_who_may_not_be_greeted_the_facts_are_read_by_ever_more(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before the end of their hours it is all of them, and each question is two ways to the database."""
    asked = list[int]()

    def counted(session: Session, some: Sequence[FollowUp], now: datetime) -> dict[int, Facts]:
        asked.append(len(some))
        return facts(session, some, now)

    monkeypatch.setattr(greetings, "facts", counted)
    with play.scene() as session:
        for n in range(30):
            greeting(session, customer(session, f"客{n}", f"+852912345{n:02}"), hours="law-only")
    play.clock.at = TUESDAY_11.replace(hour=12, minute=59, second=50)
    assert replace(play, tools=play.limited(calls_per_second=0.9)).tick().place == []
    assert asked == [1, 1, 2, 4, 8, 9], "the first, then of the others as many as one tick looks at"


def test_a_greeting_needs_no_agent_and_says_its_words(play: Play) -> None:
    with play.scene() as session:
        wing = agent(session)
        of = campaign(session, wing, message={"zh": "{address}，{house}祝您新年快乐。"})
        greeting(session, customer(session), of)
    play.tick()
    call: Attempt = play.attempt()
    assert (call.agent_id, call.body) == (None, "陈女士，海港诊所祝您新年快乐。")


def test_what_is_wrong_with_one_part_does_not_keep_the_others_from_their_work(play: Play) -> None:
    """A follow-up names hours that nobody knows any more; the greetings go on, and the clock lives."""
    with play.scene() as session:
        wing = ready(session, play.now)
        follow_up(session, customer(session, "Odd", "+85291110001"), hours="hours-of-old")
        greeting(session, customer(session, "Jo", "+85291110002"), campaign(session, wing))
    (one,) = play.tick().place
    assert play.attempt(one).mode == "greeting"
