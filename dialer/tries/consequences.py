"""Consequences: what follows when an attempt has ended: the next try and the text, the bucket, or the closed case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import MISSED, Result
from dialer.attempts import Attempt
from dialer.learned import not_reached
from dialer.texting.messages import done_by_itself, text_went
from dialer.texting.texts import plan_text, withdraw_text
from dialer.topics import Held
from dialer.tries.next_try_at import opening_for
from dialer.tries.retries import NextTry, next_try
from dialer.troubles import MENDING


def follow_through(session: Session, held: Held, now: datetime) -> None:
    """After a call ended with its result: each of its topics goes its own way, and one text speaks for all.

    The rows are locked by the caller; what is final, or was talked about, stays as it is.
    """
    attempt = held.attempt
    if attempt.channel == "text":
        text_went(session, attempt, held.lead, now)
        return
    still_open = [t for t in held.topics if not t.state.final and t.state is not FollowUpState.TALKED]
    if not still_open:
        return
    if session.scalar(select(Outcome.id).where(Outcome.attempt_id == attempt.id).limit(1)) is not None:
        return  # The agent logged it before the line was down; what follows has followed.
    for follow_up in still_open:
        _settle(session, attempt, follow_up, now)
    if attempt.result in MISSED:
        plan_text(session, attempt, [t for t in still_open if t.state is not FollowUpState.WITHDRAWN], now)


def _settle(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> None:
    """What the call's result means for one of its topics."""
    if attempt.result is Result.TALKED:
        move(session, follow_up, FollowUpState.TALKED, "talked", now)
        withdraw_text(session, follow_up.id, "reached", now)
    elif attempt.result is Result.GREETED:
        done_by_itself(session, attempt, follow_up, "greeted", now)
    elif attempt.result is Result.BAD_NUMBER:
        number_is_dead(session, follow_up.customer_id, attempt.e164, attempt.reason)
        try_again(session, attempt.e164, follow_up, attempt.result, now)
    elif attempt.result in MISSED and _stopped(session, follow_up):
        move(session, follow_up, FollowUpState.WITHDRAWN, "campaign_stopped", now)
    elif attempt.result is not None and attempt.result in MISSED:
        try_again(session, attempt.e164, follow_up, attempt.result, now)
    elif attempt.result is Result.BLOCKED:
        # Our account or its settings: a person mends it, and what was promised waits that long and is not lost.
        plan_try(session, attempt.e164, follow_up, now + MENDING, f"carrier_{attempt.reason}", now)


def _stopped(session: Session, follow_up: FollowUp) -> bool:
    """Its campaign was stopped while the call was under way."""
    campaign = session.get(Campaign, follow_up.campaign_id) if follow_up.campaign_id else None
    return campaign is not None and campaign.state == "stopped"


def try_again(session: Session, e164: str, follow_up: FollowUp, result: Result, now: datetime, why: str = "") -> None:
    """Plan the next try once, store it with its reason, or close the follow-up when there is none.

    `result` is what the call to `e164` came to for this follow-up. `why` is a better reason, where people did talk: the
    hour was a good one, and no other is looked for.
    """
    reserved = follow_up.mode == "agent"
    decision = next_try(result, follow_up.tries_made, follow_up.tries_allowed, agent_reserved=reserved)
    if result is Result.BAD_NUMBER and follow_up.tries_made < follow_up.tries_allowed:
        decision = _other_number(session, follow_up)
    if decision.gap is None:
        move(session, follow_up, FollowUpState.EXHAUSTED, decision.reason, now)
        not_reached(session, [follow_up], now)
        return
    _plan(session, e164, follow_up, replace(decision, reason=why, other_part=False) if why else decision, now)


def plan_try(session: Session, e164: str, follow_up: FollowUp, not_before: datetime, why: str, now: datetime) -> None:
    """Back to *planned*; the next try is the first permitted instant from `not_before` on, inside the window."""
    _plan(session, e164, follow_up, NextTry(not_before - now, why), now)


def _plan(session: Session, e164: str, follow_up: FollowUp, decision: NextTry, now: datetime) -> None:
    opening = opening_for(session, e164, follow_up, decision, now)
    if follow_up.state is not FollowUpState.PLANNED:
        move(session, follow_up, FollowUpState.PLANNED, decision.reason, now)
    where = opening.where if opening else "no_opening_left"
    follow_up.next_try_at = opening.at if opening else follow_up.closes_at
    follow_up.waits_for = f"{decision.reason}_{where}" if where else decision.reason


def _other_number(session: Session, follow_up: FollowUp) -> NextTry:
    alive = select(CustomerNumber.id).where(
        CustomerNumber.customer_id == follow_up.customer_id, CustomerNumber.dead_reason.is_(None)
    )
    other = session.scalar(alive.limit(1)) is not None
    return NextTry(timedelta(0), "other_number") if other else NextTry(None, "bad_number")


def number_is_dead(session: Session, customer_id: int, e164: str, why: str) -> None:
    """This number of this customer is never tried again."""
    number = session.scalar(
        select(CustomerNumber).where(CustomerNumber.customer_id == customer_id, CustomerNumber.e164 == e164)
    )
    if number is not None:
        number.dead_reason = why
    session.flush()


def takes_no_texts(session: Session, e164: str, why: str) -> None:
    """No text goes to this number any more, whoever has it; it is called as before."""
    session.execute(update(CustomerNumber).where(CustomerNumber.e164 == e164).values(no_text_reason=why))
