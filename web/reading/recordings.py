"""Recordings as people read of them: what is kept, what was refused, what was erased and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.numbers.masking import mask
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.recordings.recording import Recording
from dialer.recordings.wishes import RecordingWish

#: Rows of one page of the list, and of a customer's page.
PAGE, OF_A_CUSTOMER = 50, 12
#: A message that was left longer ago is not brought up beside a conversation, nor more of them than so many.
LATELY, FEW = timedelta(days=14), 2
#: Reasons for which there was never anything to hear.
_NEVER = ("over_before", "machine", "no_sound")


@dataclass(frozen=True)
class Line:
    """One recording."""

    id: int
    at: datetime
    #: The zone whose wall clock is meant: the customer's.
    zone: str
    seconds: int | None
    state: str
    reason: str
    #: Who brought the last change about, where a person did.
    by: str
    #: The caller left it; else it is a conversation, with this agent.
    message: bool
    agent: str
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    masked: str

    @property
    def length(self) -> str:
        """As a timer shows it: 3:07; empty where nobody has said."""
        return "" if self.seconds is None else "{}:{:02}".format(*divmod(self.seconds, 60))


@dataclass(frozen=True)
class Word:
    """One word on being recorded."""

    at: datetime
    allowed: bool
    by: str


@dataclass(frozen=True)
class Stance:
    """Whether a customer lets us record."""

    refused_since: datetime | None
    #: The latest first.
    history: tuple[Word, ...]


def of_customer(session: Session, customer_id: int) -> tuple[Line, ...]:
    """The latest recordings of this customer, the youngest first, also those that are gone and why."""
    mine = _lines().where(Recording.customer_id == customer_id)
    mine = mine.where(~((Recording.state == "gone") & Recording.reason.in_(_NEVER)))
    return _read(session, mine.limit(OF_A_CUSTOMER))


def left_lately(session: Session, customer_id: int, now: datetime) -> tuple[Line, ...]:
    """The messages that this customer left of late, and that can be heard, the youngest first."""
    mine = _lines().where(
        Recording.customer_id == customer_id,
        Recording.inbound_call_id.is_not(None),
        Recording.state == "kept",
        Recording.wanted_at > now - LATELY,
    )
    return _read(session, mine.limit(FEW))


def listed(session: Session, agent_id: int | None, page: int) -> tuple[tuple[Line, ...], bool]:
    """One page of what can be heard, the youngest first, of one agent or of everybody; and whether there are more."""
    asked = _lines().where(Recording.state == "kept")
    asked = asked if agent_id is None else asked.where(Attempt.agent_id == agent_id)
    found = _read(session, asked.offset((page - 1) * PAGE).limit(PAGE + 1))
    return found[:PAGE], len(found) > PAGE


def whose(session: Session, recording_id: int) -> int | None:
    """Of which customer it is; None where there is none."""
    return session.scalar(select(Recording.customer_id).where(Recording.id == recording_id))


def of_call(session: Session, attempt_id: int) -> str:
    """How a conversation that is going on stands: recorded, refused, or empty where nobody records it."""
    mine = select(Recording.state, Recording.reason).where(Recording.attempt_id == attempt_id)
    row = session.execute(mine).one_or_none()
    if row is None:
        return ""
    if row.state in ("wanted", "running", "ready"):
        return "recorded"
    return "refused" if row.reason == "refused_by_customer" else ""


def stance(session: Session, customer: Customer) -> Stance:
    """What they have said of it, with who was told and when."""
    asked = (
        select(RecordingWish.at, RecordingWish.allowed, func.coalesce(Agent.name, RecordingWish.by))
        .outerjoin(Agent, Agent.login == RecordingWish.by)
        .where(RecordingWish.customer_id == customer.id)
        .order_by(RecordingWish.id.desc())
    )
    return Stance(customer.unrecorded_since, tuple(Word(*row) for row in session.execute(asked)))


def agents(session: Session) -> Sequence[tuple[int, str]]:
    """Whose conversations there may be, by name."""
    found = session.execute(select(Agent.id, Agent.name).where(Agent.post == "agent").order_by(Agent.name, Agent.id))
    return [(row[0], row[1]) for row in found]


def _lines() -> Select[Any]:
    agent, told = Agent.__table__.alias(), Agent.__table__.alias()
    number = func.coalesce(Attempt.e164, InboundCall.e164)
    return (
        select(Recording, Customer, number, agent.c.name, func.coalesce(told.c.name, Recording.by, ""))
        .join(Customer, Customer.id == Recording.customer_id)
        .outerjoin(Attempt, Attempt.id == Recording.attempt_id)
        .outerjoin(InboundCall, InboundCall.id == Recording.inbound_call_id)
        .outerjoin(agent, agent.c.id == Attempt.agent_id)
        .outerjoin(told, told.c.login == Recording.by)
        .order_by(Recording.wanted_at.desc(), Recording.id.desc())
    )


def _read(session: Session, asked: Select[Any]) -> tuple[Line, ...]:
    return tuple(
        Line(
            id=one.id,
            at=one.wanted_at,
            zone=customer.day_zone,
            seconds=one.seconds,
            state=one.state,
            reason=one.reason,
            by=by,
            message=one.inbound_call_id is not None,
            agent=agent or "",
            customer_id=customer.id,
            customer=customer.name,
            number=customer.external_id,
            masked=mask(number) if number else "",
        )
        for one, customer, number, agent, by in session.execute(asked)
    )
