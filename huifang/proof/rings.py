"""Rings: what the network saw, judged once more. No phone rang outside its hours, and none that the ledger denies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.hours.judge import Callee, judge
from dialer.hours.policy import named
from dialer.presence import Leg
from huifang.proof.witness import SeenCall


def rang_outside_hours(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 1: every ring, from its first to its last second, lay inside all layers on the callee's clock."""
    rows = session.execute(
        select(Attempt.carrier_id, FollowUp.hours, FollowUp.purpose, Customer.zone, CustomerNumber)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .join(Customer, Customer.id == Attempt.customer_id)
        .join(
            CustomerNumber,
            (CustomerNumber.customer_id == Customer.id) & (CustomerNumber.e164 == Attempt.e164),
        )
        .where(Attempt.channel == "call", Attempt.direction == "out")
    )
    known = {sid: (hours, purpose, zone, number) for sid, hours, purpose, zone, number in rows}
    found = []
    for call in seen:
        if call.sid not in known or call.rang_at is None:
            continue
        hours, purpose, zone, number = known[call.sid]
        callee = Callee(number.e164, number.country, number.subdivision, zone)
        rang = ((call.rang_until or call.rang_at) - call.rang_at).total_seconds()
        verdict = judge(callee, named(hours), purpose, call.rang_at, rang)
        if not verdict.allowed:
            found.append(f"invariant 1 rang outside hours: {call.sid} at {call.rang_at.isoformat()}: {verdict.code}")
    return found


def rang_unasked(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 2: every outbound call that the network saw is one attempt, or an agent's leg, in our ledger."""
    ours = set(session.scalars(select(Attempt.carrier_id))) | set(session.scalars(select(Leg.carrier_id)))
    return [
        f"invariant 2 a call that the ledger does not know: {c.sid}" for c in seen if c.outbound and c.sid not in ours
    ]
