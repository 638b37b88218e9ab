"""A customer's year: what is planned, and what became of what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.calendars.public_holidays import is_estimated
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import held


@dataclass(frozen=True)
class Line:
    """One follow-up of the year, in words."""

    first_day: date
    last_day: date
    state: str
    playbook: str
    why: str
    #: Its days keep to workdays or holidays of a year that is not announced yet; they may still move.
    estimated: bool


@dataclass(frozen=True)
class Year:
    """One customer's."""

    customer_id: int
    name: str
    branch: str
    lines: tuple[Line, ...]


def courses(session: Session, number: str, now: datetime, language: str) -> list[Year]:
    """The years of the customers with this id in their source system, from a year ago on; in the order of days.

    Several houses may use the same ids, so there may be several.
    """
    found = session.scalars(select(Customer).where(Customer.external_id == number).order_by(Customer.id)).all()
    return [_year(session, one, now, language) for one in found]


def _year(session: Session, customer: Customer, now: datetime, language: str) -> Year:
    playbooks = {name: one.playbook for name, one in held(session).items()}
    country = customer.calendar.partition("-")[0]
    rows = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer.id, FollowUp.last_day >= now.date() - timedelta(days=366))
        .order_by(FollowUp.first_day, FollowUp.priority, FollowUp.id)
    )
    lines = []
    for follow_up in session.scalars(rows):
        playbook = playbooks.get(follow_up.playbook)
        step = playbook.find(follow_up.step) if playbook else None
        lines.append(
            Line(
                follow_up.first_day,
                follow_up.last_day,
                follow_up.state.value,
                playbook.name.in_language(language) if playbook else follow_up.playbook,
                step.why.in_language(language) if step else follow_up.step,
                step is not None and step.open_days != "any" and is_estimated(country, follow_up.first_day),
            )
        )
    return Year(customer.id, customer.name, customer.branch, tuple(lines))
