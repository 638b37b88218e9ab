"""Fields of customers and events as playbooks name them, in SQL: a column of ours, else what the import kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Numeric, Text, and_, case, cast, func, select

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event

#: No quantity, no number of days and no amount of money is larger.
_MOST = 10**12

_CUSTOMER: dict[str, ColumnElement[Any]] = {
    "tier": Customer.tier.expression,
    "branch": Customer.branch.expression,
    "language": Customer.language.expression,
    "title": Customer.title.expression,
    "owner": func.coalesce(Customer.owner, ""),
    "lunar_birthday": func.coalesce(Customer.lunar_birthday, ""),
    "birthday": func.coalesce(cast(Customer.birthday, Text), ""),
}
_EVENT: dict[str, ColumnElement[Any]] = {
    "category": Event.category.expression,
    "subject": Event.subject.expression,
    "by_whom": Event.by_whom.expression,
}


def customer_field(name: str) -> ColumnElement[Any]:
    """The text of a customer's field; null where nothing is on file."""
    if name == "market":
        region = select(Branch.market).where(Branch.name == Customer.branch).correlate(Customer).scalar_subquery()
        return func.coalesce(func.nullif(Customer.details.op("->>", return_type=Text())("market"), ""), region)
    own = _CUSTOMER.get(name)
    return Customer.details.op("->>", return_type=Text())(name) if own is None else own


def event_field(name: str) -> ColumnElement[Any]:
    """The text of an event's field; null where the event does not say."""
    own = _EVENT.get(name)
    return Event.details.op("->>", return_type=Text())(name) if own is None else own


def as_number(field: ColumnElement[Any]) -> ColumnElement[Any]:
    """The number that a text says; null where it says none, or one that nobody means (NaN, Infinity, 10^13)."""
    number = cast(field, Numeric)
    return case((func.pg_input_is_valid(field, "numeric"), case((number.between(-_MOST, _MOST), number))))


def as_count(field: ColumnElement[Any], at_most: int) -> ColumnElement[Any]:
    """The number of days or months that a text says, from 0 to `at_most`; null where it says none such."""
    number = as_number(field)
    return case((number.between(0, at_most), cast(number, Integer)))


def as_day(field: ColumnElement[Any]) -> ColumnElement[Any]:
    """The ISO date that a text says; null where it says none. PostgreSQL alone would take `tomorrow` for one."""
    said = and_(field.regexp_match(r"^\d{4}-\d\d-\d\d$"), func.pg_input_is_valid(field, "date"))
    return case((said, cast(field, Date)))
