"""Reconciling: what we have for a day and a playbook, and what we know of the rows that are not among it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.importing.listed import MOST, Listed
from campaigns.lifecycle import FollowUpState
from campaigns.planning.conditions import holds
from campaigns.planning.terms import at
from campaigns.playbooks.anchors import EventAnchor, SupplyAnchor
from campaigns.playbooks.editions import Held
from campaigns.playbooks.model import Playbook
from campaigns.reconciliations import Elsewhere, Ours, Reconciliation, compare, keep, key
from campaigns.segments import suppressed
from campaigns.to_plan import ToPlan

#: Keys asked for in one statement.
_AT_ONCE = 5000


def anchor_of(playbook: Playbook) -> EventAnchor | None:
    """The event whose list can be reconciled: that from which the playbook's first step counts; None where none is."""
    for step in playbook.steps:
        match playbook.anchor_of(step):
            case EventAnchor() as anchor:
                return anchor
            case SupplyAnchor(runs_out=kind):
                return EventAnchor(event=kind)
    return None


def reconcile(session: Session, of: Held, on: date, theirs: Sequence[Listed], by: int, now: datetime) -> Reconciliation:
    """Lay their list of a day beside ours and keep what came out. The caller commits.

    `on` is the day on the customers' calendars. Raises LookupError for a playbook that counts from no event.
    """
    anchor = anchor_of(of.playbook)
    if anchor is None:
        raise LookupError(f"{of.playbook.id} counts from no event that a source system lists")
    ours = _ours(session, of, anchor, on, now)
    have = {one.record for one in ours} | {one.customer for one in ours}
    unknown = [row for row in theirs if row.record not in have and row.customer not in have]
    rows, both, differences = compare(theirs, ours, _elsewhere(session, unknown, anchor, on))
    found: dict[str, Any] = {"theirs": rows, "ours": len(ours), "both": both, "differences": differences}
    return keep(session, of.playbook.id, on, by, now, **found)


def _ours(session: Session, of: Held, anchor: EventAnchor, on: date, now: datetime) -> list[Ours]:
    """The day's events by their index, each with the reason for which it has no follow-up that stands."""
    found = _events(anchor, on, now).with_only_columns(
        Event.external_id, Customer.external_id, Customer.id, _why(of, now)
    )
    return [Ours(*row) for row in session.execute(found.order_by(Event.id).limit(MOST + 1))]


def _events(anchor: EventAnchor, on: date, now: datetime) -> Select[Any]:
    found = select(Event).join(Customer, Customer.id == Event.customer_id)
    found = found.where(Event.kind == anchor.event, Event.occurred_on == on, Event.withdrawn_at.is_(None))
    if anchor.category:
        found = found.where(Event.category == anchor.category)
    day = Event.occurred_on.expression
    return found.where(*(holds(one, day, at(now), has_event=True) for one in anchor.when))


def _why(of: Held, now: datetime) -> ColumnElement[str]:
    of_event = (FollowUp.event_id == Event.id, FollowUp.playbook == of.playbook.id)
    stands = exists().where(*of_event, FollowUp.state != FollowUpState.WITHDRAWN)
    fallen = select(FollowUp.reason).where(*of_event).order_by(FollowUp.first_day, FollowUp.id).limit(1)
    withdrawn = fallen.correlate(Event).scalar_subquery()
    callable_ = exists().where(CustomerNumber.customer_id == Customer.id, CustomerNumber.dead_reason.is_(None))
    missing = case(
        (exists().where(ToPlan.customer_id == Customer.id), "to_be_planned"),
        (suppressed(now, "call"), "suppressed"),
        (~callable_, "no_number"),
        else_="condition_not_met" if of.on else "playbook_off",
    )
    return case((stands, ""), else_=func.coalesce(withdrawn, missing))


def _elsewhere(session: Session, rows: Sequence[Listed], anchor: EventAnchor, on: date) -> dict[str, Elsewhere]:
    """Their key -> what we know of it although it is not on our list of the day."""
    sources = list(session.scalars(select(Branch.source).distinct()))
    events = _by_key(session, select(Event), Event, sources, {row.record for row in rows})
    people = {row.customer or row.record for row in rows}
    customers = _by_key(session, select(Customer), Customer, sources, people)
    found: dict[str, Elsewhere] = {}
    for row in rows:
        event, customer = events.get(row.record), customers.get(row.customer or row.record)
        if event is not None:
            found[key(row)] = Elsewhere(_why_not(event, anchor, on), event.customer_id, event.occurred_on)
        elif customer is not None:
            found[key(row)] = Elsewhere("not_imported", customer.id)
    return found


def _by_key(
    session: Session, rows: Select[Any], of: type[Event] | type[Customer], sources: list[str], keys: Iterable[str]
) -> dict[str, Any]:
    """By the index on source and key."""
    wanted = sorted(set(keys) - {""})
    found: dict[str, Any] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        slice_ = rows.where(of.source.in_(sources), of.external_id.in_(wanted[first : first + _AT_ONCE]))
        found |= {one.external_id: one for one in session.scalars(slice_)}
    return found


def _why_not(event: Event, anchor: EventAnchor, on: date) -> str:
    if event.withdrawn_at is not None:
        return "event_withdrawn"
    if event.occurred_on != on:
        return "on_another_day"
    return "of_another_kind" if event.kind == anchor.event else "another_event"
