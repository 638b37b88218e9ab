"""Concluding: the agent's entry closes each topic, plans the next, tries again or suppresses. Once for each call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.learned import learn
from dialer.peace.suppress import suppress
from dialer.talks.drafts import forget
from dialer.talks.entries import (
    CONTACT,
    DISCUSSED,
    NOT_DISCUSSED,
    NOT_REACHED,
    Entry,
    NotYours,
    Said,
    check,
    check_record,
    read_entry,
)
from dialer.talks.next_call import plan_next
from dialer.talks.promised_hours import check_open
from dialer.talks.promises import check_promises
from dialer.talks.raising import raise_red_flag
from dialer.texting.texts import plan_text
from dialer.topics import Held, lock_customers, locked
from dialer.tries.consequences import number_is_dead, try_again
from runtime.zones import local_date

#: What the call came to for a topic whose customer was not talked with.
_RESULTS = {"machine": Result.MACHINE, "relative": Result.NO_ANSWER, "wrong_number": Result.BAD_NUMBER}


def conclude(session: Session, attempt_id: int, agent_id: int, entry: Entry, now: datetime) -> Outcome:
    """Keep the entry, one outcome for each topic, and act on it; the lead's outcome comes back. The caller commits.

    The same call concluded twice gives its first outcome back. Raises `EntryWrong` or `NotYours`, before anything is
    written.
    """
    lock_customers(session, [attempt_id])
    held = locked(session, attempt_id)
    if held is None:
        raise NotYours("There is no such conversation.")
    kept = select(Outcome).where(Outcome.attempt_id == attempt_id, Outcome.follow_up_id == held.lead.id)
    outcome = session.scalar(kept)
    if outcome is not None:
        return outcome
    said = read_entry(held, entry)
    _check(session, held, said, entry, agent_id, now)
    for one in said:
        _keep(session, held, one, entry, now)
    _act(session, held, said, now)
    outcome = session.scalars(kept).one()
    raise_red_flag(session, held.lead, outcome, now)
    forget(session, agent_id, f"call/{attempt_id}")
    return outcome


def _check(session: Session, held: Held, said: list[Said], entry: Entry, agent_id: int, now: datetime) -> None:
    """Raise `EntryWrong` or `NotYours` where this cannot be kept as it is."""
    customer = session.get_one(Customer, held.lead.customer_id)
    check(held, said, agent_id, customer.day_zone, now)
    check_record(entry)
    check_promises(session, said, customer, now)
    _check_hours(session, held, said, now)


def _check_hours(session: Session, held: Held, said: Sequence[Said], now: datetime) -> None:
    """Raise `NotOpen` where a day that is promised has no permitted hours, or not at the time that is promised."""
    for one in said:
        if one.next_date is not None:
            customer = session.get_one(Customer, one.topic.customer_id)
            stranger = held.attempt.e164 if one.disposition == "wrong_number" else ""
            check_open(session, one.topic, customer, one.next_date, one.next_time, now, not_on=stranger)


def _keep(session: Session, held: Held, one: Said, entry: Entry, now: datetime) -> None:
    """The outcome of one topic, the call that it promises, and what was found."""
    if one.disposition == NOT_DISCUSSED:
        return
    customer = session.get_one(Customer, one.topic.customer_id)
    today = local_date(now, customer.day_zone)
    outcome = Outcome(
        follow_up_id=one.topic.id,
        attempt_id=held.attempt.id,
        customer_id=one.topic.customer_id,
        agent_id=held.attempt.agent_id,
        disposition=one.disposition,
        notes=entry.notes,
        ratings=one.ratings,
        next_date=one.next_date,
        next_time=one.next_time,
        contact_on=today if one.disposition in CONTACT else None,
        logged_at=now,
        **(entry.record if one.topic is held.lead else {}),
    )
    session.add(outcome)
    session.flush()
    if one.disposition in CONTACT:
        learn(session, one.topic, outcome, entry.finding if one.topic is held.lead else "", now)
    if one.next_date is not None:
        plan_next(session, one.topic, customer, outcome, now)


def _act(session: Session, held: Held, said: Sequence[Said], now: datetime) -> None:
    """Close each topic and what was said along with it; then, for the whole call, one text or the suppressions."""
    for one in said:
        _close(session, held, one, now)
    lead = said[0]
    for line in held.lines:
        if line.state is FollowUpState.TALKED and lead.disposition in NOT_REACHED:
            move(session, line, FollowUpState.PLANNED, "not_said", now)
        elif line.state is FollowUpState.TALKED:
            move(session, line, FollowUpState.DONE, "said_in_call", now)
    if lead.disposition == "machine":
        spoken_for = [s.topic for s in said if s.disposition == "machine" and s.topic.state is not FollowUpState.DONE]
        plan_text(session, held.attempt, spoken_for, now)
    for customer_id in sorted({s.topic.customer_id for s in said if s.disposition == "refused"}):
        suppress(session, customer_id, "all", "refused", now, by=_login(session, held))


def _login(session: Session, held: Held) -> str | None:
    agent = session.get(Agent, held.attempt.agent_id) if held.attempt.agent_id else None
    return agent.login if agent else None


def _close(session: Session, held: Held, one: Said, now: datetime) -> None:
    topic, attempt = one.topic, held.attempt
    if one.disposition == "wrong_number":
        number_is_dead(session, topic.customer_id, attempt.e164, "wrong_number")
    if topic.state.final:
        return
    if one.disposition == NOT_DISCUSSED:
        try_again(session, attempt.e164, topic, Result.NO_ANSWER, now, NOT_DISCUSSED)
    elif one.disposition in NOT_REACHED and one.next_date is None:
        result = _RESULTS[one.disposition]
        if topic is held.lead:
            attempt.result = result
        try_again(session, attempt.e164, topic, result, now)
    else:
        move(session, topic, FollowUpState.DONE, one.disposition, now)
        if one.disposition in DISCUSSED:
            customer = session.get_one(Customer, topic.customer_id)
            topic.reached_on = local_date(now, customer.day_zone)
