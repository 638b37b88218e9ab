"""Beside a conversation: the appointments to come, and what a new one would be offered as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.appointments import KIND, Appointment, offers, taken_by
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from runtime.zones import local_date

#: Appointments to come, and people of ours that are suggested.
SHOWN = 5


@dataclass(frozen=True)
class Ahead:
    """One appointment to come."""

    subject: str
    on: date
    #: The instant, where it is known.
    at: datetime | None
    with_whom: str
    #: One that we booked, and may move or call off; None for one of the source system's.
    appointment_id: int | None


@dataclass(frozen=True)
class Booking:
    """What the form of a new appointment begins with."""

    #: On whose clock times are meant: the branch's.
    zone: str
    subject: str
    #: Who has seen this customer, the latest first.
    people: tuple[str, ...]
    with_whom: str
    first: datetime
    second: datetime


def appointments_ahead(session: Session, customer: Customer, now: datetime) -> tuple[Ahead, ...]:
    """Those from today on, the nearest first; through the events' index by customer."""
    rows = (
        select(Event, Appointment.id)
        .outerjoin(Appointment, Appointment.event_id == Event.id)
        .where(Event.customer_id == customer.id, Event.kind == KIND, Event.withdrawn_at.is_(None))
        .where(Event.occurred_on >= local_date(now, customer.day_zone))
        .order_by(Event.occurred_on, Event.occurred_at)
        .limit(SHOWN)
    )
    return tuple(Ahead(e.subject, e.occurred_on, e.occurred_at, e.by_whom, own) for e, own in session.execute(rows))


def booking(session: Session, customer: Customer, about: Event | None, now: datetime) -> Booking:
    """For the matter that hangs on this event: the same again with the same person, at two times that are free."""
    branch = session.get_one(Branch, customer.branch)
    people = _people(session, customer)
    with_whom = about.by_whom if about is not None else ""
    first, second = offers(now, branch.zone, branch.region, taken_by(session, with_whom, now))
    return Booking(branch.zone, about.subject if about else "", people, with_whom, first, second)


def _people(session: Session, customer: Customer) -> tuple[str, ...]:
    rows = select(Event.by_whom).where(Event.customer_id == customer.id, Event.by_whom != "")
    latest = session.scalars(rows.order_by(Event.occurred_on.desc()).limit(50))
    return tuple(dict.fromkeys(latest))[:SHOWN]
