"""Listening in: a supervisor hears an agent's conversations from his own telephone, or is heard by the agent alone.

::

    wanted ──his telephone is rung──> placed ──picks up──> joined: stands in the agent's conference, muted or whispering
       └────────stop──────────────────────┴──────────────────┴──the agent's telephone goes down──> ended

One row each: who listened to whom, from when until when. The agent sees it as long as it lasts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from dialer.agents.legs import leg_ended
from dialer.agents.presence import Leg, standing
from dialer.attempts import new_token


class NothingToHear(Exception):
    """The agent's telephone is down: there is nothing to listen to."""


class ListensAlready(Exception):
    """Your telephone listens already; stop that first."""


def listen(session: Session, supervisor: Agent, agent_id: int, now: datetime, *, whispers: bool = False) -> None:
    """Ring the supervisor's own telephone and let it stand in this agent's conference. The caller commits.

    Raises `NothingToHear` or `ListensAlready`.
    """
    if agent_id == supervisor.id or not standing(session, agent_id):
        raise NothingToHear
    line = session.scalars(select(Branch.line).order_by(Branch.name).limit(1)).one()
    row = {"token": new_token(), "agent_id": supervisor.id, "e164": supervisor.phone, "line": line}
    row |= {"listens_to": agent_id, "whispers": whispers, "state": "wanted", "wanted_at": now}
    if session.execute(insert(Leg).values(row).on_conflict_do_nothing().returning(Leg.id)).scalar() is None:
        raise ListensAlready


def stop_listening(session: Session, supervisor_id: int, now: datetime) -> bool:
    """Hang the supervisor's telephone up; False where it listens to nobody. The caller commits."""
    asked = select(Leg).where(Leg.agent_id == supervisor_id, Leg.listens_to.is_not(None), Leg.state != "ended")
    leg = session.scalar(asked.with_for_update())
    if leg is None:
        return False
    if leg.state == "wanted":
        leg_ended(session, leg.id, now)
    else:
        leg.stop_wanted_at = now
    return True
