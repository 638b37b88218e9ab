"""Chats: a customer who is due a call was talked with in writing; nobody rings them about it any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.talks.chats import log_chat
from dialer.talks.entries import Asked, Entry, EntryWrong
from tests.dialer.play import Play

THURSDAY = date(2026, 11, 26)


def chats(play: Play, disposition: str = "well", **entry: Any) -> Outcome:
    with play.scene() as session:
        follow_up = session.scalars(select(FollowUp).order_by(FollowUp.id)).first()
        assert follow_up is not None
        return log_chat(session, follow_up.id, play.agent().id, Entry(disposition, **entry), play.now)


def changed(play: Play, **facts: Any) -> None:
    with play.scene() as session:
        due = session.get_one(FollowUp, play.case().id)
        for name, value in facts.items():
            setattr(due, name, value)


@pytest.mark.parametrize("disposition", ["well", "concern", "dissatisfied"])
def test_a_chat_closes_the_call_and_is_a_contact_of_the_day(play: Play, disposition: str) -> None:
    play.opens()
    outcome = chats(play, disposition, attitude="warm", questions=(Asked("?", "!"),), notes="微信联系")
    assert (outcome.reached_by, outcome.attempt_id, outcome.contact_on) == ("chat", None, play.now.date())
    assert (outcome.attitude, outcome.notes) == ("warm", "微信联系")
    assert (play.case().state, play.case().reason) == (FollowUpState.DONE, disposition)
    assert play.case().reached_on == play.now.date()
    play.work()
    assert play.carrier.calls == []


def test_the_same_chat_logged_twice_has_its_first_outcome(play: Play) -> None:
    play.opens()
    first, again = chats(play), chats(play, "concern")
    assert (again.id, again.disposition) == (first.id, "well")


def test_a_call_for_later_is_planned_and_owed_by_who_promised_it(play: Play) -> None:
    play.opens()
    chats(play, "call_later", next_date=THURSDAY)
    with play.tools.sessions() as session:
        promised = session.scalars(select(FollowUp).where(FollowUp.occurrence_key.startswith("next/"))).one()
    assert (promised.first_day, promised.owner) == (THURSDAY, "wing")
    assert play.case().state is FollowUpState.DONE
    assert play.case().reached_on is None


def test_who_wants_no_more_of_us_is_left_in_peace(play: Play) -> None:
    play.opens()
    chats(play, "refused")
    with play.tools.sessions() as session:
        (left,) = session.scalars(select(Suppression)).all()
    assert (left.channel, left.reason, left.by) == ("all", "refused", "wing")


def test_what_was_found_and_what_cannot_wait_are_events(play: Play) -> None:
    play.opens()
    chats(play, "concern", red_flag="Fever")
    with play.tools.sessions() as session:
        assert set(session.scalars(select(Event.kind))) == {"finding", "red-flag"}


def test_the_text_after_a_missed_call_is_not_sent_any_more(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.NO_ANSWER)
    chats(play)
    (sorry,) = play.texts()
    assert (sorry.state, sorry.reason) == (AttemptState.WITHDRAWN, "reached")


@pytest.mark.parametrize(
    ("facts", "disposition", "entry", "said"),
    [
        # its window is not open yet, or is over
        ({"opens_at": timedelta(hours=1)}, "well", {}, "No call about this is due"),
        ({"closes_at": timedelta(0)}, "well", {}, "No call about this is due"),
        # it is no call; the telephone rings about it; it is over
        ({"mode": "visit"}, "well", {}, "No call about this is due"),
        ({"state": FollowUpState.UNDERWAY}, "well", {}, "No call about this is due"),
        ({"state": FollowUpState.MISSED}, "well", {}, "No call about this is due"),
        # nobody was reached in writing
        ({}, "machine", {}, "came of the chat"),
        ({}, "relative", {}, "came of the chat"),
        # dates and ratings as in a call
        ({}, "call_later", {}, "choose the next date"),
        ({}, "well", {"next_date": date(2026, 11, 23)}, "must lie after today"),
        ({}, "well", {"ratings": {"speed": 6}}, "from 1 to 5"),
        ({"playbook": "complaint", "step": "same-day"}, "concern", {}, "stays open until it is settled"),
        ({}, "well", {"attitude": "angry"}, "warm, calm"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(
    play: Play, facts: dict[str, Any], disposition: str, entry: dict[str, Any], said: str
) -> None:
    play.opens()
    later = {name: play.now + value for name, value in facts.items() if isinstance(value, timedelta)}
    changed(play, **facts | later)
    before = play.case().state
    with pytest.raises(EntryWrong, match=said):
        chats(play, disposition, **entry)
    assert (play.case().state, play.outcomes()) == (before, [])
