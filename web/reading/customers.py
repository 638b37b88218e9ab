"""Finding a customer by name or by the number in the source system; whom an agent may look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.suppressions import Suppression
from dialer.attempts import Attempt

#: Customers shown; whoever finds more says more of the name.
SHOWN = 20


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


def search(session: Session, asked: str, who: Agent, language: str) -> tuple[list[Known], bool]:
    """The customers whose name holds these signs or whose number begins with them; and whether there are more."""
    wanted = or_(
        Customer.name.icontains(asked, autoescape=True), Customer.external_id.istartswith(asked, autoescape=True)
    )
    rows = (
        select(Customer, Branch)
        .join(Branch, Branch.name == Customer.branch)
        .where(wanted, may_look_up(who))
        .order_by(Customer.external_id != asked, Customer.name, Customer.external_id, Customer.id)
        .limit(SHOWN + 1)
    )
    found = [_known(customer, branch, language) for customer, branch in session.execute(rows)]
    return found[:SHOWN], len(found) > SHOWN


def known(session: Session, customer_id: int, who: Agent, language: str) -> Known | None:
    """One customer; None where there is none, or this person may not look them up."""
    row = select(Customer, Branch).join(Branch, Branch.name == Customer.branch)
    found = session.execute(row.where(Customer.id == customer_id, may_look_up(who))).one_or_none()
    return _known(*found, language) if found else None


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


def may_look_up(who: Agent) -> ColumnElement[bool]:
    """True for a `Customer` of this person's branches, or one with whom the person has been in a call."""
    if who.supervises or not who.branches:
        return true()
    called = exists().where(Attempt.customer_id == Customer.id, Attempt.agent_id == who.id)
    return or_(Customer.branch.in_(who.branches), called)


def _known(customer: Customer, branch: Branch, language: str) -> Known:
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
