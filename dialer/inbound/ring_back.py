"""Ring-backs: a customer calls our number, finds the open case, and meets an agent or is promised a call.

::

    a call comes in ──nobody's number──────────────> stranger: the welcome
         │ a customer's; a call of ours to them is given up, a text that waits is withdrawn
         ├──an agent is free, at whatever hour─────> agent: put through, about the open case or one that is opened
         ├──nobody is, in opening hours────────────> message: a call back is promised
         └──nobody is, and we are not there────────> closed: when we are; a call back where a case is open or, see
                                                     `dialer.inbound.messages`, where a message was left

Who asked to be left in peace is put through as well, for they called; nobody calls them back.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.calendars.notices import adopt
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState
from dialer.attempts import write_attempt
from dialer.calls.answer import Answer, bridge
from dialer.calls.record import TALK
from dialer.claiming.companions import greetings_to_say, open_together
from dialer.hours.policy import named
from dialer.inbound.call_backs import promise, withdraw_pending_texts
from dialer.inbound.calls import InboundCall, arrive
from dialer.inbound.crossing import give_way
from dialer.inbound.heard import heard, in_peace
from dialer.inbound.reach import whom
from dialer.inbound.requests import open_request
from dialer.inbound.when_there import HOURS, stretch
from dialer.inbound.whose import customer_of, hold_everything, open_case
from dialer.inbound.words import Spoken
from dialer.topics import Held, join, locked


class Heard(NamedTuple):
    """What a caller is to hear, and the names of what it became."""

    answer: Answer | Spoken
    #: Of the conversation; empty where there is none.
    token: str
    #: Of the call that came in: a message is left under it.
    inbound: str


def ring_back(session: Session, e164: str, line: str, carrier_id: str, now: datetime) -> Heard:
    """Take a call from `e164` to our number `line`. Asked again for the same call it says the same again.

    The carrier's id names the call; without one nothing can be kept of it, and it is answered like a stranger's. The
    caller commits.
    """
    if not carrier_id:
        return Heard(*heard(session, InboundCall(e164=e164, line=line, heard="stranger", came_at=now)), "")
    row, new = arrive(session, carrier_id, e164, line, now)
    if new:
        _receive(session, row, now)
        session.flush()
    return Heard(*heard(session, row), row.token)


def _receive(session: Session, row: InboundCall, now: datetime) -> None:
    """Find whose call it is and what becomes of it, and write both down."""
    hold_everything(session, row.e164, now)
    case = open_case(session, row.e164, now)
    customer = session.get_one(Customer, case.customer_id) if case else customer_of(session, row.e164)
    if customer is None:
        return
    row.customer_id = customer.id
    give_way(session, row, customer.id, now)
    # What our own call was about is open again.
    case = open_case(session, row.e164, now)
    withdraw_pending_texts(session, customer.id, now)
    if not _put_through(session, row, case, customer, now):
        _turn_away(session, row, case, customer, now)


def _put_through(session: Session, row: InboundCall, case: FollowUp | None, customer: Customer, now: datetime) -> bool:
    """The caller meets an agent; False where none is free, or where they talk with one on another call already."""
    with session.begin_nested() as attempted:
        case = case or open_request(session, customer, row.carrier_id, now)
        agent = whom(session, case, customer, now)
        held = _write(session, row, case, agent, now) if agent else None
        if held is None:
            attempted.rollback()
            return False
    bridge(session, held, now)
    row.heard, row.follow_up_id, row.attempt_id = "agent", held.lead.id, held.attempt.id
    return True


def _write(session: Session, row: InboundCall, case: FollowUp, agent: Agent, now: datetime) -> Held | None:
    """The call with everything that is open for the caller; None where another call to them is open."""
    lead, *beside = open_together(session, case, row.e164, agent, now)
    made = write_attempt(
        session,
        lead,
        channel="call",
        direction="in",
        e164=row.e164,
        line=row.line,
        mode="agent",
        agent_id=agent.id,
        state=AttemptState.ANSWERED,
        reason="rang_back",
        claimed_at=now,
        answered_at=now,
        deadline_at=now + TALK,
        carrier_id=row.carrier_id,
    )
    if made is None:
        return None
    said_along = greetings_to_say(session, {f.customer_id for f in (lead, *beside)}, now)
    # The case that we tried last may itself be a greeting.
    join(session, made, {*beside, *said_along} - {lead})
    return locked(session, made)


def _turn_away(session: Session, row: InboundCall, case: FollowUp | None, customer: Customer, now: datetime) -> None:
    """Nobody takes it: a call back is promised, at once or for when we are there again."""
    adopt(session)
    branch = session.get_one(Branch, customer.branch)
    there = stretch(named(case.hours if case else HOURS), branch, now)
    row.heard = "message" if there and there.start <= now else "closed"
    if in_peace(session, customer, now):
        return
    if case or row.heard == "message":
        promise(session, row, case, customer, there.start if there else now, now)
