"""What happened with a customer lately: calls both ways, texts both ways, visits and chats, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.inbound.texts import InboundText

#: Rows beside a conversation.
SHOWN = 12


@dataclass(frozen=True)
class Happened:
    """One line."""

    at: datetime
    #: call, call_in, text, text_in, visit or chat.
    kind: str
    #: A disposition, where somebody logged one; else empty.
    disposition: str
    #: A reason code or the carrier's result, where there is no disposition.
    code: str
    #: Who of ours, where a person did it.
    by: str


def timeline(session: Session, customer_id: int, but: int) -> tuple[Happened, ...]:
    """The latest `SHOWN` of this customer, but for the call of this id.

    Each kind is read through its index by customer, no more of it than is shown.
    """
    found = [
        *_attempts(session, customer_id, but, "call"),
        *_attempts(session, customer_id, but, "text"),
        *_texts_in(session, customer_id),
        *_calls_in(session, customer_id),
        *_met(session, customer_id),
    ]
    return tuple(nlargest(SHOWN, found, key=lambda one: one.at))


def _attempts(session: Session, customer_id: int, but: int, channel: str) -> list[Happened]:
    """Ours that went out, and calls of theirs that became a conversation."""
    latest = (
        select(Attempt.id)
        .where(Attempt.customer_id == customer_id, Attempt.channel == channel, Attempt.id != but)
        .where(Attempt.state.in_((AttemptState.ENDED, AttemptState.LOST)), Attempt.claimed_at.is_not(None))
        .order_by(Attempt.claimed_at.desc())
        .limit(SHOWN)
    )
    lead = select(func.min(Outcome.disposition)).where(
        Outcome.attempt_id == Attempt.id, Outcome.follow_up_id == Attempt.follow_up_id
    )
    at = func.coalesce(Attempt.answered_at, Attempt.placed_at, Attempt.claimed_at)
    columns = (at, Attempt.direction, Attempt.result, Attempt.bridged_at, Agent.name, lead.scalar_subquery())
    rows = select(*columns).outerjoin(Agent, Agent.id == Attempt.agent_id).where(Attempt.id.in_(latest))
    return [
        Happened(
            when,
            f"{channel}_in" if direction == "in" else channel,
            disposition or "",
            result.value if result else "lost",
            # Who was reserved for a call that nobody took has done nothing.
            name if name and (met or channel == "text") else "",
        )
        for when, direction, result, met, name, disposition in session.execute(rows)
    ]


def _texts_in(session: Session, customer_id: int) -> list[Happened]:
    rows = select(InboundText.received_at, InboundText.meaning).where(InboundText.customer_id == customer_id)
    latest = session.execute(rows.order_by(InboundText.received_at.desc()).limit(SHOWN))
    return [Happened(at, "text_in", "", meaning, "") for at, meaning in latest]


def _calls_in(session: Session, customer_id: int) -> list[Happened]:
    """Those that nobody took; the others are attempts of their own."""
    rows = select(InboundCall.came_at, InboundCall.heard).where(
        InboundCall.customer_id == customer_id, InboundCall.attempt_id.is_(None)
    )
    latest = session.execute(rows.order_by(InboundCall.came_at.desc()).limit(SHOWN))
    return [Happened(at, "call_in", "", f"heard_{heard}", "") for at, heard in latest]


def _met(session: Session, customer_id: int) -> list[Happened]:
    """Visits and chats."""
    rows = (
        select(Outcome.logged_at, Outcome.reached_by, Outcome.disposition, Agent.name)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.customer_id == customer_id, Outcome.reached_by != "call")
        .order_by(Outcome.logged_at.desc())
        .limit(SHOWN)
    )
    return [Happened(at, how, disposition, "", name or "") for at, how, disposition, name in session.execute(rows)]
