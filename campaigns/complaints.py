"""Complaints: while one is open, a customer is called about that, and about what cannot wait for their health.

::

    a `complaint` event ──> open ──a `complaint-closed` event, on that day or later──> settled

An import brings both, an agent or a supervisor writes them down, and a call that settles the matter closes it. Source:
the users' follow-up manuals (a complaint is answered on the same day, by the same agent; it stops everything else).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.planning.falls_away import CLOSED
from campaigns.to_plan import plan_again
from runtime.zones import local_date

COMPLAINT = "complaint"
#: What goes on while a complaint is open: the complaint itself, what the customer asked or wrote to us, and what a
#: patient's health depends on: a wound is looked after whether or not somebody was kept waiting at the reception.
GOES_ON = (COMPLAINT, COMPLAINT + CLOSED, "call-request", "message", "red-flag", "surgery", "discharge", "finding")
#: The source of what people of ours write down.
OURS = "huifang"


def complained(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """True for a `Customer` row of whom a complaint is open at `now`, on the customer's own calendar."""
    opened = aliased(Event)
    return exists().where(opened.customer_id == Customer.id, *_open(opened, _today(now)))


def complaining(now: datetime) -> Select[int]:
    """The ids of all customers of whom a complaint is open at `now`: for a look at many at once."""
    whose = select(Event.customer_id).join(Customer, Customer.id == Event.customer_id)
    return whose.where(*_open(Event, _today(now))).distinct()


def about_a_complaint() -> ColumnElement[bool]:
    """True for a `FollowUp` row that goes on while a complaint is open."""
    return exists().where(Event.id == FollowUp.event_id, Event.kind.in_(GOES_ON))


def open_complaints(session: Session, customer_id: int, now: datetime) -> list[Event]:
    """The complaints of this customer that are open, the eldest first."""
    whose: Select[Event] = select(Event).join(Customer, Customer.id == Event.customer_id)
    mine = whose.where(Customer.id == customer_id, *_open(Event, _today(now)))
    return list(session.scalars(mine.order_by(Event.occurred_on, Event.id)))


def complain(session: Session, customer_id: int, about: str, by: str, now: datetime) -> None:
    """Keep a complaint and plan the customer anew; `by` is the login of who was told. The caller commits.

    Calls that ring already are `dialer.peace.complaints.log_complaint`'s to end; it calls this.
    """
    _write(session, customer_id, COMPLAINT, about, by, now)


def settle(session: Session, customer_id: int, by: str, now: datetime) -> None:
    """All complaints of this customer are settled; what waited for that is due as it was. The caller commits."""
    _write(session, customer_id, COMPLAINT + CLOSED, "", by, now)


def _write(session: Session, customer_id: int, kind: str, subject: str, by: str, now: datetime) -> None:
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    session.add(
        Event(
            source=OURS,
            external_id=f"{kind}/{customer_id}/{now.isoformat()}",
            customer_id=customer_id,
            kind=kind,
            subject=subject,
            occurred_on=local_date(now, customer.day_zone),
            occurred_at=now,
            details={"by": by},
            created_at=now,
        )
    )
    session.flush()
    plan_again(session, [customer_id], now)


def _today(now: datetime | ColumnElement[datetime]) -> ColumnElement[Any]:
    return cast(func.timezone(Customer.day_zone, now), Date)


def _open(opened: type[Event], today: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """As planning sees it for `held_by`."""
    closed = aliased(Event)
    closing = exists().where(
        closed.customer_id == opened.customer_id,
        closed.kind == COMPLAINT + CLOSED,
        closed.withdrawn_at.is_(None),
        closed.occurred_on >= opened.occurred_on,
    )
    standing = [opened.kind == COMPLAINT, opened.withdrawn_at.is_(None), opened.occurred_on <= today]
    return [*standing, ~closing]
