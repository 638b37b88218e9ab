"""Rings: what the network saw, judged once more. No phone rang outside its hours, and none that the ledger denies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

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


def rang_outside_hours(session: Session, seen: Sequence[SeenCall], ahead_s: float = 0.0) -> list[str]:
    """Invariant 1: every ring, from its first to its last second, lay inside all layers on the callee's clock.

    Those of each matter that the call was about: a survey is no reason to ring when only care may. Where our clock was
    known to be up to `ahead_s` seconds ahead, so much earlier a day may have begun; it ends as sharply as ever.
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
        code = _outside(rang[sid], callee, hours, purpose, ahead_s)
        if code:
            found.append(f"invariant 1 rang outside hours: {sid} at {rang[sid].rang_at}: {code}")
    return found


def _outside(call: SeenCall, callee: Callee, hours: str, purpose: str, ahead_s: float) -> str:
    assert call.rang_at is not None
    seconds = ((call.rang_until or call.rang_at) - call.rang_at).total_seconds()
    return why_outside(callee, hours, purpose, call.rang_at, seconds, ahead_s)


def why_outside(
    callee: Callee, hours: str, purpose: str, rang_at: datetime, seconds: float, ahead_s: float = 0.0
) -> str:
    """Why this telephone should not have rung for so many seconds; "" where it was right."""
    verdict = judge(callee, named(hours), purpose, rang_at, seconds)
    if verdict.allowed or not ahead_s:
        return "" if verdict.allowed else str(verdict.code)
    late = rang_at + timedelta(seconds=ahead_s)
    return "" if judge(callee, named(hours), purpose, late, max(0.0, seconds - ahead_s)).allowed else str(verdict.code)


def waited_past_hours(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 1: nothing waited in the carrier's own queue when its permitted stretch ended."""
    ends = select(Attempt.carrier_id, Attempt.silent_by).where(Attempt.channel == "call", Attempt.direction == "out")
    silent_by: dict[str | None, datetime | None] = dict(session.execute(ends).all())
    found = []
    for call in seen:
        end, until = silent_by.get(call.sid), call.left_queue_at or call.ended_at
        if end and call.queued_at and (until or datetime.max.replace(tzinfo=UTC)) > end:
            found.append(f"invariant 1 in the carrier's queue after its hours: {call.sid}, which ended at {end}")
    return found


def rang_unasked(session: Session, seen: Sequence[SeenCall]) -> list[str]:
    """Invariant 2: every outbound call that the network saw is one attempt, an agent's leg, or a test call of ours.

    A leg whose answer and messages were all lost is over without the carrier's name for it; its call is known by the
    agent's own telephone, one call for each such leg.
    """
    tables = (Attempt, Leg, Rehearsal)
    ours = {sid for table in tables for sid in session.scalars(select(table.carrier_id))}
    unknown = [c for c in seen if c.outbound and c.sid not in ours]
    if not unknown:
        return []
    nameless = Counter(session.scalars(select(Leg.e164).where(Leg.carrier_id.is_(None), Leg.state == "ended")))
    found = []
    for call in unknown:
        if nameless[call.to]:
            nameless[call.to] -= 1
        else:
            found.append(f"invariant 2 a call that the ledger does not know: {call.sid}")
    return found
