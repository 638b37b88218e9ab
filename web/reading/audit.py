"""The audit log, filtered: by who did it, what, about whom, and between which days of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import AuditEntry
from campaigns.customers import Customer
from campaigns.house_clock import house_zone
from runtime.zones import zone

#: Entries of one page, and of one file.
PAGE, MOST = 50, 10_000
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """What the administrator wants to see; empty is all."""

    agent_id: int | None = None
    did: str = ""
    #: Our id, with or without #, or the source system's.
    customer: str = ""
    first: date | None = None
    last: date | None = None
    #: From 1.
    page: int = 1


@dataclass(frozen=True)
class Entry:
    """One line."""

    at: datetime
    by: str
    did: str
    about: str
    details: dict[str, Any]
    #: None where it is about no customer.
    customer_id: int | None
    #: As they are called; their id once they were erased.
    customer: str


def entries(session: Session, asked: Asked, most: int = PAGE) -> tuple[list[Entry], bool]:
    """One page, the newest first, and whether there is another. The indexes on who, what, whom end in the instant."""
    found = select(AuditEntry, Agent.name, Customer.name).join(Agent, Agent.id == AuditEntry.agent_id)
    found = found.outerjoin(Customer, Customer.id == AuditEntry.customer_id).where(*_wanted(session, asked))
    page = found.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).offset((asked.page - 1) * most)
    rows = session.execute(page.limit(most + 1)).all()
    return [_entry(*row) for row in rows[:most]], len(rows) > most


def everybody(session: Session) -> Sequence[Agent]:
    """Who may have done something."""
    return session.scalars(select(Agent).order_by(Agent.name)).all()


def _wanted(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    here = zone(house_zone(session))
    found: list[ColumnElement[bool]] = []
    if asked.agent_id is not None:
        found.append(AuditEntry.agent_id == asked.agent_id)
    if asked.did:
        found.append(AuditEntry.did == asked.did)
    if asked.customer:
        found.append(AuditEntry.customer_id.in_(_meant(session, asked.customer)))
    if asked.first:
        found.append(AuditEntry.at >= datetime.combine(asked.first, time(), here))
    if asked.last:
        found.append(AuditEntry.at < datetime.combine(asked.last + timedelta(days=1), time(), here))
    return found


def _meant(session: Session, customer: str) -> Sequence[int]:
    """Erased ones as well: what was done with their data is to be answered for."""
    number = customer.removeprefix("#")
    ours = Customer.id == int(number) if number.isdecimal() and int(number) <= _LARGEST_ID else None
    theirs = Customer.external_id == customer
    return session.scalars(select(Customer.id).where(theirs if ours is None else or_(theirs, ours)).limit(PAGE)).all()


def _entry(entry: AuditEntry, by: str, customer: str | None) -> Entry:
    called = customer or (f"#{entry.customer_id}" if entry.customer_id else "")
    return Entry(entry.at, by, entry.did, entry.about, entry.details, entry.customer_id, called)
