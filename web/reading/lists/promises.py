"""Promises at risk: calls that were promised, whose giver is not free, and whose time is near or past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from web.reading.desks import Desk, DeskState, desks
from web.reading.steps import Books

#: So long ahead a promise is looked at.
AHEAD = timedelta(hours=4)
#: Rows of the list; more than these are no list any more.
SHOWN = 200
#: Customers of these states of the giver are called in time by themselves.
_FREE = DeskState.WAITING


@dataclass(frozen=True)
class AtRisk:
    """One promise."""

    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    zone: str
    why: str
    #: Who promised it, and what that person is doing; empty for somebody who has left.
    owner: str
    state: str
    #: From when on it was promised.
    opens_at: datetime
    #: When somebody else makes it, and when it is missed.
    take_over_at: datetime
    closes_at: datetime
    #: Who steps in by name: the giver's deputy; empty for anybody of the role.
    deputy: str
    role: str
    #: Nobody but the giver and the deputy calls this customer.
    high: bool

    def taken_over(self, now: datetime) -> bool:
        """It is somebody else's by now."""
        return self.take_over_at <= now

    def deadline(self, now: datetime) -> datetime:
        """What is next: that somebody else makes it, or that it is missed."""
        return self.closes_at if self.taken_over(now) else self.take_over_at

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes until then."""
        return int((self.deadline(now) - now).total_seconds() // 60)


def at_risk(session: Session, high_tiers: Sequence[str], books: Books, now: datetime) -> list[AtRisk]:
    """The promises at risk, what has the least time left first. Served by the index of open promises."""
    rows = session.execute(_rows(now)).all()
    at_desks = desks(session, sorted({row.Owner.id for row in rows if row.Owner}), now)
    found = [_one(row, at_desks.get(row.Owner.id) if row.Owner else None, high_tiers, books) for row in rows]
    return [one for one in found if one.taken_over(now) or one.state != _FREE.value]


def _rows(now: datetime) -> Select[*tuple[Any, ...]]:
    owner, deputy = aliased(Agent, name="Owner"), aliased(Agent, name="Deputy")
    left = case((FollowUp.take_over_at > now, FollowUp.take_over_at), else_=FollowUp.closes_at)
    return (
        select(FollowUp, Customer, Branch, owner, deputy)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(Branch, Branch.name == Customer.branch)
        .outerjoin(owner, owner.login == FollowUp.owner)
        .outerjoin(deputy, deputy.login == owner.deputy)
        .where(FollowUp.state == FollowUpState.PLANNED, FollowUp.owner.is_not(None))
        .where(FollowUp.take_over_at <= now + AHEAD, FollowUp.closes_at > now)
        .order_by(left, FollowUp.id)
        .limit(SHOWN)
    )


def _one(row: Any, desk: Desk | None, high_tiers: Sequence[str], books: Books) -> AtRisk:
    promised, customer, branch = row.FollowUp, row.Customer, row.Branch
    return AtRisk(
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        branch=branch.name_zh if books.language == "zh" else branch.name_en,
        zone=customer.day_zone,
        why=books.why(promised.playbook, promised.step),
        owner=row.Owner.name if row.Owner else promised.owner,
        state=desk.state.value if desk else "",
        opens_at=promised.opens_at,
        take_over_at=promised.take_over_at,
        closes_at=promised.closes_at,
        deputy=row.Deputy.name if row.Deputy else "",
        role=promised.role,
        high=customer.tier in high_tiers,
    )
