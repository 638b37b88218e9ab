"""Red flags: what an agent heard that cannot wait. Each is owed a call by the role that its playbook names.

::

    raised in a talk ──> event `red-flag` (category: who owes the call) ──planning──> a call within two hours
                                   └──logged as settled──> event `red-flag-closed`

Until it is settled, each call about it names the next date. The playbook of the same id plans these calls.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.falls_away import CLOSED

#: The kind of the event, and the playbook that answers it.
RED_FLAG = "red-flag"
#: Who is asked where the playbook of the talk names nobody.
_NOBODY_NAMED = "service-head"
#: Within so much time of the talk somebody of that role calls, permitted hours permitting.
OWED_WITHIN = timedelta(hours=2)
#: A detail of the closing event: the id of the flag that it settles.
CLOSES = "closes"
_OPEN = (FollowUpState.PLANNED, FollowUpState.UNDERWAY, FollowUpState.TALKED)


@dataclass(frozen=True)
class RedFlag:
    """One red flag that is not settled."""

    event_id: int
    customer: Customer
    #: What it is, in the words of who raised it.
    about: str
    raised_at: datetime
    #: The name of who raised it.
    raised_by: str
    #: The playbook and the step of the talk in which it was raised, and that talk's outcome.
    playbook: str
    step: str
    outcome_id: int | None
    #: The role that owes the call: doctor, service-head, …
    role: str
    #: When the first call about it is owed at the latest.
    due_by: datetime
    #: The follow-up about it that is open; None where none is, or none is planned yet.
    follow_up_id: int | None = None
    #: When that one is given up as missed.
    closes_at: datetime | None = None
    #: The customer's day of the next call, where one is promised or planned.
    next_date: date | None = None
    #: When somebody last talked with the customer about it, who, and what it came to; None where nobody has.
    talked_at: datetime | None = None
    talked_by: str = ""
    disposition: str = ""

    def late(self, now: datetime) -> bool:
        """Nobody has talked about it, and its time is over."""
        return self.talked_at is None and now >= self.due_by


def owed_by(chain: Sequence[str], own: str, held: Collection[str]) -> str:
    """The role that owes the call: a doctor where the chain has one, else whoever stands above the caller's own role.

    Of these the first that anybody in the house has (`held`), else the caller's own: a flag is never nobody's.
    Source: the clinic's manual (service, then consultant, doctor, head of service, head of operations).
    """
    above = list(chain[chain.index(own) + 1 :] if own in chain else chain)
    first = ["doctor"] if "doctor" in chain and own != "doctor" else []
    return next((role for role in (*first, *above, _NOBODY_NAMED) if role in held), own)


def open_red_flags(session: Session, now: datetime, limit: int = 200) -> tuple[RedFlag, ...]:
    """What is not settled at `now`, the eldest first, `limit` at most.

    Served by the index of events on their kind, of follow-ups on their event and of outcomes on their follow-up.
    """
    raised = select(Event, Customer).join(Customer, Customer.id == Event.customer_id)
    standing = raised.where(Event.kind == RED_FLAG, Event.withdrawn_at.is_(None), Event.created_at <= now, ~_closed())
    rows = session.execute(standing.order_by(Event.created_at, Event.id).limit(limit)).all()
    ids = [event.id for event, _ in rows]
    calls, talks = _calls(session, ids), _talks(session, ids)
    return tuple(_flag(event, customer, calls.get(event.id), talks.get(event.id)) for event, customer in rows)


def _closed() -> ColumnElement[bool]:
    """A closing that names this flag, or, brought by an import, names none and came after it."""
    closing = aliased(Event)
    names = closing.details[CLOSES].as_string()
    return exists().where(
        closing.customer_id == Event.customer_id,
        closing.kind == RED_FLAG + CLOSED,
        closing.withdrawn_at.is_(None),
        or_(names.cast(BigInteger) == Event.id, names.is_(None) & (closing.id > Event.id)),
    )


def _calls(session: Session, events: Sequence[int]) -> dict[int, FollowUp]:
    """Event -> the follow-up about it that is open; of several the one whose turn is first."""
    asked = select(FollowUp).where(FollowUp.event_id.in_(events), FollowUp.state.in_(_OPEN))
    rows = session.scalars(asked.order_by(FollowUp.opens_at.desc(), FollowUp.id.desc()))
    return {row.event_id: row for row in rows if row.event_id is not None}


def _talks(session: Session, events: Sequence[int]) -> dict[int, tuple[Outcome, str]]:
    """Event -> the latest talk about it and the name of who talked."""
    asked = select(FollowUp.event_id, Outcome, Agent.name).join(Outcome, Outcome.follow_up_id == FollowUp.id)
    talked = asked.outerjoin(Agent, Agent.id == Outcome.agent_id).where(
        FollowUp.event_id.in_(events), Outcome.contact_on.is_not(None)
    )
    rows = session.execute(talked.order_by(Outcome.logged_at, Outcome.id))
    return {event_id: (outcome, name or "") for event_id, outcome, name in rows if event_id is not None}


def _flag(event: Event, customer: Customer, call: FollowUp | None, talk: tuple[Outcome, str] | None) -> RedFlag:
    outcome, name = talk or (None, "")
    return RedFlag(
        event_id=event.id,
        customer=customer,
        about=event.subject,
        raised_at=event.created_at,
        raised_by=event.by_whom,
        playbook=event.details.get("playbook", ""),
        step=event.details.get("step", ""),
        outcome_id=event.details.get("outcome"),
        role=event.category,
        due_by=event.created_at + OWED_WITHIN,
        follow_up_id=call.id if call else None,
        closes_at=call.closes_at if call else None,
        next_date=call.first_day if call else None,
        talked_at=outcome.logged_at if outcome else None,
        talked_by=name,
        disposition=outcome.disposition if outcome else "",
    )
