"""Who is on the floor: every agent with a derived state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.presence import Leg
from web.reading.desks import Desk, DeskState, desks
from web.reading.handling import Listener, listeners

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

    agent_id: int
    name: str
    roles: tuple[str, ...]
    desk: Desk
    #: The agent's telephone stands in his conference: it can be listened to.
    at_the_telephone: bool = False
    #: Supervisors who listen.
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True)
class Listening:
    """To whom a supervisor listens."""

    to: int
    whispers: bool
    #: The supervisor's own telephone is still to be picked up.
    rings: bool


def listening(session: Session, supervisor_id: int) -> Listening | None:
    """To whom this supervisor's telephone listens, or is about to; None where it is put down."""
    asked = select(Leg).where(Leg.agent_id == supervisor_id, Leg.listens_to.is_not(None), Leg.state != "ended")
    leg = session.scalar(asked)
    if leg is None or leg.listens_to is None or leg.stop_wanted_at is not None:
        return None
    return Listening(leg.listens_to, leg.whispers, leg.state != "joined")


def floor(session: Session, now: datetime) -> tuple[Standing, ...]:
    """All agents, those in a conversation first."""
    agents = session.scalars(select(Agent).where(Agent.post == "agent").order_by(Agent.name)).all()
    found = desks(session, [a.id for a in agents], now)
    ids = [a.id for a in agents]
    joined = select(Leg.agent_id).where(Leg.agent_id.in_(ids), Leg.state == "joined", Leg.listens_to.is_(None))
    there, heard_by = set(session.scalars(joined)), listeners(session, ids)
    standing = [
        Standing(a.id, a.name, tuple(a.roles), found[a.id], a.id in there, heard_by.get(a.id, ())) for a in agents
    ]
    return tuple(sorted(standing, key=lambda s: _ORDER.index(s.desk.state)))
