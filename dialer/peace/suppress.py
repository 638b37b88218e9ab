"""Suppressing: a customer is left in peace from the moment this is committed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from campaigns.to_plan import plan_again
from dialer.attempt_life import UNANSWERED
from dialer.attempts import Attempt
from dialer.texting.texts import withdraw_text

#: What each channel withdraws of what is planned: the other one goes on.
_MODES = {"call": ("agent", "greeting", "visit"), "text": ("text",), "all": ("agent", "greeting", "visit", "text")}


def suppress(
    session: Session,
    customer_id: int,
    channel: str,
    reason: str,
    now: datetime,
    *,
    until: datetime | None = None,
    by: str | None = None,
) -> None:
    """Write the suppression, withdraw what is open, and ask for calls under way to be ended. The caller commits.

    `channel` is call, text or all; `by` is the login of who wrote it down. It holds until `until`, else for good. A
    conversation that is going on is not cut off.
    """
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    row = {"customer_id": customer_id, "channel": channel, "reason": reason, "since": now, "until": until, "by": by}
    session.add(Suppression(**row))
    session.flush()
    open_follow_ups = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer_id, FollowUp.state == FollowUpState.PLANNED)
        .order_by(FollowUp.id)
        .with_for_update()
    )
    for follow_up in session.scalars(open_follow_ups).all():
        withdraw_text(session, follow_up.id, reason, now)
        if follow_up.mode in _MODES[channel]:
            move(session, follow_up, FollowUpState.WITHDRAWN, reason, now)
    if channel in ("call", "all"):
        stop_unanswered(session, FollowUp.customer_id == customer_id, now)


def stop_unanswered(session: Session, lead: ColumnElement[bool], now: datetime) -> int:
    """Have every call of ours ended that nobody answered and whose lead, a `FollowUp`, is so; how many there were.

    Claimed ones are judged again by the worker; those at the carrier are stopped there.
    """
    calls = select(Attempt.id).where(
        Attempt.channel == "call",
        Attempt.direction == "out",
        Attempt.state.in_(UNANSWERED),
        Attempt.stop_wanted_at.is_(None),
        exists().where(FollowUp.id == Attempt.follow_up_id, lead),
    )
    going = session.scalars(calls.order_by(Attempt.id).with_for_update()).all()
    session.execute(update(Attempt).where(Attempt.id.in_(going)).values(stop_wanted_at=now))
    return len(going)


def lift_one(session: Session, customer_id: int, suppression_id: int, now: datetime, by: str) -> bool:
    """This suppression of this customer ends, and they are planned anew; False where it does not hold any more.

    One that an imported list or a text laid upon a number is no customer's, and is not lifted here.
    """
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    found = session.scalars(
        select(Suppression)
        .where(
            Suppression.id == suppression_id,
            Suppression.customer_id == customer_id,
            or_(Suppression.until.is_(None), Suppression.until > now),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        return False
    found.until, found.lifted_by = now, by
    plan_again(session, [customer_id], now)
    return True


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
