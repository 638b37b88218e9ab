"""Visits: a follow-up for which somebody went there, logged by who did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.visit_cards import open_card
from dialer.talks.elsewhere import keep, locked
from dialer.talks.entries import CONTACT, Entry, EntryWrong, check_next_date, check_record
from dialer.talks.promised_hours import check_open

#: Nobody was at home: the visit is still owed.
_NOT_MET = "relative"


def log_visit(session: Session, follow_up_id: int, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    """Keep what came of a visit on the customer's card, and close it where they were met. The caller commits.

    Raises `EntryWrong` for what is no visit, or is closed, and where a date is wrong.
    """
    follow_up, customer = locked(session, follow_up_id)
    if follow_up.mode != "visit" or follow_up.state is not FollowUpState.PLANNED:
        raise EntryWrong("This is no visit that is still to be made.")
    if entry.disposition not in CONTACT | {_NOT_MET}:
        raise EntryWrong("Say how the visit went, or that the customer was not met.")
    check_record(entry)
    check_next_date(entry.next_date, None, customer.day_zone, now)
    if entry.next_date is not None:
        check_open(session, follow_up, customer, entry.next_date, None, now)
    outcome = keep(session, follow_up, customer, agent_id, entry, "visit", now)
    open_card(session, customer, now)
    return outcome
