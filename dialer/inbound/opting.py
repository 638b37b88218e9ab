"""Opting out and in again by text: for everybody who has the number, and for the number itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.segments import suppressed
from campaigns.suppressions import Suppression
from dialer.peace.suppress import lift, suppress

_OPT_OUT = "opt_out"


def opt_out(session: Session, customers: Sequence[int], e164: str, now: datetime) -> None:
    """They are neither called nor texted, and whoever is imported with this number tomorrow is not either.

    `customers` are in the order of their ids. A withheld number is nobody's: there is nothing to keep of it.
    """
    for customer_id in customers:
        if not _held(session, Suppression.customer_id == customer_id):
            suppress(session, customer_id, "all", _OPT_OUT, now)
    if e164 and not _held(session, Suppression.e164 == e164):
        session.add(Suppression(e164=e164, channel="all", reason=_OPT_OUT, since=now))


def opt_in(session: Session, customers: Sequence[int], e164: str, now: datetime) -> None:
    """What an opt-out had stopped goes on, and nothing that was stopped for another reason."""
    held = select(Suppression).where(Suppression.e164 == e164, Suppression.reason == _OPT_OUT)
    for suppression in session.scalars(held.where(Suppression.until.is_(None)).with_for_update()).all():
        suppression.until = now
    session.flush()
    for customer_id in customers:
        if lift(session, customer_id, _OPT_OUT, now):
            session.flush()
            _goes_on(session, customer_id, now)


def _held(session: Session, subject: ColumnElement[bool]) -> bool:
    """Opted out already; said twice, it is one."""
    held = exists().where(subject, Suppression.reason == _OPT_OUT, Suppression.until.is_(None))
    return bool(session.scalar(select(held)))


def _goes_on(session: Session, customer_id: int, now: datetime) -> None:
    """What the opt-out withdrew, promises and launches too, while there is still time for it.

    Planning looks at it afterwards, and withdraws again what is not due any more.
    """
    silent = select(suppressed(now, "call", "text")).where(Customer.id == customer_id)
    if session.scalar(silent):
        return
    stopped = select(Campaign.id).where(Campaign.state == "stopped")
    withdrawn = (
        select(FollowUp)
        .where(
            FollowUp.customer_id == customer_id,
            FollowUp.state == FollowUpState.WITHDRAWN,
            FollowUp.reason == _OPT_OUT,
            FollowUp.closes_at > now,
            FollowUp.tries_made < FollowUp.tries_allowed,
            or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.not_in(stopped)),
        )
        .order_by(FollowUp.id)
        .with_for_update()
    )
    for follow_up in session.scalars(withdrawn).all():
        move(session, follow_up, FollowUpState.PLANNED, "due_again", now)
        follow_up.waits_for = "window"
