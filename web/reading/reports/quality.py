"""Quality as people read of it: what was drawn in a month, by agent, and what was said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.numbers.masking import mask
from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from dialer.recordings.scores import Quality, RecordingScore, quality_of_month
from web.reading.recordings import Line


@dataclass(frozen=True)
class Drawn:
    """One recording that was drawn."""

    score: RecordingScore
    #: As the recordings' own pages show it; whether it can still be heard.
    line: Line
    heard: bool
    judged_by: str


@dataclass(frozen=True)
class OfAgent:
    """One agent's month."""

    name: str
    quality: Quality
    drawn: tuple[Drawn, ...]


def drawn(session: Session, month: date) -> list[OfAgent]:
    """By agent, by name; each one's recordings in the order in which they were made."""
    qualities = quality_of_month(session, month)
    found: dict[int, list[Drawn]] = {}
    for one in _read(session, _asked().where(RecordingScore.month == month).order_by(Recording.wanted_at)):
        found.setdefault(one.score.agent_id, []).append(one)
    people = [OfAgent(rows[0].line.agent, qualities[agent_id], tuple(rows)) for agent_id, rows in found.items()]
    return sorted(people, key=lambda one: one.name)


def one_drawn(session: Session, recording_id: int) -> Drawn | None:
    """One of them; None where it was not drawn."""
    return next(iter(_read(session, _asked().where(RecordingScore.recording_id == recording_id))), None)


def next_unjudged(session: Session, month: date, but: int) -> int | None:
    """The next recording of the month that nobody has judged and that can be heard, of anybody `but` this agent."""
    left = (
        select(RecordingScore.recording_id)
        .join(Recording, Recording.id == RecordingScore.recording_id)
        .where(RecordingScore.month == month, RecordingScore.scored_at.is_(None), RecordingScore.agent_id != but)
        .where(Recording.state == "kept")
        .order_by(RecordingScore.agent_id, Recording.wanted_at)
        .limit(1)
    )
    return session.scalar(left)


def _asked() -> Select[Any]:
    whose, judge = Agent.__table__.alias(), Agent.__table__.alias()
    return (
        select(RecordingScore, Recording, Customer, Attempt.e164, whose.c.name, func.coalesce(judge.c.name, ""))
        .join(Recording, Recording.id == RecordingScore.recording_id)
        .join(Customer, Customer.id == Recording.customer_id)
        .join(Attempt, Attempt.id == Recording.attempt_id)
        .join(whose, whose.c.id == RecordingScore.agent_id)
        .outerjoin(judge, judge.c.id == RecordingScore.scored_by)
    )


def _read(session: Session, asked: Select[Any]) -> list[Drawn]:
    return [
        Drawn(score, _line(recording, customer, number, agent), recording.state == "kept", judged_by)
        for score, recording, customer, number, agent, judged_by in session.execute(asked)
    ]


def _line(recording: Recording, customer: Customer, number: str, agent: str) -> Line:
    return Line(
        id=recording.id,
        at=recording.wanted_at,
        zone=customer.day_zone,
        seconds=recording.seconds,
        state=recording.state,
        reason=recording.reason,
        by="",
        message=False,
        agent=agent,
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        masked=mask(number),
    )
