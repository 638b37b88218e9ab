"""Somebody rings us: what they hear, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from dialer.agents.presence import announce
from dialer.attempt_life import Result
from dialer.inbound.calls import InboundCall
from dialer.inbound.ring_back import Heard, ring_back
from dialer.inbound.words import Spoken
from tests.cast import MEI
from tests.dialer.play import Play

LINE = "+85221234567"


def calls_us(play: Play, number: str = MEI, sid: str = "CA-in", line: str = LINE) -> Heard:
    """This number rings ours."""
    with play.scene() as session:
        return ring_back(session, number, line, sid, play.now)


def says(heard: Heard) -> str:
    """All that is said to a caller who meets nobody."""
    assert isinstance(heard.answer, Spoken), heard.answer
    return "".join(one.words for one in heard.answer.sentences)


def comes_in(play: Play, sid: str = "CA-in") -> InboundCall:
    """What is kept of this call."""
    with play.tools.sessions() as session:
        return session.scalars(select(InboundCall).where(InboundCall.carrier_id == sid)).one()


def due_to_them(play: Play) -> list[FollowUp]:
    """All follow-ups, in order."""
    with play.tools.sessions() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def missed_once(play: Play) -> None:
    """We rang Mei, who did not answer."""
    play.tell(play.rings(), "ended", Result.NO_ANSWER)


def all_go_for_a_break(play: Play) -> None:
    """Nobody is available any more."""
    with play.scene() as session:
        for one in play.agents():
            announce(session, one.id, "break", play.now, timedelta(hours=24))
