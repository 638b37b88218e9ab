"""Consequences: what follows when an attempt has ended: the next try and the text, the bucket, or the closed case."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import MISSED, Result
from dialer.attempts import Attempt
from dialer.hours.judge import Callee
from dialer.hours.opening import next_opening
from dialer.hours.policy import named
from dialer.retries import NextTry, next_try
from dialer.texts import plan_text, withdraw_text

#: After a refusal by configuration, how soon the carrier is asked again.
MENDING = timedelta(hours=1)
#: Ring time and slack, in seconds, that the next try is planned with; it is judged again when it comes.
PLANNING_RING = 60


def follow_through(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> None:
    """After a call ended with its result: both rows are locked by the caller; a final follow-up stays as it is."""
    if attempt.channel != "call" or follow_up.state.final or follow_up.state is FollowUpState.TALKED:
        return
    if session.scalar(select(Outcome.id).where(Outcome.attempt_id == attempt.id)) is not None:
        return  # The agent logged it before the line was down; what follows has followed.
    if attempt.result is Result.TALKED:
        move(session, follow_up, FollowUpState.TALKED, "talked", now)
        withdraw_text(session, follow_up.id, "reached", now)
    elif attempt.result is Result.GREETED:
        _greeted(session, attempt, follow_up, now)
    elif attempt.result is Result.BAD_NUMBER:
        number_is_dead(session, attempt, attempt.reason, now)
        try_again(session, attempt, follow_up, now)
    elif attempt.result in MISSED and _stopped(session, follow_up):
        move(session, follow_up, FollowUpState.WITHDRAWN, "campaign_stopped", now)
    elif attempt.result in MISSED:
        try_again(session, attempt, follow_up, now)
        plan_text(session, attempt, follow_up, now)
    elif attempt.result is Result.BLOCKED:
        # Our account or its settings: a person mends it, and what was promised waits that long and is not lost.
        plan_try(session, attempt, follow_up, now + MENDING, f"carrier_{attempt.reason}", now)


def _stopped(session: Session, follow_up: FollowUp) -> bool:
    """Its campaign was stopped while the call was under way."""
    campaign = session.get(Campaign, follow_up.campaign_id) if follow_up.campaign_id else None
    return campaign is not None and campaign.state == "stopped"


def _greeted(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> None:
    session.add(
        Outcome(
            follow_up_id=follow_up.id,
            attempt_id=attempt.id,
            customer_id=attempt.customer_id,
            disposition="greeted",
            logged_at=now,
        )
    )
    move(session, follow_up, FollowUpState.DONE, "greeted", now)


def try_again(session: Session, attempt: Attempt, follow_up: FollowUp, now: datetime) -> None:
    """Plan the next try once, store it with its reason, or close the follow-up when there is none."""
    assert attempt.result is not None
    decision = next_try(attempt.result, follow_up.tries_made, follow_up.tries_allowed)
    if attempt.result is Result.BAD_NUMBER and follow_up.tries_made < follow_up.tries_allowed:
        decision = _other_number(session, follow_up)
    if decision.gap is None:
        move(session, follow_up, FollowUpState.EXHAUSTED, decision.reason, now)
        return
    plan_try(session, attempt, follow_up, now + decision.gap, decision.reason, now)


def plan_try(
    session: Session, attempt: Attempt, follow_up: FollowUp, not_before: datetime, why: str, now: datetime
) -> None:
    """Back to *planned*; the next try is the first permitted instant from `not_before` on, inside the window."""
    customer = session.get_one(Customer, follow_up.customer_id)
    number = session.scalar(
        select(CustomerNumber).where(CustomerNumber.customer_id == customer.id, CustomerNumber.e164 == attempt.e164)
    )
    place = (number.country, number.subdivision) if number else ("", "")
    callee = Callee(attempt.e164, *place, customer.zone)
    opening = next_opening(callee, named(follow_up.hours), follow_up.purpose, not_before, PLANNING_RING)
    if follow_up.state is not FollowUpState.PLANNED:
        move(session, follow_up, FollowUpState.PLANNED, why, now)
    inside = opening is not None and opening < follow_up.closes_at
    follow_up.next_try_at = opening if inside and opening else follow_up.closes_at
    follow_up.waits_for = why if inside else f"{why}_no_opening_left"


def _other_number(session: Session, follow_up: FollowUp) -> NextTry:
    alive = select(CustomerNumber.id).where(
        CustomerNumber.customer_id == follow_up.customer_id, CustomerNumber.dead_reason.is_(None)
    )
    other = session.scalar(alive.limit(1)) is not None
    return NextTry(timedelta(0), "other_number") if other else NextTry(None, "bad_number")


def number_is_dead(session: Session, attempt: Attempt, why: str, now: datetime) -> None:
    """This number of this customer is never tried again."""
    number = session.scalar(
        select(CustomerNumber).where(
            CustomerNumber.customer_id == attempt.customer_id, CustomerNumber.e164 == attempt.e164
        )
    )
    if number is not None:
        number.dead_reason = why
    session.flush()
