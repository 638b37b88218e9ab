"""Visits: a follow-up for which somebody went there, logged by who did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.learned import learn
from dialer.talks.entries import CONTACT, DISCUSSED, Entry, EntryWrong, check_next_date
from dialer.talks.next_call import plan_next
from dialer.talks.promised_hours import check_open
from runtime.zones import local_date

#: Nobody was at home: the visit is still owed.
_NOT_MET = "relative"


def log_visit(session: Session, follow_up_id: int, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    """Keep what came of a visit, and close it where the customer was met. The caller commits.

    Raises `EntryWrong` for what is no visit, or is closed, and where a date is wrong.
    """
    customer = _locked_customer(session, follow_up_id)
    follow_up = session.get_one(FollowUp, follow_up_id, with_for_update=True)
    today = local_date(now, customer.day_zone)
    if follow_up.mode != "visit" or follow_up.state is not FollowUpState.PLANNED:
        raise EntryWrong("This is no visit that is still to be made.")
    if entry.disposition not in CONTACT | {_NOT_MET}:
        raise EntryWrong("Say how the visit went, or that the customer was not met.")
    check_next_date(entry.next_date, None, customer.day_zone, now)
    if entry.next_date is not None:
        check_open(session, follow_up, customer, entry.next_date, None, now)
    outcome = Outcome(
        follow_up_id=follow_up.id,
        customer_id=customer.id,
        agent_id=agent_id,
        disposition=entry.disposition,
        notes=entry.notes,
        ratings=entry.ratings,
        next_date=entry.next_date,
        contact_on=today if entry.disposition in CONTACT else None,
        logged_at=now,
    )
    session.add(outcome)
    session.flush()
    _close(session, follow_up, customer, outcome, entry, now)
    return outcome


def _locked_customer(session: Session, follow_up_id: int) -> Customer:
    """Everybody locks the customer before the follow-up."""
    whose = session.get_one(FollowUp, follow_up_id).customer_id
    return session.get_one(Customer, whose, with_for_update={"key_share": True})


def _close(
    session: Session, follow_up: FollowUp, customer: Customer, outcome: Outcome, entry: Entry, now: datetime
) -> None:
    if entry.disposition == _NOT_MET:
        return
    move(session, follow_up, FollowUpState.DONE, entry.disposition, now)
    follow_up.reached_on = outcome.contact_on if entry.disposition in DISCUSSED else None
    learn(session, follow_up, outcome, entry.finding, now)
    if entry.next_date is not None:
        plan_next(session, follow_up, customer, outcome, now)
