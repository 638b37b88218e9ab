"""Simulated agents before an important call: they read, then call or skip."""

from __future__ import annotations

import pytest

from dialer.agents.presence import Preview
from dialer.agents.previews import offer
from huifang.demo.readers import READS, Readers, why_not
from runtime.database import Sessions
from tests.cast import agent, customer, follow_up
from tests.dialer.play import Play, begin

SEED = 20261124


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """Wing, and a call that is offered to her."""
    found = begin(sessions)
    with found.scene() as session:
        due = follow_up(session, customer(session, tier="gold"))
        offer(session, due, agent(session).id, found.now + found.tools.preview, found.now)
    return found


def decides(readers: Readers, play: Play) -> list[bool]:
    """Whether each preview that is still open was clicked."""
    with play.scene() as session:
        readers.decide(session, play.agent().id, play.now)
    return [preview.clicked_at is not None for preview in play.previews()]


def offered_again(play: Play) -> None:
    """The call that was skipped is before her eyes once more."""
    play.clock.forward(minutes=30)
    with play.scene() as session:
        offer(session, play.case(), play.agent().id, play.now + play.tools.preview, play.now)


def test_a_colleague_reads_for_a_quarter_of_a_minute_and_calls(play: Play) -> None:
    readers = Readers(SEED)
    assert decides(readers, play) == [False]
    play.clock.forward(seconds=READS.total_seconds())
    assert decides(readers, play) == [True]
    assert decides(readers, play) == [True]
    assert readers.counts() == {"offered": 1, "clicked": 1, "skipped": 0, "taken_back": 0}


def test_now_and_then_one_is_skipped_and_called_the_next_time(play: Play) -> None:
    case = play.case().id
    seed = next(seed for seed in range(1000) if why_not(seed, case, 1) and not why_not(seed, case, 2))
    readers = Readers(seed)
    decides(readers, play)
    play.clock.forward(seconds=READS.total_seconds())
    assert decides(readers, play) == []
    assert play.case().waits_for == f"skipped_{why_not(seed, case, 1)}"
    offered_again(play)
    decides(readers, play)
    play.clock.forward(seconds=READS.total_seconds())
    assert decides(readers, play) == [True]
    assert readers.counts() == {"offered": 2, "clicked": 1, "skipped": 1, "taken_back": 0}


def test_about_one_in_twelve_is_skipped() -> None:
    skipped = sum(bool(why_not(SEED, case, 1)) for case in range(1000))
    assert 50 < skipped < 110


def test_what_is_taken_back_before_the_click_is_counted(play: Play) -> None:
    readers = Readers(SEED)
    decides(readers, play)
    with play.scene() as session:
        session.delete(session.get_one(Preview, play.agent().id))
    play.clock.forward(seconds=READS.total_seconds())
    assert decides(readers, play) == []
    assert readers.counts() == {"offered": 1, "clicked": 0, "skipped": 0, "taken_back": 1}


def test_nothing_offered_is_nothing_done(play: Play) -> None:
    with play.scene() as session:
        session.delete(session.get_one(Preview, play.agent().id))
    readers = Readers(SEED)
    assert decides(readers, play) == []
    assert readers.counts()["offered"] == 0
