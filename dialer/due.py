"""Due: the rows that a tick looks at, each with the agents who may make the call. All of them are locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.callers import Books, callers
from dialer.drawing import pressing, promised
from dialer.presence import Preview
from dialer.tools import Tools

#: Rows read in one go; a tick never holds more locks than this for each mode.
BATCH = 200


@dataclass(frozen=True)
class Due:
    """One follow-up that is due."""

    follow_up: FollowUp
    #: Ids of the free agents who may make the call now; none for a greeting.
    callers: frozenset[int] = frozenset()


def due_greetings(session: Session, books: Books, now: datetime) -> list[Due]:
    """Greetings that are due, the most pressing first."""
    asked = _due("greeting", list(books), now, BATCH)
    return [Due(one) for one in session.scalars(asked)]


def due_for(
    tools: Tools, session: Session, books: Books, kinds: Sequence[Sequence[str]], agents: Sequence[Agent], now: datetime
) -> list[Due]:
    """What is due to be called about by one of these agents; others' rows would stand before those that they can make.

    `kinds` are the playbooks of each kind of work: of each as many rows are read, so that none hides the others.
    """
    somebody, who = callers(agents, books, tools, now)
    found = []
    for playbooks in kinds:
        asked = _due("agent", playbooks, now, BATCH // len(kinds)).where(somebody).add_columns(who)
        found += [Due(follow_up, frozenset(ids)) for follow_up, ids in session.execute(asked)]
    return found


def _due(mode: str, playbooks: Sequence[str], now: datetime, most: int) -> Select[FollowUp]:
    # Of a stopped campaign too: what was under way when it was stopped is withdrawn when its next try comes.
    not_paused = select(Campaign.id).where(Campaign.state != "paused")
    being_read = exists().where(Preview.customer_id == FollowUp.customer_id)
    return (
        select(FollowUp)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.mode == mode,
            # A playbook that was taken off the shelf rests; nobody would know what to say.
            FollowUp.playbook.in_(playbooks),
            FollowUp.next_try_at <= now,
            FollowUp.closes_at > now,
            or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.in_(not_paused)),
            ~being_read,
        )
        .order_by(~promised(), ~pressing(now), FollowUp.priority, FollowUp.closes_at, FollowUp.id)
        .limit(most)
        .with_for_update(of=FollowUp, skip_locked=True)
    )
