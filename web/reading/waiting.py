"""Why nothing dials: what the follow-ups whose window is open are waiting for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, open_by
from campaigns.launches import Campaign
from web.reading.steps import Books

#: Rows of one reason's list.
SHOWN = 100


@dataclass(frozen=True)
class Waiting:
    """One reason and how many wait for it."""

    #: A reason code; `web.reasons` puts it into words.
    why: str
    count: int
    #: The first of them is looked at again then; None where time alone does not help.
    next_at: datetime | None


@dataclass(frozen=True)
class Waits:
    """One follow-up that waits for such a reason."""

    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    playbook: str
    why: str
    #: Not looked at again before, where that is still to come; shown on the customer's clock.
    next_at: datetime | None
    zone: str


def waiting(session: Session, now: datetime) -> tuple[Waiting, ...]:
    """The reasons of all that is due, the most frequent first."""
    why = _why(now).label("why")
    count = func.count().label("count")
    next_at = func.min(FollowUp.next_try_at).filter(
        FollowUp.next_try_at > now, FollowUp.next_try_at < FollowUp.closes_at
    )
    rows = (
        select(why, count, next_at)
        .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(*_due(now))
        .group_by(why)
        .order_by(count.desc())
    )
    return tuple(Waiting(*row) for row in session.execute(rows))


def those_waiting(session: Session, why: str, books: Books, now: datetime) -> tuple[tuple[Waits, ...], int]:
    """Who waits for this reason, those that are looked at first in front; and how many there are."""
    mine = (*_due(now), _why(now) == why)
    rows = (
        select(FollowUp, Customer)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(*mine)
        .order_by(FollowUp.next_try_at, FollowUp.closes_at, FollowUp.id)
        .limit(SHOWN)
    )
    counted = select(func.count()).select_from(FollowUp).outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
    found = tuple(_row(case, customer, books, now) for case, customer in session.execute(rows))
    return found, session.execute(counted.where(*mine)).scalar_one()


def _why(now: datetime) -> ColumnElement[str]:
    """The reason code of a due `FollowUp` beside its `Campaign`."""
    return case(
        (Campaign.state == "paused", literal("campaign_paused")),
        (FollowUp.next_try_at > now, FollowUp.waits_for),
        (FollowUp.mode == "agent", literal("ready_agent")),
        else_=literal("ready_greeting"),
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return open_by(now), FollowUp.closes_at > now


def _row(of: FollowUp, customer: Customer, books: Books, now: datetime) -> Waits:
    return Waits(
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        playbook=books.name(of.playbook),
        why=books.why(of.playbook, of.step),
        next_at=of.next_try_at if of.next_try_at > now else None,
        zone=customer.day_zone,
    )
