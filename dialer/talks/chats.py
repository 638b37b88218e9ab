"""Chats: a customer who is due a call was talked with in writing, and nobody rings them about it any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.peace.suppress import suppress
from dialer.talks.elsewhere import keep, locked
from dialer.talks.entries import CONTACT, Entry, EntryWrong, Said, check_record, check_said
from dialer.talks.promised_hours import check_open
from dialer.talks.promises import check_promises


def log_chat(session: Session, follow_up_id: int, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    """Keep what came of a chat about a call that is due, and close it: once, and the same again gives it back.

    Not while the telephone rings about it, nor outside its window. The caller commits. Raises `EntryWrong`.
    """
    follow_up, customer = locked(session, follow_up_id)
    kept = select(Outcome).where(Outcome.follow_up_id == follow_up_id, Outcome.reached_by == "chat")
    outcome = session.scalars(kept.where(Outcome.agent_id == agent_id)).first()
    if outcome is not None:
        return outcome
    _check(session, follow_up, customer, entry, now)
    outcome = keep(session, follow_up, customer, agent_id, entry, "chat", now)
    if entry.disposition == "refused":
        agent = session.get_one(Agent, agent_id)
        suppress(session, customer.id, "all", "refused", now, by=agent.login)
    return outcome


def due_for_chat(follow_up: FollowUp, now: datetime) -> bool:
    """A call about it is due and nobody is making it."""
    is_open = follow_up.opens_at <= now < follow_up.closes_at
    return follow_up.mode == "agent" and follow_up.state is FollowUpState.PLANNED and is_open


def _check(session: Session, follow_up: FollowUp, customer: Customer, entry: Entry, now: datetime) -> None:
    if not due_for_chat(follow_up, now):
        raise EntryWrong("No call about this is due now, or it is being made at this moment.")
    if entry.disposition not in CONTACT:
        raise EntryWrong("Choose what came of the chat.")
    said = Said(follow_up, entry.disposition, entry.ratings, entry.next_date, entry.next_time)
    check_record(entry)
    check_said([said], customer.day_zone, now)
    check_promises(session, [said], customer, now)
    if entry.next_date is not None:
        check_open(session, follow_up, customer, entry.next_date, entry.next_time, now)
