"""Wishing for a rehearsal: to one's own telephone, one at a time, ten a day. A tick hands it to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.telephones import telephones
from dialer.attempts import new_token
from dialer.rehearsals import Rehearsal

#: Rehearsals of one person in 24 hours.
A_DAY = 10


class NotTheirs(Exception):
    """Only your own telephone is rung."""


class Enough(Exception):
    """Ten rehearsals in 24 hours are enough; the words do not change by themselves."""


class OneAtATime(Exception):
    """A rehearsal of yours is still under way."""


class NoTexts(Exception):
    """Only a telephone number takes a text; this is an address."""


@dataclass(frozen=True)
class Wanted:
    """What is to be heard, or read, and where."""

    #: One of the person's own telephones, and our number that rings it.
    phone: str
    line: str
    words: str
    #: zh or en.
    language: str
    #: call or text.
    channel: str = "call"


def wish(session: Session, who: Agent, wanted: Wanted, now: datetime) -> int:
    """Write the wish down; its id. The caller commits.

    Raises `NotTheirs`, `NoTexts`, `Enough` or `OneAtATime`; then nothing is written.
    """
    if wanted.phone not in telephones(who):
        raise NotTheirs
    if wanted.channel == "text" and not wanted.phone.startswith("+"):
        raise NoTexts
    of_today = select(func.count()).where(
        Rehearsal.agent_id == who.id, Rehearsal.wanted_at > now - timedelta(days=1), Rehearsal.wanted_at <= now
    )
    if session.scalars(of_today).one() >= A_DAY:
        raise Enough
    row = {
        "token": new_token(),
        "agent_id": who.id,
        "channel": wanted.channel,
        "phone": wanted.phone,
        "line": wanted.line,
        "words": wanted.words,
        "language": wanted.language,
        "state": "wanted",
        "wanted_at": now,
    }
    made: int | None = session.scalar(insert(Rehearsal).values(row).on_conflict_do_nothing().returning(Rehearsal.id))
    if made is None:
        raise OneAtATime
    return made


def latest(session: Session, agent_id: int) -> Rehearsal | None:
    """The person's youngest one."""
    mine = select(Rehearsal).where(Rehearsal.agent_id == agent_id)
    return session.scalar(mine.order_by(Rehearsal.id.desc()).limit(1))
