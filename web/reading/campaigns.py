"""Campaigns as the console shows them, with their progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from dialer.abandonment import Abandonment
from web.reading.figures import Buckets, buckets
from web.reading.steps import Books

#: The newest ones.
SHOWN = 8


@dataclass(frozen=True)
class Running:
    """One campaign and where its follow-ups are."""

    id: int
    name: str
    playbook: str
    #: running, paused or stopped, as the supervisor wants it; over when nothing is open any more.
    state: str
    launched_by: str
    launched_at: datetime
    buckets: Buckets
    #: None where nobody has answered lately, or nobody asks.
    abandonment: Abandonment | None = None
    #: The carrier's code for which it was paused by itself.
    paused_because: str = ""

    @property
    def to_go(self) -> int:
        """Calls that are not made yet."""
        return self.buckets.all - self.buckets.over


def campaigns(session: Session, books: Books, counted: Mapping[int | None, Abandonment]) -> tuple[Running, ...]:
    """The newest campaigns, those that still run first, with who met nobody in time, by campaign."""
    launched = Campaign.state.not_in(("proposed", "declined"))
    newest = select(Campaign.id).where(launched).order_by(Campaign.launched_at.desc()).limit(SHOWN)
    found = [_running(session, one, books, counted.get(one)) for one in session.scalars(newest)]
    return tuple(sorted((c for c in found if c), key=lambda c: c.state not in ("running", "paused")))


def campaign(session: Session, campaign_id: int, books: Books) -> Running | None:
    """One campaign; None where there is none."""
    return _running(session, campaign_id, books)


def _running(session: Session, campaign_id: int, books: Books, abandoned: Abandonment | None = None) -> Running | None:
    row = session.execute(
        select(Campaign, Agent.name).join(Agent, Agent.id == Campaign.launched_by).where(Campaign.id == campaign_id)
    ).one_or_none()
    if row is None:
        return None
    found, by = row
    states = select(FollowUp.state, func.count()).where(FollowUp.campaign_id == campaign_id).group_by(FollowUp.state)
    counted = buckets((state, count) for state, count in session.execute(states))
    over = counted.all == counted.over and found.state in ("running", "paused")
    state = "over" if over else found.state
    name = books.name(found.playbook)
    because = found.paused_because or ""
    return Running(found.id, found.name, name, state, by, found.launched_at, counted, abandoned, because)
