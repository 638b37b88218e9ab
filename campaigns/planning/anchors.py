"""Anchors in SQL: whom a step is meant for, and the day that it counts from.

Each select has the columns of `Anchored`. Kinds of anchors differ only here; windows are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, literal, null, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import Date, DateTime, Integer

from campaigns.calendars.tables import YearlyDay
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay
from campaigns.planning.conditions import holds
from campaigns.planning.falls_away import begun
from campaigns.planning.fields import as_count, as_day, customer_field, event_field
from campaigns.planning.rule import AHEAD, Rule
from campaigns.planning.supply import run_outs
from campaigns.planning.terms import Terms
from campaigns.playbooks.anchors import (
    CustomerAnchor,
    DoneAnchor,
    EventAnchor,
    FestivalAnchor,
    RegisterAnchor,
    SupplyAnchor,
)
from campaigns.playbooks.conditions import Condition


@dataclass(frozen=True)
class _Source:
    """From where the rows come: a select over `Customer` and perhaps `Event`, and what it says of the anchor."""

    rows: Select[Any]
    #: Names the course that begins with it.
    key: ColumnElement[Any]
    day: ColumnElement[Any]
    has_event: bool
    conditions: tuple[Condition, ...] = ()
    #: The instant on that day, where it is known.
    at: ColumnElement[Any] | None = None


def anchored(rule: Rule, terms: Terms) -> Select[Any] | None:
    """Every anchor of the rule in terms, conditions met; None for a step that a supervisor launches.

    Columns: customer_id, event_id, course, day, at (the instant, where known), learned_at, until_months, zone, place,
    and begun, the day after which other events may overtake it.
    """
    source = _source(rule, terms)
    if source is None:
        return None
    event = source.has_event
    repeat = rule.step.repeat
    months = as_count(event_field(repeat.until_detail), 1200) if event and repeat and repeat.until_detail else null()
    found = source.rows.add_columns(
        Customer.id.label("customer_id"),
        (Event.id if event else cast(null(), Integer)).label("event_id"),
        source.key.label("course"),
        cast(source.day, Date).label("day"),
        (cast(null(), DateTime(timezone=True)) if source.at is None else source.at).label("at"),
        (Event.created_at if event else cast(null(), DateTime(timezone=True))).label("learned_at"),
        cast(months, Integer).label("until_months"),
        # What has no event has no beginning either: whoever was transferred once is not greeted next year.
        (begun(rule, Event) if event else cast(literal(date.min), Date)).label("begun"),
        Customer.day_zone.label("zone"),
        Customer.calendar.label("place"),
    )
    wanted = [
        holds(condition, source.day, terms, has_event=event) for condition in (*source.conditions, *rule.step.when)
    ]
    wanted.append(Customer.erased_at.is_(None))
    return found.where(*wanted, *terms.are_mine(Customer.id))


def _source(rule: Rule, terms: Terms) -> _Source | None:
    found: _Source | None = None
    match rule.anchor:
        case EventAnchor() as anchor:
            found = _events(anchor, rule, terms)
        case DoneAnchor() as anchor:
            found = _done(anchor, rule, terms)
        case SupplyAnchor() as anchor:
            found = _supplies(anchor, rule, terms)
        case FestivalAnchor() as anchor:
            found = _yearly(rule, terms, "festival", literal(anchor.festival))
        case CustomerAnchor() as anchor:
            found = _customer_date(anchor, rule, terms)
        case RegisterAnchor():
            found = _Source(_customers(), func.concat("customer:", Customer.id), _registered_on(), False)
    return found


def _registered_on() -> ColumnElement[Any]:
    """The customer's own day; what lies further back than the calendars reach counts from the day in UTC."""
    own = select(LocalDay.day).where(
        LocalDay.zone == Customer.day_zone,
        LocalDay.starts_at <= Customer.created_at,
        LocalDay.ends_at > Customer.created_at,
    )
    return func.coalesce(
        own.correlate(Customer).scalar_subquery(), cast(func.timezone("UTC", Customer.created_at), Date)
    )


def _recent(day: ColumnElement[Any], rule: Rule, terms: Terms) -> list[ColumnElement[bool]]:
    """Anchors so old that all their windows are over are not even read."""
    back = rule.anchors_from
    return [] if back is None else [day >= terms.today - back]


def _customers() -> Select[Any]:
    return select().select_from(Customer)


def _event_key() -> ColumnElement[Any]:
    return func.concat(Event.source, ":", Event.external_id)


def _events(anchor: EventAnchor, rule: Rule, terms: Terms) -> _Source:
    rows = select().select_from(Event).join(Customer, Customer.id == Event.customer_id)
    rows = rows.where(Event.kind == anchor.event, Event.withdrawn_at.is_(None))
    rows = rows.where(*_recent(Event.occurred_on.expression, rule, terms))
    if anchor.category:
        rows = rows.where(Event.category == anchor.category)
    day: ColumnElement[Any] = Event.occurred_on.expression
    if anchor.if_detail is not None and anchor.then is not None:
        day = _then(anchor.if_detail, anchor.then)
        rows = rows.where(day.is_not(None))
    if anchor.plus_days is not None:
        said = event_field(anchor.plus_days.detail)
        plus = as_count(func.coalesce(func.nullif(said, ""), _text(anchor.plus_days.default)), at_most=366)
        rows = rows.where(plus.is_not(None))
        day = day + plus
    at = case((day == Event.occurred_on, Event.occurred_at))
    return _Source(rows, _event_key(), day, True, anchor.when, at)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _then(detail: str, kind: str) -> ColumnElement[Any]:
    """The event's own day; where its detail says something, the day of the customer's next event of this kind."""
    later = aliased(Event)
    following = select(func.min(later.occurred_on)).where(
        later.customer_id == Event.customer_id,
        later.kind == kind,
        later.withdrawn_at.is_(None),
        later.occurred_on >= Event.occurred_on,
    )
    said = func.coalesce(event_field(detail), "").not_in(["", "no"])
    return case((said, following.correlate(Event).scalar_subquery()), else_=Event.occurred_on)


def _done(anchor: DoneAnchor, rule: Rule, terms: Terms) -> _Source:
    """The day on which the step before reached the customer, once for each course."""
    done = (
        select(FollowUp.course, FollowUp.customer_id, FollowUp.event_id, func.min(FollowUp.reached_on).label("day"))
        .where(
            FollowUp.playbook == rule.playbook.id,
            FollowUp.step == anchor.done,
            FollowUp.state == FollowUpState.DONE,
            FollowUp.reached_on.is_not(None),
        )
        .group_by(FollowUp.course, FollowUp.customer_id, FollowUp.event_id)
        .having(*_recent(func.min(FollowUp.reached_on), rule, terms))
        .subquery()
    )
    rows = (
        select()
        .select_from(done)
        .join(Customer, Customer.id == done.c.customer_id)
        .outerjoin(Event, Event.id == done.c.event_id)
        .where(Event.withdrawn_at.is_(None))
    )
    return _Source(rows, done.c.course, done.c.day, True)


def _supplies(anchor: SupplyAnchor, rule: Rule, terms: Terms) -> _Source:
    """The end of each supply, known by its last purchase."""
    supply = run_outs(anchor, terms).subquery()
    rows = (
        select()
        .select_from(supply)
        .join(Event, Event.id == supply.c.event_id)
        .join(Customer, Customer.id == Event.customer_id)
        .where(*_recent(supply.c.day, rule, terms))
    )
    return _Source(rows, _event_key(), supply.c.day, True)


def _customer_date(anchor: CustomerAnchor, rule: Rule, terms: Terms) -> _Source:
    if anchor.customer == "birthday":
        return _yearly(rule, terms, f"solar-{anchor.feb29}", func.to_char(Customer.birthday, "MM-DD"))
    if anchor.customer == "lunar_birthday":
        kept = "leap" if anchor.leap_month == "leap_if_exists" else "regular"
        return _yearly(rule, terms, f"lunar-{kept}", Customer.lunar_birthday.expression)
    day = as_day(customer_field(anchor.customer))
    if anchor.yearly:
        return _yearly(rule, terms, f"solar-{anchor.feb29}", func.to_char(day, "MM-DD"))
    rows = _customers().where(day.is_not(None), *_recent(day, rule, terms))
    return _Source(rows, func.concat("customer:", Customer.id, "/", day), day, False)


def _yearly(rule: Rule, terms: Terms, calendar: str, name: ColumnElement[Any]) -> _Source:
    """What comes round every year, as far as the horizon; the key has the calendar's own year."""
    first, last = terms.today - rule.days_after, terms.today + AHEAD.days
    on = and_(YearlyDay.calendar == calendar, YearlyDay.name == name, YearlyDay.day.between(first, last))
    rows = _customers().join(YearlyDay, on)
    return _Source(rows, func.concat("customer:", Customer.id, "/", YearlyDay.year), YearlyDay.day.expression, False)
