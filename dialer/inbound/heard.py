"""What a caller hears, by what was found of the call: asked again for the same call, the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.calendars.notices import adopt
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.segments import suppressed
from dialer.agents.presence import conference
from dialer.attempts import Attempt
from dialer.calls.answer import Answer, Join
from dialer.hours.policy import HoursPolicy, named
from dialer.inbound.calls import InboundCall
from dialer.inbound.spoken_times import spoken_hours, spoken_opening
from dialer.inbound.when_there import HOURS, on_day, stretch
from dialer.inbound.words import Promise, Spoken, closed, goodbye, nobody, welcome
from runtime.zones import local_date


def heard(session: Session, row: InboundCall) -> tuple[Answer | Spoken, str]:
    """What this call hears, and the token of the conversation that it became, empty where it became none."""
    if row.customer_id is None:
        return _welcome(session, row), ""
    customer = session.get_one(Customer, row.customer_id)
    if row.heard == "agent":
        return _conversation(session, row, customer)
    branch = session.get_one(Branch, customer.branch)
    promise = Promise(given=row.follow_up_id is not None, refused=in_peace(session, customer, row.came_at))
    if row.heard == "message":
        return nobody(branch, customer.language, promise), ""
    adopt(session)
    opening = stretch(_hours(session, row), branch, row.came_at)
    when = spoken_opening(opening.start, row.came_at, branch.zone, customer.language) if opening else ""
    return closed(branch, customer.language, promise, when), ""


def in_peace(session: Session, customer: Customer, now: datetime) -> bool:
    """They asked not to be called."""
    return session.scalar(select(Customer.id).where(Customer.id == customer.id, suppressed(now, "call"))) is not None


def _conversation(session: Session, row: InboundCall, customer: Customer) -> tuple[Answer | Spoken, str]:
    attempt = session.get(Attempt, row.attempt_id) if row.attempt_id else None
    if attempt is None or attempt.agent_id is None or attempt.state.final:
        return goodbye(customer.language, left=False), ""
    return Join(conference(attempt.agent_id)), attempt.token


def _hours(session: Session, row: InboundCall) -> HoursPolicy:
    """Of the case's department; of whoever answers the telephone where there is no case."""
    case = session.get(FollowUp, row.follow_up_id) if row.follow_up_id else None
    return named(case.hours if case else HOURS)


def _welcome(session: Session, row: InboundCall) -> Spoken:
    """By the house whose number was rung, else by the first; with the hours of the day that is, or comes."""
    adopt(session)
    branch = session.scalar(select(Branch).order_by(Branch.line != row.line, Branch.name).limit(1))
    next_ = stretch(named(HOURS), branch, row.came_at) if branch else None
    if branch is None or next_ is None:
        return welcome(branch, {})
    day = on_day(named(HOURS), branch, local_date(next_.start, branch.zone))
    return welcome(branch, {one: spoken_hours(day, row.came_at, branch.zone, one) for one in ("zh", "en")})
