"""Terms: as of when and for whom, as the statements of planning speak of it: in values, or in slots filled later.

A statement in slots is the same for every run, so that it is built and rendered once in a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Date

from campaigns.planning.rule import LATE_NEWS, Scope
from runtime.database import UtcDateTime


@dataclass(frozen=True)
class Terms:
    """What a statement may ask of its scope."""

    now: ColumnElement[datetime]
    #: The latest day that any customer has.
    today: ColumnElement[date]
    #: No window that closed before it is answered for.
    answers_since: ColumnElement[datetime]
    #: Their ids as an array; None: everybody.
    customers: ColumnElement[Any] | None = None

    def are_mine(self, customer_id: Any) -> list[ColumnElement[bool]]:
        """What makes a row of this customer one of those in scope; nothing where everybody is."""
        return [] if self.customers is None else [customer_id == any_(self.customers)]


def at(now: datetime) -> Terms:
    """Everybody, at this instant, in values."""
    return Terms(_instant(now), literal(Scope(now).today, Date()), _instant(now - LATE_NEWS))


def _instant(at: datetime) -> ColumnElement[datetime]:
    return literal(at, UtcDateTime())


_EVERYBODY = Terms(
    bindparam("as_of", type_=UtcDateTime()),
    bindparam("latest_day", type_=Date()),
    bindparam("answers_since", type_=UtcDateTime()),
)
_SOME = Terms(
    _EVERYBODY.now,
    _EVERYBODY.today,
    _EVERYBODY.answers_since,
    bindparam("customers", type_=ARRAY(BigInteger)),
)


def slots(*, everybody: bool) -> Terms:
    """The terms as slots, which `filled` fills."""
    return _EVERYBODY if everybody else _SOME


def filled(scope: Scope, playbook: str = "") -> Mapping[str, Any]:
    """What goes into the slots. A playbook answers only for windows that closed after it was switched on."""
    late = scope.now - LATE_NEWS
    values: dict[str, Any] = {"as_of": scope.now, "latest_day": scope.today}
    values["answers_since"] = max(late, scope.since.get(playbook, late))
    return values if scope.customers is None else values | {"customers": list(scope.customers)}
