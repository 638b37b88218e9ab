"""Courses to plan in tests: playbooks in few words, and what stands there after planning, in few words too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, FollowUpChange, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.plan import Planned, plan
from campaigns.playbooks.model import Playbook
from tests.cast import TUESDAY_11

WORDS = {"en": "x", "zh": "x"}
NOTHING = Planned()
TUESDAY = date(2026, 11, 24)


def day(days: int) -> date:
    """So many days after Tuesday, 24 November 2026."""
    return TUESDAY + timedelta(days=days)


def noon(days: float) -> datetime:
    """Noon in Hong Kong and Shanghai, so many days after that Tuesday."""
    return datetime(2026, 11, 24, 4, tzinfo=UTC) + timedelta(days=days)


def book(anchors: dict[str, Any], *steps: dict[str, Any], **more: Any) -> Playbook:
    """A playbook `p`; a step's anchor is the first one unless it says otherwise, its id s0, s1, … ."""
    common = {"why": WORDS, "script": WORDS, "priority": 10, "anchor": next(iter(anchors))}
    full = [common | {"id": f"s{number}"} | step for number, step in enumerate(steps)]
    head = {"id": "p", "name": WORDS, "purpose": "care", "hours": "clinic"}
    return Playbook.model_validate(head | {"anchors": anchors, "steps": full} | more)


def treatments(*steps: dict[str, Any], **more: Any) -> Playbook:
    """A playbook that counts from treatments."""
    return book({"treatment": {"event": "treatment"}}, *steps, **more)


def planned(
    session: Session, playbook: Playbook, now: datetime = TUESDAY_11, customers: Iterable[int] | None = None
) -> Planned:
    """What a run of planning does; what the session holds is read anew afterwards."""
    session.flush()
    done = plan(session, [playbook], now, customers)
    session.expire_all()
    return done


def all_rows(session: Session) -> list[FollowUp]:
    """Every follow-up, by its window and its step."""
    return list(session.scalars(select(FollowUp).order_by(FollowUp.first_day, FollowUp.step, FollowUp.id)))


def only(session: Session) -> FollowUp:
    """The one follow-up there is."""
    (found,) = all_rows(session)
    return found


def open_days(session: Session) -> list[tuple[str, date]]:
    """Step and first day of what is planned."""
    return [(one.step, one.first_day) for one in all_rows(session) if one.state is FollowUpState.PLANNED]


def withdrawn(session: Session) -> list[tuple[str, str]]:
    """Step and reason of what was withdrawn."""
    return [(one.step, one.reason) for one in all_rows(session) if one.state is FollowUpState.WITHDRAWN]


def history(session: Session, of: FollowUp) -> list[tuple[str, str, str]]:
    """The changes of one follow-up: from, to, why."""
    rows = select(FollowUpChange).where(FollowUpChange.follow_up_id == of.id).order_by(FollowUpChange.id)
    return [(one.from_state, one.to_state, one.reason) for one in session.scalars(rows)]


def close(session: Session, follow_up: FollowUp, to: FollowUpState, on: date | None = None) -> None:
    """Let it end so; `on` is the day on which somebody talked with the customer."""
    move(session, follow_up, to, "test", TUESDAY_11)
    follow_up.reached_on = on
    session.flush()


def contact(session: Session, whose: Customer, about: FollowUp, on: date, at: datetime | None = None) -> None:
    """Somebody of ours talked with the customer on this day of theirs."""
    when = at or datetime.combine(on, datetime.min.time(), UTC)
    row = {"customer_id": whose.id, "disposition": "well", "contact_on": on, "logged_at": when}
    session.add(Outcome(follow_up_id=about.id, **row))
    session.flush()
