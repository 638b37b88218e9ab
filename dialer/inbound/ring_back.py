"""Ring-backs: a customer calls our number, finds the open case, and meets an agent or is promised a call."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import conference, free_agents
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, write_attempt
from dialer.calls.answer import Answer, Join, Speak, bridge, nobody_there
from dialer.calls.record import TALK
from dialer.claiming.companions import greetings_to_say, open_together
from dialer.texting.texts import withdraw_text
from dialer.topics import Held, Topic, join, locked
from dialer.tries.consequences import plan_try

#: A promised call back is tried this soon, hours permitting.
SOON = timedelta(minutes=10)
#: By the customer's own agent; so long after it was due anybody makes it.
TAKE_OVER = timedelta(minutes=10)

_WELCOME = {
    "zh": "您好，这里是{house}。感谢您的来电，请在工作时间联系您的门店。",
    "en": "Hello, this is {house}. Thank you for calling. Please call again during opening hours.",
}


def ring_back(session: Session, e164: str, line: str, carrier_id: str, now: datetime) -> tuple[Answer, str]:
    """What a caller from `e164` is to hear, and the token of the attempt that it became ("" for none)."""
    known = session.scalar(select(Attempt).where(Attempt.carrier_id == carrier_id))
    if known is not None and known.agent_id is not None:
        return Join(conference(known.agent_id)), known.token
    follow_up = _open_case(session, e164, now)
    if follow_up is None:
        return _welcome(session, line), ""
    customer = session.get_one(Customer, follow_up.customer_id)
    for agent in free_agents(session, now, wait=True):
        if agent.branches and customer.branch not in agent.branches:
            continue
        held = _write(session, follow_up, agent, e164, line, carrier_id, now)
        if held is not None:
            return bridge(session, held, now), held.attempt.token
    _promise(session, follow_up, customer, e164, now)
    return nobody_there(session, customer), ""


def _open_case(session: Session, e164: str, now: datetime) -> FollowUp | None:
    """The follow-up that we last tried this number for, else the most pressing one that is open; locked."""
    led = select(func.max(Attempt.id)).where(Attempt.follow_up_id == FollowUp.id).scalar_subquery()
    joined = select(func.max(Topic.attempt_id)).where(Topic.follow_up_id == FollowUp.id).scalar_subquery()
    tried = func.greatest(led, joined)
    case = (
        select(FollowUp)
        .join(CustomerNumber, CustomerNumber.customer_id == FollowUp.customer_id)
        .where(
            CustomerNumber.e164 == e164,
            FollowUp.state == FollowUpState.PLANNED,
            # What is due only next week is not used up by a call about something else.
            or_(FollowUp.opens_at <= now, FollowUp.tries_made > 0),
        )
        .order_by(tried.desc().nulls_last(), FollowUp.priority, FollowUp.closes_at)
        .limit(1)
        .with_for_update(of=FollowUp)
    )
    return session.scalar(case)


def _write(
    session: Session, follow_up: FollowUp, agent: Agent, e164: str, line: str, carrier_id: str, now: datetime
) -> Held | None:
    """The call with everything that is open for the caller; None where a call of ours to them is open already."""
    lead, *beside = open_together(session, follow_up, e164, agent, now)
    made = write_attempt(
        session,
        lead,
        channel="call",
        direction="in",
        e164=e164,
        line=line,
        mode="agent",
        agent_id=agent.id,
        state=AttemptState.ANSWERED,
        reason="rang_back",
        claimed_at=now,
        answered_at=now,
        deadline_at=now + TALK,
        carrier_id=carrier_id,
    )
    if made is None:
        return None
    said_along = greetings_to_say(session, {f.customer_id for f in (lead, *beside)}, now)
    # The case that we tried last may itself be a greeting.
    join(session, made, {*beside, *said_along} - {lead})
    return locked(session, made)


def _promise(session: Session, follow_up: FollowUp, customer: Customer, e164: str, now: datetime) -> None:
    """Nobody is free: the customer hears that we call back, and we do, within the window.

    The customer's own agent owes it, until somebody takes over; without one, whoever is free.
    """
    withdraw_text(session, follow_up.id, "rang_back", now)
    if follow_up.tries_made >= follow_up.tries_allowed:
        return
    plan_try(session, e164, follow_up, now + SOON, "rang_back", now)
    owner = session.scalar(select(Agent.login).where(Agent.login == customer.owner))
    if owner is not None and follow_up.owner is None and follow_up.mode == "agent":
        follow_up.owner, follow_up.take_over_at = owner, follow_up.next_try_at + TAKE_OVER


def _welcome(session: Session, line: str) -> Speak:
    branch = session.scalar(select(Branch).where(Branch.line == line).order_by(Branch.name).limit(1))
    house = branch.name_zh if branch else "回访"
    return Speak(_WELCOME["zh"].replace("{house}", house), "zh")
