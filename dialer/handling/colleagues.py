"""Colleagues: to whom a customer can be handed on at this instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.presence import Presence, Preview, hands_on, has_nothing_to_do, there
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt


@dataclass(frozen=True)
class Colleague:
    """Somebody who could take the customer."""

    agent_id: int
    name: str
    roles: tuple[str, ...]
    #: Stands in his conference and is free; who is not is rung first.
    at_hand: bool


def colleagues(session: Session, but: int, now: datetime) -> list[Colleague]:
    """Everybody but this agent who is in no call: who is free and at the telephone first, then who can be rung.

    Who is here and does something else (a break, an entry to write, a preview) is not disturbed. A doctor who is not
    signed in is rung.
    """
    available = exists().where(Presence.agent_id == Agent.id, Presence.wants == "available", Presence.lease_until > now)
    in_a_call = exists().where(Attempt.agent_id == Agent.id, Attempt.channel == "call", Attempt.state.in_(OPEN))
    reads = exists().where(Preview.agent_id == Agent.id)
    at_hand = and_(available, has_nothing_to_do())
    away = and_(~there(Agent.id, now), ~in_a_call, ~hands_on(), ~reads)
    asked = select(Agent, at_hand).where(Agent.post == "agent", Agent.id != but, or_(at_hand, away))
    found = [Colleague(a.id, a.name, tuple(sorted(a.roles)), here) for a, here in session.execute(asked)]
    return sorted(found, key=lambda one: (not one.at_hand, one.roles, one.name))
