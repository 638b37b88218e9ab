"""Missed windows: what was promised and not done in time, with the cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay

#: Withdrawn for these reasons, a promise was not kept all the same: nobody could have called.
UNREACHABLE = ("no_number", "no_voice_service")


@dataclass(frozen=True)
class Missed:
    """One follow-up whose window closed before anybody was reached."""

    follow_up_id: int
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    playbook: str
    step: str
    first_day: date
    last_day: date
    #: It is overdue, and may still be done.
    open: bool
    #: Reason code: known_too_late, planned_too_late, not_reached, nobody_called, or why it waited.
    cause: str
    tries_made: int


def missed(session: Session, since: date, now: datetime, playbook: str = "", limit: int = 500) -> list[Missed]:
    """The windows that closed unreached on or after `since`, the customer's day; the latest first."""
    rows = _missed(since, now, playbook).order_by(FollowUp.last_day.desc(), FollowUp.priority, FollowUp.id).limit(limit)
    return [Missed(*row) for row in session.execute(rows)]


def causes(session: Session, since: date, now: datetime, playbook: str = "") -> dict[str, int]:
    """How many windows were missed since then, by cause; the most frequent first."""
    rows = _missed(since, now, playbook).subquery()
    counted = select(rows.c.cause, func.count()).group_by(rows.c.cause).order_by(func.count().desc(), rows.c.cause)
    return dict(session.execute(counted).all())


def _missed(since: date, now: datetime, playbook: str) -> Select[*tuple[Any, ...]]:
    closed = or_(
        FollowUp.state.in_([FollowUpState.MISSED, FollowUpState.EXHAUSTED]),
        and_(FollowUp.state == FollowUpState.WITHDRAWN, FollowUp.reason.in_(UNREACHABLE)),
    )
    overdue = and_(FollowUp.state == FollowUpState.PLANNED, LocalDay.ends_at <= now)
    rows: Select[*tuple[Any, ...]] = (
        select(
            FollowUp.id,
            Customer.id,
            Customer.name,
            Customer.external_id,
            Customer.branch,
            FollowUp.playbook,
            FollowUp.step,
            FollowUp.first_day,
            FollowUp.last_day,
            FollowUp.state == FollowUpState.PLANNED,
            cause().label("cause"),
            FollowUp.tries_made,
        )
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(LocalDay, and_(LocalDay.zone == Customer.day_zone, LocalDay.day == FollowUp.last_day))
        # What comes later cannot be missed yet, wherever the customer is; without the bound it would all be read.
        .where(FollowUp.last_day >= since, FollowUp.last_day <= _tomorrow(now), or_(closed, overdue))
    )
    return rows.where(FollowUp.playbook == playbook) if playbook else rows


def _tomorrow(now: datetime) -> date:
    """A day that has begun nowhere, or is somewhere today at the most."""
    return (now + timedelta(days=1)).date()


def cause() -> ColumnElement[str]:
    """Why a `FollowUp`'s window went by: known too late, not reached, nobody called, or what it waited for."""
    told = FollowUp.reason.in_(["known_too_late", "planned_too_late", *UNREACHABLE])
    return case(
        (told, FollowUp.reason),
        (FollowUp.state == FollowUpState.EXHAUSTED, "not_reached"),
        (FollowUp.tries_made > 0, "not_reached"),
        # It was due and permitted, and no agent was there, or nobody looked.
        (FollowUp.waits_for.in_(["window", "promised"]), "nobody_called"),
        else_=FollowUp.waits_for,
    )
