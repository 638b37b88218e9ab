"""An agent's day: who is to be called today, the most pressing first, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, Subquery, cast, func, select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import held
from dialer.agents.callers import calls_for
from dialer.attempts import Attempt
from runtime.zones import local_date
from web.reading.came_in import CameIn, rang_lately
from web.reading.steps import Books

#: What a promised call back waits for, as its reason code begins.
RANG = "rang_back"
#: Rows on the side list.
SHOWN = 12


@dataclass(frozen=True)
class Due:
    """One call that is due today: everything that is open for one telephone."""

    customer_id: int
    address: str
    playbook: str
    #: What else is talked about in the same call.
    more: int
    #: Days of the first window to close that are left after today, on the customer's calendar; 0 on the last day.
    days_left: int
    #: The next call is not placed before this instant, shown on the customer's clock.
    next_try_at: datetime
    waits: bool
    waits_for: str
    zone: str
    #: Their call that nobody took, and that this one answers.
    rang: CameIn | None = None


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


def today(session: Session, agent: Agent, books: Books, now: datetime) -> Today:
    """Whom this agent knows to call, and is to be called today; a telephone is one row, whatever is due to it."""
    due = _by_telephone(session, agent, now)
    rows = (
        select(FollowUp, Customer, due.c.topics, due.c.last_day)
        .join(due, due.c.id == FollowUp.id)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(due.c.place == 1)
        .order_by(due.c.closes_at, FollowUp.priority, FollowUp.id)
        .limit(SHOWN)
    )
    total = select(func.count()).select_from(due).where(due.c.place == 1)
    lines = [_row(f, c, topics - 1, last, books, now) for f, c, topics, last in session.execute(rows)]
    rang = rang_lately(session, [one.customer_id for one in lines if one.waits_for.startswith(RANG)], books, now)
    return Today(
        tuple(replace(one, rang=rang.get(one.customer_id)) for one in lines),
        session.execute(total).scalar_one(),
    )


def _by_telephone(session: Session, agent: Agent, now: datetime) -> Subquery:
    """What is due, with its place among all that is due to the same telephone: the first one gives the row its words.

    A customer's telephone is the number that is tried first; without any, the customer stands alone.
    """
    first = (
        select(CustomerNumber.e164)
        .where(CustomerNumber.customer_id == Customer.id, CustomerNumber.dead_reason.is_(None))
        .order_by(CustomerNumber.position)
        .limit(1)
        .scalar_subquery()
    )
    due = (
        select(FollowUp, func.coalesce(first, cast(Customer.id, String)).label("telephone"))
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(*_due(session, agent, now))
        .subquery()
    )
    # What is ready comes before what waits for its next try; then who would lead the call, as `dialer.topics.rank`.
    order = (due.c.next_try_at > now, due.c.purpose != "care", due.c.priority, due.c.closes_at, due.c.id)
    same = due.c.telephone
    return select(
        due.c.id,
        func.row_number().over(partition_by=same, order_by=order).label("place"),
        func.count().over(partition_by=same).label("topics"),
        func.min(due.c.closes_at).over(partition_by=same).label("closes_at"),
        func.min(due.c.last_day).over(partition_by=same).label("last_day"),
    ).subquery()


def my_day(session: Session, agent: Agent, since: datetime) -> MyDay:
    """Conversations, and conversations that were logged, of this agent since an instant."""
    talked = select(func.count()).where(Attempt.agent_id == agent.id, Attempt.bridged_at >= since)
    # A call about several things has several outcomes; one that was no call of ours counts by itself.
    conversations = func.count(func.coalesce(Outcome.attempt_id, -Outcome.id).distinct())
    logged = select(conversations).where(Outcome.agent_id == agent.id, Outcome.logged_at >= since)
    return MyDay(session.execute(talked).scalar_one(), session.execute(logged).scalar_one())


def _due(session: Session, agent: Agent, now: datetime) -> list[ColumnElement[bool]]:
    return [
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode == "agent",
        FollowUp.opens_at <= now,
        FollowUp.closes_at > now,
        calls_for(agent, held(session)),
    ]


def _row(follow_up: FollowUp, customer: Customer, more: int, last_day: date, books: Books, now: datetime) -> Due:
    day = local_date(now, customer.day_zone)
    return Due(
        customer_id=customer.id,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        playbook=books.name(follow_up.playbook),
        more=more,
        days_left=(last_day - day).days,
        next_try_at=follow_up.next_try_at,
        waits=follow_up.next_try_at > now,
        waits_for=follow_up.waits_for,
        zone=customer.day_zone,
    )
