"""陈美玲 and her son share one telephone; each has matters of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.topics import Topic
from tests.cast import MEI, customer, follow_up, ready
from tests.dialer.play import Play

SURVEY: dict[str, Any] = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey", "priority": 30}


def mother_and_son(play: Play, mine: dict[str, Any] | None = None, his: dict[str, Any] | None = None) -> list[int]:
    """Both are due a call about their treatment on her number, and Wing is ready; the ids of the two follow-ups."""
    week = {"closes_at": play.now + timedelta(days=7)}
    with play.scene() as session:
        ready(session, play.now)
        hers = follow_up(session, customer(session, "陈美玲", MEI), **week | (mine or {}))
        sons = follow_up(session, customer(session, "陈小明", MEI, title="mr"), **week | {"priority": 12} | (his or {}))
    return [hers.id, sons.id]


def two_matters(play: Play, **second: Any) -> list[int]:
    """Mei's skin, and unless said otherwise her opinion; the ids of the two follow-ups."""
    week = {"closes_at": play.now + timedelta(days=7)}
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, "陈美玲", MEI)
        first = follow_up(session, mei, **week)
        other = follow_up(session, mei, **week | SURVEY | second)
    return [first.id, other.id]


def topics(play: Play, call: Attempt | None = None) -> list[int]:
    """What the youngest call is about, the lead first."""
    call = call or play.attempt()
    with play.tools.sessions() as session:
        joined = select(Topic.follow_up_id).where(Topic.attempt_id == call.id).order_by(Topic.follow_up_id)
        return [call.follow_up_id, *session.scalars(joined)]


def states(play: Play, cases: list[int]) -> list[FollowUpState]:
    """Where these follow-ups are."""
    return [play.case(one).state for one in cases]


def changed(play: Play, case: int, **values: Any) -> None:
    """Somebody else has a hand in a follow-up."""
    with play.scene() as session:
        found = session.get_one(FollowUp, case)
        for name, value in values.items():
            setattr(found, name, value)
