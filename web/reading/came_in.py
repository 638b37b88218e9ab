"""Calls that came in: who rang us, what they heard, and whether we have talked with them since; lost ones first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.house_clock import day_began
from campaigns.lifecycle import FollowUpState
from campaigns.numbers.masking import mask
from campaigns.segments import suppressed
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.recordings.recording import Recording
from web.reading.steps import Books

#: So far back a call stays on the list of who has not been talked with since.
STILL = timedelta(days=7)
#: So far back a customer's page tells of their calls.
A_YEAR = timedelta(days=366)
#: Rows of one list.
SHOWN = 200
#: A message was said, and is not deleted.
_LEFT = ("running", "ready", "kept")
#: In the order of the list: what somebody has to do something about goes first.
STANDS = ("lost", "not_reached", "promised", "underway", "refused", "stranger", "called_back", "taken")


@dataclass(frozen=True)
class CameIn:
    """One call."""

    came_at: datetime
    #: The zone of the branch whose customer it is: the call's wall clock.
    zone: str
    #: Zero for a stranger, of whom the masked number is all that is known, empty where it is withheld.
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    #: What they heard: agent, message, closed or stranger.
    heard: str
    #: How it stands: lost (nobody owes them a call), not_reached (called back in vain), promised, underway, refused
    #: (they are left in peace), stranger, called_back, taken.
    stands: str
    #: What it was about, or is to be.
    why: str
    #: Who talked with them, or owes the call; and when that was, or is to be.
    agent: str
    at: datetime | None
    #: The recording of the message that they left, and its seconds.
    message: int | None
    seconds: int | None


def came_in(session: Session, zone: str, books: Books, now: datetime) -> tuple[CameIn, ...]:
    """Today's calls on the house's clock, and those of the last week whom nobody has talked with since."""
    turned_away = InboundCall.heard.in_(["message", "closed"])
    waits = and_(turned_away, InboundCall.came_at > now - STILL, ~_talked_since().exists())
    lines = _lines(session, or_(InboundCall.came_at >= day_began(zone, now), waits), books, now)
    return tuple(sorted(lines, key=lambda line: STANDS.index(line.stands)))


def rang_us(session: Session, customer_id: int, books: Books, since: datetime, now: datetime) -> tuple[CameIn, ...]:
    """One customer's calls since an instant, the latest first."""
    mine = and_(InboundCall.customer_id == customer_id, InboundCall.came_at >= since)
    return tuple(_lines(session, mine, books, now))


def rang_lately(session: Session, customers: Collection[int], books: Books, now: datetime) -> dict[int, CameIn]:
    """Customer -> their latest call of the last week that nobody took."""
    turned_away = InboundCall.heard.in_(["message", "closed"])
    theirs = and_(InboundCall.customer_id.in_(customers), turned_away, InboundCall.came_at > now - STILL)
    found: dict[int, CameIn] = {}
    for line in _lines(session, theirs, books, now) if customers else []:
        found.setdefault(line.customer_id, line)
    return found


def _lines(session: Session, which: ColumnElement[bool], books: Books, now: datetime) -> list[CameIn]:
    talked, tried = _talked_since().lateral(), _tried_since()
    rows = (
        select(
            InboundCall,
            Customer,
            FollowUp,
            Recording,
            func.coalesce(Branch.zone, "UTC"),
            talked.c.at,
            talked.c.name,
            tried,
            _owner(),
            suppressed(now, "call"),
        )
        .outerjoin(Customer, Customer.id == InboundCall.customer_id)
        .outerjoin(FollowUp, FollowUp.id == InboundCall.follow_up_id)
        .outerjoin(Recording, and_(Recording.inbound_call_id == InboundCall.id, Recording.state.in_(_LEFT)))
        .outerjoin(Branch, Branch.name == func.coalesce(Customer.branch, _branch_of_line()))
        .outerjoin(talked, true())
        .where(which)
        .order_by(InboundCall.came_at.desc(), InboundCall.id.desc())
        .limit(SHOWN)
    )
    return [_line(row, books) for row in session.execute(rows)]


def _talked_since() -> Select[datetime | None, str]:
    """The first conversation with them from their call on, which may be the call itself: when, and with whom."""
    call = aliased(Attempt)
    theirs = or_(call.customer_id == InboundCall.customer_id, call.e164 == InboundCall.e164)
    found = select(call.bridged_at.label("at"), Agent.name).join(Agent, Agent.id == call.agent_id)
    since = found.where(theirs, call.channel == "call", call.bridged_at >= InboundCall.came_at)
    met = since.where(or_(call.result.is_(None), call.result != Result.ABANDONED))
    return met.order_by(call.bridged_at).limit(1).correlate(InboundCall)


def _tried_since() -> ColumnElement[datetime | None]:
    """When we last rang them after it."""
    call = aliased(Attempt)
    ours = (call.customer_id == InboundCall.customer_id, call.channel == "call", call.direction == "out")
    return select(func.max(call.placing_at)).where(*ours, call.placing_at > InboundCall.came_at).scalar_subquery()


def _owner() -> ColumnElement[str | None]:
    return select(Agent.name).where(Agent.login == FollowUp.owner).correlate(FollowUp).scalar_subquery()


def _branch_of_line() -> ColumnElement[str | None]:
    return select(func.min(Branch.name)).where(Branch.line == InboundCall.line).correlate(InboundCall).scalar_subquery()


def _line(row: Sequence[Any], books: Books) -> CameIn:
    call, customer, case, message, zone, talked_at, talked_with, tried_at, owner, in_peace = row
    stands = _stands(call, case, talked_at, tried_at, in_peace=in_peace)
    due_at = case.next_try_at if case is not None and stands in ("promised", "not_reached") else None
    return CameIn(
        came_at=call.came_at,
        zone=zone,
        customer_id=customer.id if customer else 0,
        customer=customer.name if customer else mask(call.e164) if call.e164.startswith("+") else "",
        number=customer.external_id if customer else "",
        heard=call.heard,
        stands=stands,
        why=books.why(case.playbook, case.step) if case is not None else "",
        agent=talked_with or (owner if due_at else "") or "",
        at=talked_at or due_at,
        message=message.id if message else None,
        seconds=message.seconds if message else None,
    )


def _stands(
    call: InboundCall,
    case: FollowUp | None,
    talked_at: datetime | None,
    tried_at: datetime | None,
    *,
    in_peace: bool,
) -> str:
    if call.heard == "stranger":
        return "stranger"
    if talked_at is not None:
        return "taken" if call.heard == "agent" and talked_at == call.came_at else "called_back"
    if case is not None and case.state is FollowUpState.UNDERWAY:
        return "underway"
    if case is not None and case.state is FollowUpState.PLANNED:
        return "not_reached" if tried_at else "promised"
    return "refused" if in_peace else "not_reached" if tried_at else "lost"
