"""Launches that wait for a second person, and those of one's own that were declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.launches import Campaign

#: More wait for nobody: they are looked at one after the other.
SHOWN = 20
#: So long whoever proposed a launch reads why it was declined.
READ_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Proposal:
    """One launch that somebody proposed."""

    id: int
    name: str
    by_id: int
    by: str
    at: datetime
    #: How many could be reached when it was proposed.
    size: int
    #: Who declined it and why; empty while nobody has.
    declined_by: str = ""
    declined_because: str = ""


def undecided(session: Session) -> list[Proposal]:
    """What waits for a second person, the eldest first."""
    asked = select(Campaign, Agent.name).join(Agent, Agent.id == Campaign.launched_by)
    rows = asked.where(Campaign.state == "proposed").order_by(Campaign.launched_at, Campaign.id).limit(SHOWN)
    return [Proposal(c.id, c.name, c.launched_by, by, c.launched_at, c.size or 0) for c, by in session.execute(rows)]


def declined(session: Session, me: Agent, now: datetime) -> list[Proposal]:
    """What somebody declined of this person's lately, the newest first."""
    decider = aliased(Agent)
    asked = select(Campaign, decider.name).join(decider, decider.id == Campaign.decided_by)
    mine = (Campaign.launched_by == me.id, Campaign.state == "declined", Campaign.decided_at > now - READ_FOR)
    rows = asked.where(*mine).order_by(Campaign.decided_at.desc()).limit(SHOWN)
    return [
        Proposal(c.id, c.name, me.id, me.name, c.launched_at, c.size or 0, by, c.declined_because)
        for c, by in session.execute(rows)
    ]
