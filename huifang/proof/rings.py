"""Rings: what the network saw, judged once more. No phone rang outside its hours, and none that the ledger denies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from dialer.agents.presence import Leg
from dialer.attempts import Attempt
from dialer.hours.judge import Callee, judge
from dialer.hours.policy import named
from dialer.rehearsals import Rehearsal
from dialer.topics import Topic
from huifang.proof.witness import SeenCall


def rang_outside_hours(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 1: every ring, from its first to its last second, lay inside all layers on the callee's clock.

    Those of each matter that the call was about: a survey is no reason to ring when only care may.
    """
    joined = select(Topic.follow_up_id).where(Topic.attempt_id == Attempt.id).correlate(Attempt)
    rows = session.execute(
        select(Attempt.carrier_id, FollowUp.hours, FollowUp.purpose, Customer.zone, CustomerNumber)
        .select_from(Attempt)
        .join(FollowUp, or_(FollowUp.id == Attempt.follow_up_id, FollowUp.id.in_(joined) & (FollowUp.mode == "agent")))
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(
            CustomerNumber,
            (CustomerNumber.customer_id == Customer.id) & (CustomerNumber.e164 == Attempt.e164),
        )
        .where(Attempt.channel == "call", Attempt.direction == "out")
    )
    rang = {call.sid: call for call in seen if call.rang_at is not None}
    found = []
    for sid, hours, purpose, zone, number in rows:
        if sid not in rang:
            continue
        callee = Callee(number.e164, number.country, number.subdivision, zone)
        code = _outside(rang[sid], callee, hours, purpose)
        if code:
            found.append(f"invariant 1 rang outside hours: {sid} at {rang[sid].rang_at}: {code}")
    return found


def _outside(call: SeenCall, callee: Callee, hours: str, purpose: str) -> str:
    """Why it should not have rung; "" where it was right."""
    assert call.rang_at is not None
    seconds = ((call.rang_until or call.rang_at) - call.rang_at).total_seconds()
    verdict = judge(callee, named(hours), purpose, call.rang_at, seconds)
    return "" if verdict.allowed else str(verdict.code)


def rang_unasked(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 2: every outbound call that the network saw is one attempt, an agent's leg, or a test call of ours."""
    tables = (Attempt, Leg, Rehearsal)
    ours = {sid for table in tables for sid in session.scalars(select(table.carrier_id))}
    return [
        f"invariant 2 a call that the ledger does not know: {c.sid}" for c in seen if c.outbound and c.sid not in ours
    ]
