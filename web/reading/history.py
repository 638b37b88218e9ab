"""What lies behind a conversation: what was done, what was said, what is still open. Days are the customer's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.agents.transfers import Transfer
from web.reading.steps import Books

#: Earlier conversations, and other matters, shown on the desk.
SHOWN = 3


@dataclass(frozen=True)
class Deed:
    """What was done, or will be."""

    subject: str
    on: date
    by_whom: str
    #: The order, treatment or invoice number.
    number: str


@dataclass(frozen=True)
class LastWord:
    """What an earlier conversation came to."""

    #: In the customer's zone.
    logged_at: datetime
    agent: str
    disposition: str
    notes: str
    next_date: date | None
    #: What colleagues who handed the customer on in that conversation wrote for each other.
    handed_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """Another follow-up of this customer that is still open."""

    why: str
    first_day: date
    last_day: date


def deed_of(event: Event) -> Deed:
    """The event in the desk's words."""
    return Deed(event.subject, event.occurred_on, event.by_whom, event.external_id)


def appointments_ahead(session: Session, customer: Customer, event: Event | None, after: date) -> tuple[Deed, ...]:
    """Appointments to come, besides the one that the call is about."""
    rows = (
        select(Event)
        .where(Event.customer_id == customer.id, Event.kind == "appointment", Event.occurred_on >= after)
        .order_by(Event.occurred_on)
        .limit(SHOWN)
    )
    return tuple(deed_of(e) for e in session.scalars(rows) if event is None or e.id != event.id)


def last_words(session: Session, customer: Customer) -> tuple[LastWord, ...]:
    """What the latest conversations came to, the youngest first. The notes of one call are shown once."""
    rows = (
        select(Outcome, Agent.name)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer.id)
        .order_by(Outcome.logged_at.desc(), Outcome.id)
        .limit(SHOWN)
    )
    words, calls = [], set()
    for o, name in session.execute(rows):
        notes = "" if o.attempt_id in calls else o.notes
        calls.add(o.attempt_id or -o.id)
        shown = (o.logged_at, name or "", o.disposition, notes, o.next_date)
        words.append(LastWord(*shown, _handed_on(session, o.attempt_id)))
    return tuple(words)


def _handed_on(session: Session, attempt_id: int | None) -> tuple[str, ...]:
    rows = select(Agent.name, Transfer.note).join(Agent, Agent.id == Transfer.from_agent_id)
    done = rows.where(Transfer.attempt_id == attempt_id, Transfer.state == "done", Transfer.note != "")
    return tuple(f"{name}: {note}" for name, note in session.execute(done.order_by(Transfer.id)))


def still_open(session: Session, customer: Customer, but: Collection[int], books: Books) -> tuple[Matter, ...]:
    """The follow-ups that wait, but for these, the most pressing first."""
    still = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)
    rows = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer.id, FollowUp.id.not_in(but), FollowUp.state.in_(still))
        .order_by(FollowUp.closes_at)
        .limit(SHOWN)
    )
    return tuple(Matter(books.why(f.playbook, f.step), f.first_day, f.last_day) for f in session.scalars(rows))
