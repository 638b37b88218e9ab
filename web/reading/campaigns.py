"""Campaigns as the console shows them, with their progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from dialer.abandonment import Abandonment
from web.reading.figures import Buckets, buckets
from web.reading.steps import Books

#: Tells where the follow-ups of a campaign are.
Count = Callable[[int], Buckets]
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


def campaigns(
    session: Session, books: Books, abandoned: Mapping[int | None, Abandonment], count: Count
) -> tuple[Running, ...]:
    """The newest campaigns, those that still run first; `count` tells where the follow-ups of one are."""
    launched = Campaign.state.not_in(("proposed", "declined"))
    newest = _with_names().where(launched).order_by(Campaign.launched_at.desc()).limit(SHOWN)
    rows = session.execute(newest).all()
    found = [_running(one, by, count(one.id), books, abandoned.get(one.id)) for one, by in rows]
    return tuple(sorted(found, key=lambda c: c.state not in ("running", "paused")))


def campaign(session: Session, campaign_id: int, books: Books) -> Running | None:
    """One campaign; None where there is none."""
    row = session.execute(_with_names().where(Campaign.id == campaign_id)).one_or_none()
    return _running(*row, progress(session, campaign_id), books) if row else None


def _with_names() -> Select[Campaign, str]:
    return select(Campaign, Agent.name).join(Agent, Agent.id == Campaign.launched_by)


def progress(session: Session, campaign_id: int) -> Buckets:
    """Where the follow-ups of one campaign are, from the index that says just that."""
    states = select(FollowUp.state, func.count()).where(FollowUp.campaign_id == campaign_id).group_by(FollowUp.state)
    return buckets((state, count) for state, count in session.execute(states))


def _running(found: Campaign, by: str, counted: Buckets, books: Books, abandoned: Abandonment | None = None) -> Running:
    over = counted.all == counted.over and found.state in ("running", "paused")
    state = "over" if over else found.state
    name = books.name(found.playbook)
    because = found.paused_because or ""
    return Running(found.id, found.name, name, state, by, found.launched_at, counted, abandoned, because)
