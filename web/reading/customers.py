"""One customer, as far as a page's head or a list needs it, for whoever may look them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.suppressions import Suppression
from web.reading.looking_up import may_look_up


@dataclass(frozen=True)
class Known:
    """One customer, as far as a list needs it."""

    id: int
    name: str
    address: str
    #: The customer's id in the source system.
    number: str
    branch: str
    tier: str
    #: What the customer speaks: zh or en.
    language: str
    #: The zone whose days are the customer's.
    zone: str


def known(session: Session, customer_id: int, who: Agent, language: str, now: datetime) -> Known | None:
    """One customer; None where there is none, or this person may not look them up."""
    row = select(Customer, Branch).join(Branch, Branch.name == Customer.branch)
    theirs = row.where(Customer.id == customer_id, may_look_up(session, who, now))
    found = session.execute(theirs).one_or_none()
    return as_known(*found, language) if found else None


def left_in_peace(session: Session, customer_id: int, now: datetime) -> tuple[str, ...]:
    """Why this customer is neither called nor texted, or one of both, now: reason codes."""
    numbers = select(CustomerNumber.e164).where(CustomerNumber.customer_id == customer_id)
    rows = (
        select(Suppression.reason)
        .where(
            or_(Suppression.customer_id == customer_id, Suppression.e164.in_(numbers)),
            or_(Suppression.until.is_(None), Suppression.until > now),
        )
        .order_by(Suppression.since)
    )
    return tuple(dict.fromkeys(session.scalars(rows)))


def as_known(customer: Customer, branch: Branch, language: str) -> Known:
    """The row as pages show it, in their language."""
    return Known(
        id=customer.id,
        name=customer.name,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        number=customer.external_id,
        branch=branch.name_zh if language == "zh" else branch.name_en,
        tier=customer.tier,
        language=customer.language,
        zone=customer.day_zone,
    )
