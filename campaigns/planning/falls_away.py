"""What makes an occurrence fall away although its anchor stands: replaced, cancelled, held, the customer has died."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, cast, exists, func, literal, or_
from sqlalchemy.orm import aliased
from sqlalchemy.types import Date

from campaigns.events import Event
from campaigns.planning.rule import Rule
from campaigns.planning.terms import Terms
from campaigns.suppressions import Suppression

#: The event of this kind ends everything that was planned for a customer.
DECEASED = "deceased"
#: An event of kind `complaint` is open until one of kind `complaint-closed`.
CLOSED = "-closed"


def begun(rule: Rule, event: type[Event]) -> ColumnElement[Any]:
    """The day after which others may overtake this event: its own, or that on which we learned of it.

    The latter only where the window lies before the event and we learned of it before.
    """
    if not rule.step.due.before:
        return event.occurred_on.expression
    return func.least(event.occurred_on, cast(event.created_at, Date))


def falls_away(rule: Rule, terms: Terms, found: FromClause) -> dict[str, ColumnElement[bool]]:
    """Reason code -> whether it makes this one fall away. `found` has customer_id, event_id, begun and last_late."""
    playbook = rule.playbook
    reasons = {"deceased": or_(_dead_by_event(found), _dead_by_word(found))}
    if playbook.replaced_by:
        # The new course begins on its own day: what the old one still owes before that day stays.
        reasons["replaced"] = _later(found, playbook.replaced_by, until=found.c.last_late)
    if playbook.cancelled_by:
        reasons["cancelled"] = _later(found, playbook.cancelled_by)
    if playbook.held_by:
        reasons["held"] = or_(*(_open(found, kind, terms) for kind in playbook.held_by))
    return reasons


def _dead_by_event(found: FromClause) -> ColumnElement[bool]:
    death = aliased(Event)
    return exists().where(
        death.customer_id == found.c.customer_id, death.kind == DECEASED, death.withdrawn_at.is_(None)
    )


def _dead_by_word(found: FromClause) -> ColumnElement[bool]:
    return exists().where(
        Suppression.customer_id == found.c.customer_id, Suppression.reason == DECEASED, Suppression.until.is_(None)
    )


def _later(found: FromClause, kinds: tuple[str, ...], until: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """An event of these kinds after the anchor, an appointment that lies ahead included; on or before `until`."""
    other = aliased(Event)
    same_day: ColumnElement[bool] = and_(other.occurred_on == found.c.begun, other.id > found.c.event_id)
    conditions = [
        other.customer_id == found.c.customer_id,
        or_(*(_is(other, kind) for kind in kinds)),
        other.withdrawn_at.is_(None),
        or_(other.occurred_on > found.c.begun, same_day),
    ]
    return exists().where(*conditions, *([] if until is None else [other.occurred_on <= until]))


def _is(event: type[Event], named: str) -> ColumnElement[bool]:
    """Of a kind, or of a category within it: `finding`, `finding/usage-weak`."""
    kind, _, category = named.partition("/")
    return and_(event.kind == kind, event.category == category) if category else and_(event.kind == kind)


def _open(found: FromClause, kind: str, terms: Terms) -> ColumnElement[bool]:
    opened, closed = aliased(Event), aliased(Event)
    closing = exists().where(
        closed.customer_id == opened.customer_id,
        closed.kind == literal(kind + CLOSED),
        closed.withdrawn_at.is_(None),
        closed.occurred_on >= opened.occurred_on,
    )
    return exists().where(
        opened.customer_id == found.c.customer_id,
        opened.kind == kind,
        opened.withdrawn_at.is_(None),
        opened.occurred_on <= terms.today,
        ~closing,
    )


def because(reasons: dict[str, ColumnElement[bool]]) -> list[tuple[Any, Any]]:
    """The reasons as the branches of a CASE."""
    return [(condition, literal(code)) for code, condition in reasons.items()]
