"""Planning: each event becomes the follow-ups of its playbooks, set-based and once.

One `INSERT … SELECT` for each step. The occurrence key names rule and anchor, so that a second run creates nothing.
Calendar days become instants through `local_day`, by the pinned zone database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay, fill_local_days
from campaigns.playbooks.model import Playbook, Step


@dataclass(frozen=True)
class Planned:
    """What one run of planning did."""

    #: Follow-ups that are new.
    created: int
    #: Anchors whose window was already over when they became known.
    too_late: int


def plan(session: Session, playbooks: Iterable[Playbook], now: datetime) -> Planned:
    """Plan every step of these playbooks from every event whose window is not over at `now`."""
    playbooks = list(playbooks)
    _prepare_days(session, [step for playbook in playbooks for step in playbook.steps])
    created = too_late = 0
    for playbook in playbooks:
        for step in playbook.steps:
            if step.anchor is not None:
                created += _plan_step(session, playbook, step, now)
                too_late += _too_late(session, playbook, step, now)
    return Planned(created, too_late)


def _prepare_days(session: Session, steps: Sequence[Step]) -> None:
    """Every day that a window may begin or end on, in every zone that customers live in."""
    first = session.scalar(select(func.min(Event.occurred_on)))
    last = session.scalar(select(func.max(Event.occurred_on)))
    if first is None or last is None or not steps:
        return
    zones = session.scalars(select(Customer.day_zone).distinct())
    earliest, latest = min(step.days.first for step in steps), max(step.days.last for step in steps)
    fill_local_days(session, zones, first + timedelta(days=earliest), last + timedelta(days=latest))


def _plan_step(session: Session, playbook: Playbook, step: Step, now: datetime) -> int:
    opening, closing = aliased(LocalDay), aliased(LocalDay)
    rows = (
        select(
            Event.customer_id,
            Event.id,
            *(literal(v) for v in (playbook.id, step.id)),
            func.concat(playbook.id, "/", step.id, "/", Event.source, ":", Event.external_id),
            *(literal(v) for v in (playbook.purpose, step.role, playbook.hours, step.mode, step.priority)),
            opening.day,
            closing.day,
            opening.starts_at,
            closing.ends_at,
            func.greatest(opening.starts_at, literal(now)),
            literal(step.tries),
            literal(FollowUpState.PLANNED.value),
            literal(now),
        )
        .select_from(Event)
        .join(Customer, Customer.id == Event.customer_id)
        .join(opening, and_(opening.zone == Customer.day_zone, opening.day == Event.occurred_on + step.days.first))
        .join(closing, and_(closing.zone == Customer.day_zone, closing.day == Event.occurred_on + step.days.last))
        .where(*_anchored(step), closing.ends_at > now)
    )
    statement = insert(FollowUp).from_select(_COLUMNS, rows).on_conflict_do_nothing(index_elements=["occurrence_key"])
    created = statement.returning(FollowUp.id).cte("created")
    return session.execute(select(func.count()).select_from(created)).scalar_one()


_COLUMNS = [
    "customer_id",
    "event_id",
    "playbook",
    "step",
    "occurrence_key",
    "purpose",
    "role",
    "hours",
    "mode",
    "priority",
    "first_day",
    "last_day",
    "opens_at",
    "closes_at",
    "next_try_at",
    "tries_allowed",
    "state",
    "created_at",
]


def _anchored(step: Step) -> list[ColumnElement[bool]]:
    assert step.anchor is not None
    conditions: list[ColumnElement[bool]] = [Event.kind == step.anchor.kind]
    if step.anchor.category:
        conditions.append(Event.category == step.anchor.category)
    return conditions


def _too_late(session: Session, playbook: Playbook, step: Step, now: datetime) -> int:
    closing = aliased(LocalDay)
    planned = exists().where(FollowUp.event_id == Event.id, FollowUp.playbook == playbook.id, FollowUp.step == step.id)
    return session.execute(
        select(func.count())
        .select_from(Event)
        .join(Customer, Customer.id == Event.customer_id)
        .join(closing, and_(closing.zone == Customer.day_zone, closing.day == Event.occurred_on + step.days.last))
        .where(*_anchored(step), closing.ends_at <= now, ~planned)
    ).scalar_one()
