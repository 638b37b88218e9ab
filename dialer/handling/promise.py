"""The promise to a customer whose talk was broken off: we call again soon, before other work.

What was talked about until then is still to be logged; the promised call is a follow-up of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.agents.transfers import LINE_DROPPED
from dialer.topics import Held
from runtime.zones import local_date, start_of_day

#: From when on it is called; by who talked with the customer, and so long after that by anybody.
SOON, TAKE_OVER = timedelta(minutes=5), timedelta(minutes=10)
#: Days that the promise is kept open where no hours permit it sooner: a long weekend.
DAYS = 4
#: What it is about.
_AS_BEFORE = ("event_id", "playbook", "step", "course", "purpose", "role", "hours")


def promise(session: Session, held: Held, customer: Customer, now: datetime) -> None:
    """Plan the call, once for each call that was broken off. The caller commits."""
    lead, zone = held.lead, customer.day_zone
    first = local_date(now + SOON, zone)
    last = first + timedelta(days=DAYS - 1)
    agent = session.get(Agent, held.attempt.agent_id)
    row = {
        "customer_id": customer.id,
        "occurrence_key": f"broken-off/attempt:{held.attempt.id}",
        "mode": "agent",
        "priority": max(1, lead.priority - 5),
        "first_day": first,
        "last_day": last,
        "opens_at": now + SOON,
        "closes_at": start_of_day(last + timedelta(days=1), zone),
        "next_try_at": now + SOON,
        "waits_for": LINE_DROPPED,
        "reason": LINE_DROPPED,
        "tries_allowed": 3,
        "owner": agent.login if agent else None,
        "take_over_at": now + SOON + TAKE_OVER,
        "created_at": now,
    }
    row |= {name: getattr(lead, name) for name in _AS_BEFORE}
    session.execute(insert(FollowUp).values(row).on_conflict_do_nothing())
