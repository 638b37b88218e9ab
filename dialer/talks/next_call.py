"""The next call that an agent promised: a follow-up of its own, on the day that was named, with who owes it.

::

    opens                       taken over                    closes
    the time, or the day's      the owner's until here,       the day is over:
    beginning                   anybody's from here           a promise missed
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.hours.spans import Span
from dialer.talks.promised_hours import hours_of
from dialer.telephone import callee_of
from runtime.zones import on_clock, start_of_day

#: For so long who promised it is the only one who calls: after the time that was named, else after the day's opening.
AFTER_A_TIME, AFTER_OPENING = timedelta(minutes=30), timedelta(hours=2)
#: Whoever takes a promise over has so much of the day's hours left for it.
LEFT_OVER = timedelta(hours=1)


def plan_next(session: Session, follow_up: FollowUp, customer: Customer, outcome: Outcome, now: datetime) -> FollowUp:
    """Plan the call that this outcome promises, on the customer's calendar and clock; it goes before other work.

    Who logged the outcome owns it until `take_over_at`; the end of the day is its deadline.
    """
    on, zone = outcome.next_date, customer.day_zone
    assert on is not None, "it is what was promised"
    opens_at = on_clock(on, outcome.next_time, zone) if outcome.next_time else start_of_day(on, zone)
    promised = FollowUp(
        customer_id=customer.id,
        event_id=follow_up.event_id,
        playbook=follow_up.playbook,
        step=follow_up.step,
        course=follow_up.course,
        occurrence_key=f"next/outcome:{outcome.id}",
        purpose=follow_up.purpose,
        role=follow_up.role,
        hours=follow_up.hours,
        mode="agent",
        priority=max(1, follow_up.priority - 5),
        first_day=on,
        last_day=on,
        opens_at=opens_at,
        closes_at=start_of_day(on + timedelta(days=1), zone),
        next_try_at=opens_at,
        waits_for="promised",
        tries_allowed=3,
        reason="promised",
        created_at=now,
    )
    _owe(session, promised, customer, outcome, now)
    session.add(promised)
    session.flush()
    return promised


def _owe(session: Session, promised: FollowUp, customer: Customer, outcome: Outcome, now: datetime) -> None:
    agent = session.get(Agent, outcome.agent_id) if outcome.agent_id else None
    if agent is None:
        return
    promised.owner = agent.login
    if outcome.next_time is not None:
        promised.take_over_at = promised.opens_at + AFTER_A_TIME
        return
    callee = callee_of(session, customer)
    hours = hours_of(callee, promised, promised.first_day, customer.day_zone, now) if callee else ()
    promised.take_over_at = taken_over(hours, promised.opens_at)


def taken_over(hours: Sequence[Span], opens_at: datetime) -> datetime:
    """When a promise of a whole day is anybody's: by the day's permitted hours, in order; at once where it has none."""
    if not hours:
        return opens_at
    first, last = hours[0].start, hours[-1].end
    return max(first, min(first + AFTER_OPENING, last - LEFT_OVER))
