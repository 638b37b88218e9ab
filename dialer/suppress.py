"""Suppressing: a customer is left in peace from the moment this is committed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from campaigns.to_plan import plan_again
from dialer.attempt_life import UNANSWERED
from dialer.attempts import Attempt
from dialer.texts import withdraw_text


def suppress(session: Session, customer_id: int, channel: str, reason: str, now: datetime) -> None:
    """Write the suppression, withdraw what is open, and ask for calls under way to be ended. The caller commits.

    `channel` is call, text or all. A conversation that is going on is not cut off.
    """
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    session.add(Suppression(customer_id=customer_id, channel=channel, reason=reason, since=now))
    session.flush()
    open_follow_ups = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer_id, FollowUp.state == FollowUpState.PLANNED)
        .order_by(FollowUp.id)
        .with_for_update()
    )
    for follow_up in session.scalars(open_follow_ups).all():
        withdraw_text(session, follow_up.id, reason, now)
        if channel in ("call", "all"):
            move(session, follow_up, FollowUpState.WITHDRAWN, reason, now)
    if channel in ("call", "all"):
        _stop_calls(session, customer_id, now)


def _stop_calls(session: Session, customer_id: int, now: datetime) -> None:
    """Claimed ones are judged again by the worker; those at the carrier that nobody answered are stopped there."""
    calls = select(Attempt).where(
        Attempt.customer_id == customer_id, Attempt.channel == "call", Attempt.state.in_(UNANSWERED)
    )
    for call in session.scalars(calls.with_for_update()).all():
        call.stop_wanted_at = now


def lift(session: Session, customer_id: int, reason: str, now: datetime) -> int:
    """The customer wants to hear from us again: suppressions of this reason end; how many did."""
    held = select(Suppression).where(
        Suppression.customer_id == customer_id,
        Suppression.reason == reason,
        or_(Suppression.until.is_(None), Suppression.until > now),
    )
    found = session.scalars(held.with_for_update()).all()
    for suppression in found:
        suppression.until = now
    plan_again(session, [customer_id], now)
    return len(found)
