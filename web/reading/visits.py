"""Visits: who is to be visited today by this agent, and what the one who goes there needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Text, func, select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, open_by
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.visit_cards import VisitCard
from runtime.zones import local_date
from web.reading.own_calls import own_calls
from web.reading.steps import Books
from web.reading.topic import Topic, topic_of

#: Rows on the side list; nobody makes more visits in a day.
SHOWN = 30

_DISTRICT = func.coalesce(Customer.details.op("->>", return_type=Text())("district"), "")


@dataclass(frozen=True)
class VisitDue:
    """One visit that is to be made today."""

    follow_up_id: int
    address: str
    #: Where, as the source system names the district; empty where it does not.
    district: str
    why: str
    #: Days of its window that are left after today, on the customer's calendar; less than 0 when it is overdue.
    days_left: int
    #: How often nobody was met.
    not_met: int


@dataclass(frozen=True)
class Visit:
    """One visit as its form shows it."""

    topic: Topic
    district: str
    #: It is still to be made.
    open: bool
    #: The customer's own day.
    today: date
    #: The number of the visit card; empty until it is opened.
    card: str


@dataclass(frozen=True)
class Visits:
    """The list and how much longer it really is."""

    rows: tuple[VisitDue, ...]
    total: int


def visits_today(session: Session, agent: Agent, books: Books, now: datetime) -> Visits:
    """The visits whose window is open, by role and branch; one district after another, so that a round can be made."""
    due = (
        open_by(now),
        FollowUp.mode == "visit",
        FollowUp.closes_at > now,
        own_calls(session, agent),
    )
    tried = select(func.count()).where(Outcome.follow_up_id == FollowUp.id).scalar_subquery()
    found = select(FollowUp, Customer, _DISTRICT, tried).join(Customer, Customer.id == FollowUp.customer_id)
    rows = found.where(*due).order_by(_DISTRICT == "", _DISTRICT, FollowUp.last_day, FollowUp.id).limit(SHOWN)
    total = select(func.count()).select_from(FollowUp).join(Customer, Customer.id == FollowUp.customer_id).where(*due)
    return Visits(
        tuple(_row(f, c, district, times, books, now) for f, c, district, times in session.execute(rows)),
        session.execute(total).scalar_one(),
    )


def visit(session: Session, follow_up_id: int, agent: Agent, books: Books, now: datetime) -> Visit | None:
    """One visit that is this agent's to make, still or not; else None."""
    mine: list[ColumnElement[bool]] = [
        FollowUp.id == follow_up_id,
        FollowUp.mode == "visit",
        own_calls(session, agent),
    ]
    found = select(FollowUp, Customer, _DISTRICT).join(Customer, Customer.id == FollowUp.customer_id).where(*mine)
    row = session.execute(found).one_or_none()
    if row is None:
        return None
    follow_up, customer, district = row
    opened = session.get(VisitCard, customer.id)
    return Visit(
        topic_of(session, follow_up, "", agent.name, books),
        district,
        follow_up.state is FollowUpState.PLANNED,
        local_date(now, customer.day_zone),
        opened.number if opened else "",
    )


def _row(follow_up: FollowUp, customer: Customer, district: str, times: int, books: Books, now: datetime) -> VisitDue:
    return VisitDue(
        follow_up_id=follow_up.id,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        district=district,
        why=books.why(follow_up.playbook, follow_up.step),
        days_left=(follow_up.last_day - local_date(now, customer.day_zone)).days,
        not_met=times,
    )
