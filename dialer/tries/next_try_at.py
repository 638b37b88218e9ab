"""When the next try is made: the opening that is left for it inside the window, and why that one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.hours.policy import named
from dialer.telephone import PLANNING_RING, callee_of
from dialer.topics import attempts_about
from dialer.tries.day_parts import least_tried, openings, part_of
from dialer.tries.retries import LaterDay, NextTry
from runtime.zones import local_date, start_of_day

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Opening:
    """An instant for the next try."""

    at: datetime
    #: How it differs from the tries before: other_part, other_day, other_day_and_part; empty where it does not.
    where: str


def opening_for(session: Session, e164: str, follow_up: FollowUp, decision: NextTry, now: datetime) -> Opening | None:
    """The permitted instant inside the window that this decision asks for; None where the window has none left.

    The part of the day that was tried least goes before the others, where the decision asks for it; else, and where all
    are alike, it is the first opening after the gap: a late call is better than none.
    """
    customer = session.get_one(Customer, follow_up.customer_id)
    callee = callee_of(session, customer, else_on=e164)
    assert callee is not None, "the number of the last call stands in for one that is alive"
    zones, _ = callee.zones()
    zone = zones[0] if zones else customer.day_zone
    tried = _tried_at(session, follow_up)
    soonest, tomorrow = now + (decision.gap or timedelta(0)), start_of_day(local_date(now, zone) + _DAY, zone)
    if decision.later_day is LaterDay.ALWAYS:
        soonest = max(soonest, tomorrow)
    policy, ring = named(follow_up.hours), PLANNING_RING
    found = openings(callee, policy, follow_up.purpose, soonest, follow_up.closes_at, ring, zone)
    rather_from = tomorrow if decision.later_day is LaterDay.IF_POSSIBLE else soonest
    at = least_tried(found, tried, zone, rather_from) if decision.other_part else next(found, None)
    return Opening(at, _where(at, tried, decision, now, zone)) if at is not None else None


def _where(at: datetime, tried: Sequence[datetime], decision: NextTry, now: datetime, zone: str) -> str:
    """What is said of the opening, as far as the decision asked for it."""
    day = decision.later_day is not LaterDay.MAY_BE_TODAY and local_date(at, zone) > local_date(now, zone)
    parts = {part_of(one, zone) for one in tried} if decision.other_part else set()
    part = bool(parts) and part_of(at, zone) not in parts
    if day and part:
        return "other_day_and_part"
    return "other_day" if day else "other_part" if part else ""


def _tried_at(session: Session, follow_up: FollowUp) -> Sequence[datetime]:
    """When calls that were about this follow-up, alone or beside others, were asked of the carrier."""
    asked = select(Attempt.placing_at).where(
        Attempt.id.in_(attempts_about(follow_up.id)),
        Attempt.channel == "call",
        Attempt.direction == "out",
        Attempt.placing_at.is_not(None),
        Attempt.state.not_in([AttemptState.REFUSED, AttemptState.RELEASED]),
    )
    return [at for at in session.scalars(asked) if at is not None]
