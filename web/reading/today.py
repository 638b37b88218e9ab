"""An agent's day: what is due today, the most pressing first, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from runtime.zones import local_date
from web.reading.steps import playbook_name

#: Rows on the side list.
SHOWN = 12


@dataclass(frozen=True)
class Due:
    """One follow-up whose window is open today."""

    address: str
    playbook: str
    #: Days of the window left after today, on the customer's calendar; 0 on the last day.
    days_left: int
    #: The next call is not placed before this instant, shown on the customer's clock.
    next_try_at: datetime
    waits: bool
    waits_for: str
    zone: str


@dataclass(frozen=True)
class Today:
    """The list and how much longer it really is."""

    rows: tuple[Due, ...]
    total: int


@dataclass(frozen=True)
class MyDay:
    """What an agent has done since the day began."""

    talked: int
    logged: int


def today(session: Session, agent: Agent, language: str, now: datetime) -> Today:
    """What is due today to this agent's roles and branches."""
    due = _due(agent, now)
    rows = (
        select(FollowUp, Customer)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(*due)
        .order_by(FollowUp.closes_at, FollowUp.priority, FollowUp.id)
        .limit(SHOWN)
    )
    total = select(func.count()).select_from(FollowUp).join(Customer, Customer.id == FollowUp.customer_id)
    return Today(
        tuple(_row(f, c, language, now) for f, c in session.execute(rows)),
        session.execute(total.where(*due)).scalar_one(),
    )


def my_day(session: Session, agent: Agent, since: datetime) -> MyDay:
    """Conversations and logged outcomes of this agent since an instant."""
    talked = select(func.count()).where(Attempt.agent_id == agent.id, Attempt.bridged_at >= since)
    logged = select(func.count()).where(Outcome.agent_id == agent.id, Outcome.logged_at >= since)
    return MyDay(session.execute(talked).scalar_one(), session.execute(logged).scalar_one())


def _due(agent: Agent, now: datetime) -> list[ColumnElement[bool]]:
    conditions = [
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode == "agent",
        FollowUp.role.in_(agent.roles),
        FollowUp.opens_at <= now,
        FollowUp.closes_at > now,
    ]
    return [*conditions, Customer.branch.in_(agent.branches)] if agent.branches else conditions


def _row(follow_up: FollowUp, customer: Customer, language: str, now: datetime) -> Due:
    day = local_date(now, customer.day_zone)
    return Due(
        address=address(customer.name, customer.surname, customer.title, customer.language),
        playbook=playbook_name(follow_up.playbook, language),
        days_left=(follow_up.last_day - day).days,
        next_try_at=follow_up.next_try_at,
        waits=follow_up.next_try_at > now,
        waits_for=follow_up.waits_for,
        zone=customer.day_zone,
    )
