"""Who is on the floor: every agent with a derived state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from web.reading.desks import Desk, DeskState, desks

_ORDER = (
    DeskState.TALKING,
    DeskState.RINGING,
    DeskState.PREVIEW,
    DeskState.WRAP_UP,
    DeskState.WAITING,
    DeskState.PHONE,
    DeskState.BREAK,
    DeskState.OFFLINE,
)


@dataclass(frozen=True)
class Standing:
    """One agent and the desk."""

    name: str
    roles: tuple[str, ...]
    desk: Desk


def floor(session: Session, now: datetime) -> tuple[Standing, ...]:
    """All agents, those in a conversation first."""
    agents = session.scalars(select(Agent).where(Agent.post == "agent").order_by(Agent.name)).all()
    found = desks(session, [a.id for a in agents], now)
    standing = [Standing(a.name, tuple(a.roles), found[a.id]) for a in agents]
    return tuple(sorted(standing, key=lambda s: _ORDER.index(s.desk.state)))
