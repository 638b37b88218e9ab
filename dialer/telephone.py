"""The telephone that a customer is planned to be called on, with the hours that go by it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from dialer.hours.callee import Callee
from dialer.judgement.facts import wishes_of

#: Ring time and slack, in seconds, that a call is planned with; it is judged again when it comes.
PLANNING_RING = 60


def callee_of(session: Session, customer: Customer, *, not_on: str = "", else_on: str = "") -> Callee | None:
    """The customer on the first number that is alive and not `not_on`; else on `else_on`, if that is given."""
    alive = (
        select(CustomerNumber)
        .where(
            CustomerNumber.customer_id == customer.id,
            CustomerNumber.dead_reason.is_(None),
            CustomerNumber.e164 != not_on,
        )
        .order_by(CustomerNumber.position)
        .limit(1)
    )
    number = session.scalar(alive)
    if number is None and not else_on:
        return None
    e164, country, subdivision = (number.e164, number.country, number.subdivision) if number else (else_on, "", "")
    return Callee(e164, country, subdivision, customer.zone, wishes_of(customer.wished_hours))
