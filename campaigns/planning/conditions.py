"""Conditions in SQL: over a customer's row, its anchor event's, and its history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.orm import aliased

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.outcomes import Outcome
from campaigns.planning.fields import as_number, customer_field, event_field
from campaigns.planning.terms import Terms
from campaigns.playbooks.conditions import Condition, CustomerIs, EventIs, HistoryIs
from campaigns.playbooks.windows import Span


def holds(condition: Condition, day: ColumnElement[Any], terms: Terms, *, has_event: bool) -> ColumnElement[bool]:
    """Whether it holds, in a statement over `Customer` and, with `has_event`, over `Event`; `day` is the anchor's."""
    if isinstance(condition, HistoryIs):
        return _history(condition, day, terms, has_event)
    if isinstance(condition, CustomerIs):
        return _test(condition, customer_field(condition.customer))
    field = event_field(condition.event)
    if condition.same_as is not None:
        return and_(field != "", field == event_field(condition.same_as))
    return _test(condition, field)


def _test(condition: CustomerIs | EventIs, field: ColumnElement[Any]) -> ColumnElement[bool]:
    if condition.is_ is not None:
        return or_(*(_equals(field, value) for value in condition.is_))
    if condition.is_not is not None:
        return and_(*(func.coalesce(~_equals(field, value), True) for value in condition.is_not))
    if condition.present is not None:
        said = func.coalesce(field, "") != ""
        return said if condition.present else ~said
    number = as_number(field)
    return number >= condition.at_least if condition.at_least is not None else number <= condition.at_most


def _equals(field: ColumnElement[Any], value: str | int) -> ColumnElement[bool]:
    return field == value if isinstance(value, str) else as_number(field) == value


def _history(condition: HistoryIs, day: ColumnElement[Any], terms: Terms, has_event: bool) -> ColumnElement[bool]:
    found = _contacts(condition, day, terms, has_event) if condition.history == "contact" else _events(
        condition, day, terms, has_event
    )  # fmt: skip
    return found >= condition.at_least if condition.at_least is not None else found <= condition.at_most


def _contacts(condition: HistoryIs, day: ColumnElement[Any], terms: Terms, has_event: bool) -> ColumnElement[Any]:
    conditions = [Outcome.customer_id == Customer.id, Outcome.contact_on.is_not(None)]
    if condition.since_anchor:
        # On the anchor's own day only what was said after it was known.
        later = Outcome.logged_at >= Event.created_at if has_event else literal(True)
        conditions.append(or_(Outcome.contact_on > day, and_(Outcome.contact_on == day, later)))
    if condition.within is not None:
        conditions.append(Outcome.contact_on > _back(terms, condition.within))
    counted = select(func.count()).select_from(Outcome).where(*conditions)
    return counted.correlate(Customer, Event).scalar_subquery()


def _events(condition: HistoryIs, day: ColumnElement[Any], terms: Terms, has_event: bool) -> ColumnElement[Any]:
    past = aliased(Event)
    conditions = [
        past.customer_id == Customer.id,
        past.kind == condition.history,
        past.withdrawn_at.is_(None),
        past.occurred_on <= terms.today,
    ]
    if condition.category:
        conditions.append(past.category == condition.category)
    if condition.same_subject and has_event:
        conditions.append(past.subject == Event.subject)
    if condition.since_anchor:
        same_day = and_(past.occurred_on == day, past.id > Event.id) if has_event else past.occurred_on == day
        conditions.append(or_(past.occurred_on > day, same_day))
    if condition.within is not None:
        conditions.append(past.occurred_on > _back(terms, condition.within))
    return select(func.count()).select_from(past).where(*conditions).correlate(Customer, Event).scalar_subquery()


def _back(terms: Terms, within: Span) -> ColumnElement[Any]:
    return terms.today - cast(f"{within.months} months {within.days} days", INTERVAL)
