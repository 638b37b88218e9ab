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
from runtime.zones import start_of_day
from web.reading.steps import Books

#: Earlier conversations, and other matters, shown on the desk.
SHOWN = 3
#: True for a follow-up that an agent promised.
_PROMISED = FollowUp.occurrence_key.startswith("next/")


@dataclass(frozen=True)
class Deed:
    """What was done, or will be."""

    subject: str
    on: date
    by_whom: str
    #: The order, treatment or invoice number.
    number: str


@dataclass(frozen=True)
class Asked:
    """A question of the customer's and its answer."""

    asked: str
    answered: str


@dataclass(frozen=True)
class LastWord:
    """What an earlier conversation came to."""

    #: In the customer's zone.
    logged_at: datetime
    agent: str
    disposition: str
    notes: str
    next_date: date | None
    #: Over what it was: call, visit or chat.
    reached_by: str
    #: How the customer was; empty where nobody said.
    attitude: str
    #: What they asked, and what they were answered.
    questions: tuple[Asked, ...]
    #: What colleagues who handed the customer on in that conversation wrote for each other.
    handed_on: tuple[str, ...] = ()
    #: What could not wait; empty where nothing was raised.
    red_flag: str = ""


@dataclass(frozen=True)
class Promise:
    """A call that was promised to the customer and is still owed."""

    #: Name of who promised it, as far as that is known.
    by: str
    why: str
    #: The customer's day, and the instant where a time was named.
    on: date
    at: datetime | None


@dataclass(frozen=True)
class Matter:
    """Another follow-up of this customer that is still open."""

    why: str
    first_day: date
    last_day: date


def deed_of(event: Event) -> Deed:
    """The event in the desk's words."""
    return Deed(event.subject, event.occurred_on, event.by_whom, event.external_id)


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
        said = o.attempt_id in calls
        calls.add(o.attempt_id or -o.id)
        word = LastWord(
            logged_at=o.logged_at,
            agent=name or "",
            disposition=o.disposition,
            notes="" if said else o.notes,
            next_date=o.next_date,
            reached_by=o.reached_by,
            attitude="" if said else o.attitude,
            questions=() if said else tuple(Asked(q.get("asked", ""), q.get("answered", "")) for q in o.questions),
            handed_on=_handed_on(session, o.attempt_id),
            red_flag=o.red_flag,
        )
        words.append(word)
    return tuple(words)


def _handed_on(session: Session, attempt_id: int | None) -> tuple[str, ...]:
    rows = select(Agent.name, Transfer.note).join(Agent, Agent.id == Transfer.from_agent_id)
    done = rows.where(Transfer.attempt_id == attempt_id, Transfer.state == "done", Transfer.note != "")
    return tuple(f"{name}: {note}" for name, note in session.execute(done.order_by(Transfer.id)))


def promises(session: Session, customer: Customer, but: Collection[int], books: Books) -> tuple[Promise, ...]:
    """The calls that somebody of ours has promised and still owes, but for these, the nearest first."""
    rows = (
        select(FollowUp, Agent.name)
        .outerjoin(Agent, Agent.login == FollowUp.owner)
        .where(FollowUp.customer_id == customer.id, FollowUp.state == FollowUpState.PLANNED, _PROMISED)
        .where(FollowUp.id.not_in(but))
        .order_by(FollowUp.opens_at)
        .limit(SHOWN)
    )
    return tuple(promise_of(f, customer, name or "", books) for f, name in session.execute(rows))


def promise_of(follow_up: FollowUp, customer: Customer, by: str, books: Books) -> Promise:
    """The promise that this follow-up is; a day's promise opens with the day, and has no time."""
    timed = follow_up.opens_at > start_of_day(follow_up.first_day, customer.day_zone)
    why = books.why(follow_up.playbook, follow_up.step)
    return Promise(by, why, follow_up.first_day, follow_up.opens_at if timed else None)


def still_open(session: Session, customer: Customer, but: Collection[int], books: Books) -> tuple[Matter, ...]:
    """The follow-ups that wait, but for these and for promises, the most pressing first."""
    still = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)
    rows = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer.id, FollowUp.id.not_in(but), FollowUp.state.in_(still), ~_PROMISED)
        .order_by(FollowUp.closes_at)
        .limit(SHOWN)
    )
    return tuple(Matter(books.why(f.playbook, f.step), f.first_day, f.last_day) for f in session.scalars(rows))
