"""Talks that were no call of ours: somebody went there, or they wrote to each other. Logged by who did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.learned import learn
from dialer.talks.drafts import forget
from dialer.talks.entries import CONTACT, DISCUSSED, Entry
from dialer.talks.next_call import plan_next
from dialer.talks.raising import raise_red_flag
from dialer.texting.texts import withdraw_text
from runtime.zones import local_date


def locked(session: Session, follow_up_id: int) -> tuple[FollowUp, Customer]:
    """The follow-up and its customer, locked: everybody locks the customer first."""
    whose = session.get_one(FollowUp, follow_up_id).customer_id
    customer = session.get_one(Customer, whose, with_for_update={"key_share": True})
    return session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True), customer


def keep(
    session: Session, follow_up: FollowUp, customer: Customer, agent_id: int, entry: Entry, over: str, now: datetime
) -> Outcome:
    """Write the outcome of a talk over `over` (visit or chat) and act on it. The caller has checked it, and commits.

    Where the customer was talked with, the follow-up is done, what was found is learnt, what is promised is planned.
    """
    outcome = _written(session, follow_up, customer, agent_id, entry, over, now)
    if outcome.contact_on is not None:
        _close(session, follow_up, customer, outcome, entry, now)
    raise_red_flag(session, follow_up, outcome, now)
    forget(session, agent_id, f"{over}/{follow_up.id}")
    return outcome


def _written(
    session: Session, follow_up: FollowUp, customer: Customer, agent_id: int, entry: Entry, over: str, now: datetime
) -> Outcome:
    today = local_date(now, customer.day_zone)
    outcome = Outcome(
        follow_up_id=follow_up.id,
        customer_id=customer.id,
        agent_id=agent_id,
        disposition=entry.disposition,
        reached_by=over,
        notes=entry.notes,
        ratings=entry.ratings,
        next_date=entry.next_date,
        next_time=entry.next_time,
        contact_on=today if entry.disposition in CONTACT else None,
        logged_at=now,
        **entry.record,
    )
    session.add(outcome)
    session.flush()
    return outcome


def _close(
    session: Session, follow_up: FollowUp, customer: Customer, outcome: Outcome, entry: Entry, now: datetime
) -> None:
    withdraw_text(session, follow_up.id, "reached", now)
    move(session, follow_up, FollowUpState.DONE, entry.disposition, now)
    follow_up.reached_on = outcome.contact_on if entry.disposition in DISCUSSED else None
    learn(session, follow_up, outcome, entry.finding, now)
    if entry.next_date is not None:
        plan_next(session, follow_up, customer, outcome, now)
