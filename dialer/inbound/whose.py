"""Whose call it is: the customer behind a number that rings us, and the case that they ring about."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.topics import Topic

_OPEN = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)


def having(e164: str) -> Select[int]:
    """The ids of the customers who have this number. One that was said to be somebody else's is nobody's."""
    theirs = or_(CustomerNumber.dead_reason.is_(None), CustomerNumber.dead_reason != "wrong_number")
    return select(CustomerNumber.customer_id).where(CustomerNumber.e164 == e164, theirs)


def hold_everything(session: Session, e164: str, now: datetime) -> None:
    """Lock all that may be talked about on this number, by id: whoever rings us waits in one order with everybody."""
    today = or_(FollowUp.opens_at <= now + timedelta(days=1), FollowUp.tries_made > 0)
    mine = select(FollowUp.id).where(FollowUp.customer_id.in_(having(e164)), FollowUp.state.in_(_OPEN), today)
    session.execute(mine.order_by(FollowUp.id).with_for_update())


def open_case(session: Session, e164: str, now: datetime) -> FollowUp | None:
    """The follow-up that we last tried this number for, else the most pressing one that is open; locked."""
    led = select(func.max(Attempt.id)).where(Attempt.follow_up_id == FollowUp.id).scalar_subquery()
    joined = select(func.max(Topic.attempt_id)).where(Topic.follow_up_id == FollowUp.id).scalar_subquery()
    tried = func.greatest(led, joined)
    case = (
        select(FollowUp)
        .where(
            FollowUp.customer_id.in_(having(e164)),
            FollowUp.state == FollowUpState.PLANNED,
            # A text that is due, or a visit, is not what somebody rings back about.
            FollowUp.mode.in_(["agent", "greeting"]),
            FollowUp.closes_at > now,
            # What is due only next week is not used up by a call about something else.
            or_(FollowUp.opens_at <= now, FollowUp.tries_made > 0),
        )
        .order_by(tried.desc().nulls_last(), FollowUp.priority, FollowUp.closes_at)
        .limit(1)
        .with_for_update(of=FollowUp)
    )
    return session.scalar(case)


def customer_of(session: Session, e164: str) -> Customer | None:
    """Whose number this is: of several people the one whom we last tried on it, else whose first number it is."""
    tried = (
        select(func.max(Attempt.id))
        .where(Attempt.customer_id == Customer.id, Attempt.e164 == e164)
        .correlate(Customer)
        .scalar_subquery()
    )
    position = (
        select(func.min(CustomerNumber.position))
        .where(CustomerNumber.customer_id == Customer.id, CustomerNumber.e164 == e164)
        .correlate(Customer)
        .scalar_subquery()
    )
    found = select(Customer).where(Customer.id.in_(having(e164)))
    return session.scalar(found.order_by(tried.desc().nulls_last(), position, Customer.id).limit(1))
