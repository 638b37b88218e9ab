"""Whoever listens stands in the log, once for each opening."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dialer.recordings.listening import listen
from dialer.recordings.recording import Listening, Recording
from tests.dialer.at_once import while_it_waits
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import answers, completes, later, recording


@pytest.fixture
def kept(play: Play) -> Recording:
    """A conversation that is kept."""
    answers(play)
    play.work()
    completes(play)
    for _ in range(2):
        later(play, timedelta(minutes=11))
    return recording(play)


def log(play: Play) -> list[str]:
    with play.scene() as session:
        return list(session.scalars(select(Listening.by).order_by(Listening.id)))


def hears(play: Play, kept: Recording, by: str = "rita") -> bytes | None:
    with play.scene() as session:
        return listen(session, kept.id, by, play.now)


def test_the_pieces_of_one_listening_are_one_and_the_next_day_is_another(play: Play, kept: Recording) -> None:
    for _ in range(3):
        assert hears(play, kept) == b"ID3 a conversation"
        play.clock.forward(seconds=20)
    assert log(play) == ["rita"]
    hears(play, kept, "wing")
    play.clock.forward(days=1)
    hears(play, kept)
    assert log(play) == ["rita", "wing", "rita"]


def test_two_pieces_at_once_are_one_listening(play: Play, kept: Recording) -> None:
    first = play.tools.sessions()
    listen(first, kept.id, "rita", play.now)
    first.flush()
    assert while_it_waits(play.tools.sessions, lambda: hears(play, kept), first.commit)
    first.close()
    assert log(play) == ["rita"]


def test_what_is_not_kept_cannot_be_heard_and_nobody_heard_it(play: Play) -> None:
    answers(play)
    play.work()
    assert (hears(play, recording(play)), log(play)) == (None, [])
