"""Call backs: nobody could take the call of a customer who rang us, and is promised that we call. We do.

The case that is open becomes the promised call. What cannot bear it gives way to a request of its own: a greeting that
is read out, a case whose tries are used, or whose window has no permitted hour left.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, move
from dialer.inbound.calls import InboundCall
from dialer.inbound.requests import open_request
from dialer.texting.texts import withdraw_text
from dialer.tries.consequences import plan_try

#: A promised call back is tried this soon, hours permitting.
SOON = timedelta(minutes=10)
#: By the customer's own agent; so long after it was due anybody makes it.
TAKE_OVER = timedelta(minutes=10)
#: Texts after a missed call, by what the call was: they ask to be rung back, and somebody has.
_AFTER_MISSED = ("agent", "greeting")


def withdraw_pending_texts(session: Session, customer_id: int, now: datetime) -> None:
    """No text any more that says that we have just tried to call: they have rung us since."""
    waiting = select(Attempt).where(
        Attempt.customer_id == customer_id,
        Attempt.channel == "text",
        Attempt.mode.in_(_AFTER_MISSED),
        Attempt.state == AttemptState.PLANNED,
    )
    for text in session.scalars(waiting.order_by(Attempt.id).with_for_update()).all():
        move(session, text, AttemptState.WITHDRAWN, "rang_back", now)


def promise(
    session: Session, row: InboundCall, case: FollowUp | None, customer: Customer, not_before: datetime, now: datetime
) -> None:
    """Have this customer called back at the first permitted instant from `not_before` on, and soon is soon enough."""
    soonest = max(now + SOON, not_before)
    if case is None or not _bears(session, row, case, soonest, now):
        case = open_request(session, customer, row.carrier_id, now)
        plan_try(session, row.e164, case, soonest, "rang_back", now)
    row.follow_up_id = case.id
    withdraw_text(session, case.id, "rang_back", now)
    owner = case.owner or session.scalar(select(Agent.login).where(Agent.login == customer.owner))
    if owner is not None:
        # Whoever promised it for another day owes it now, and not only from that day on.
        case.owner, case.take_over_at = owner, case.next_try_at + TAKE_OVER


def _bears(session: Session, row: InboundCall, case: FollowUp, soonest: datetime, now: datetime) -> bool:
    """The case was made the promised call; False where it cannot be."""
    if case.mode != "agent" or case.tries_made >= case.tries_allowed:
        return False
    plan_try(session, row.e164, case, soonest, "rang_back", now)
    return case.next_try_at < case.closes_at
