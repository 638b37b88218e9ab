"""The next call that an agent promised: a follow-up of its own, on the day that was named."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from runtime.zones import start_of_day


def plan_next(
    session: Session, follow_up: FollowUp, customer: Customer, outcome: Outcome, on: date, now: datetime
) -> FollowUp:
    """Plan the promised call for `on`, a day of the customer's calendar; a promise goes before other work."""
    opens_at = start_of_day(on, customer.day_zone)
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
        closes_at=start_of_day(on + timedelta(days=1), customer.day_zone),
        next_try_at=opens_at,
        waits_for="promised",
        tries_allowed=3,
        reason="promised",
        created_at=now,
    )
    session.add(promised)
    session.flush()
    return promised
