"""Drafts: what is typed is kept, the last to write wins, and it goes with the entry that it becomes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dialer.attempt_life import Result
from dialer.talks.chats import log_chat
from dialer.talks.drafts import LARGEST, Draft, TooLarge, forget_old, keep, kept
from dialer.talks.entries import Entry, EntryWrong
from tests.cast import agent
from tests.dialer.play import Play


def about(play: Play) -> list[str]:
    with play.tools.sessions() as session:
        return list(session.scalars(select(Draft.about).order_by(Draft.about)))


def test_the_last_to_write_wins_and_drafts_are_each_agents_own(play: Play) -> None:
    with play.scene() as session:
        wing, fai = agent(session), agent(session, "fai")
        keep(session, wing.id, "call/1", {"notes": "She says"}, play.now)
        keep(session, wing.id, "call/1", {"notes": "She says that"}, play.now)
        assert kept(session, wing.id, "call/1") == {"notes": "She says that"}
        assert kept(session, fai.id, "call/1") == {}


def test_what_is_older_than_two_days_goes(play: Play) -> None:
    with play.scene() as session:
        wing, fai = agent(session), agent(session, "fai")
        for who, n in ((wing, 1), (wing, 2), (fai, 3)):
            keep(session, who.id, f"call/{n}", {}, play.now + timedelta(hours=n))
        keep(session, wing.id, "call/4", {}, play.now + timedelta(hours=49, seconds=1))
    assert about(play) == ["call/2", "call/3", "call/4"]
    with play.scene() as session:
        forget_old(session, play.now + timedelta(hours=51, seconds=1))
    assert about(play) == ["call/4"]


def test_more_than_any_form_has_room_for_is_refused(play: Play) -> None:
    with play.scene() as session:
        wing = agent(session)
        keep(session, wing.id, "call/1", {"notes": "记" * (LARGEST - 5)}, play.now)
        with pytest.raises(TooLarge):
            keep(session, wing.id, "call/1", {"notes": "记" * (LARGEST - 4)}, play.now)


def test_the_draft_of_a_call_goes_in_the_transaction_that_logs_it(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    with play.scene() as session:
        keep(session, play.agent().id, f"call/{call.id}", {"notes": "x"}, play.now)
        keep(session, play.agent().id, "call/4711", {"notes": "y"}, play.now)
    with pytest.raises(EntryWrong):
        play.concludes(call, "call_later")
    assert len(about(play)) == 2
    play.concludes(call, "well")
    assert about(play) == ["call/4711"]


def test_the_draft_of_a_chat_goes_with_it(play: Play) -> None:
    due = play.opens()
    with play.scene() as session:
        keep(session, play.agent().id, f"chat/{due.id}", {"notes": "x"}, play.now)
        log_chat(session, due.id, play.agent().id, Entry("well"), play.now)
    assert about(play) == []
