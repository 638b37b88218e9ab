"""What is open and planned already: withdrawn where it is not due any more, moved where it is due at another time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import Date

from campaigns.consents import Standing, stands
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.lifecycle import FollowUpState
from campaigns.planning.falls_away import because, begun, falls_away
from campaigns.planning.rule import Rule, Scope
from campaigns.planning.terms import Terms, filled, slots
from campaigns.segments import suppressed
from campaigns.suppressions import Suppression

#: It comes back when a consent stands.
_WITHOUT_CONSENT = ("consent_withdrawn", "no_consent")
#: Who has died; nothing comes back before a person found that it was a mistake: a correction of such news rings nobody.
_DECEASED = "deceased"
#: It comes back when the suppression that withdrew it has ended.
_BY_A_PERSON = ("asked", "refused", "wrong_number", _DECEASED)
#: Planning withdrew it, or a wish that may end did: it comes back when it is due after all.
RETURNS = (
    "event_withdrawn", "replaced", "cancelled", "held", "no_longer_due", "quota_met", "playbook_off", "opt_out",
    "suppressed", *_BY_A_PERSON, *_WITHOUT_CONSENT,
)  # fmt: skip
#: What a correction of the event or of the playbook may change in an open follow-up.
_MAY_CHANGE = (
    "customer_id", "role", "hours", "purpose", "mode", "text_ahead", "priority", "tries_allowed",
    "first_day", "last_day", "opens_at", "closes_at",
)  # fmt: skip


def _of_rule(rule: Rule, terms: Terms) -> list[ColumnElement[bool]]:
    """Rows that planning made for this rule; what an agent promised has another key."""
    found = [
        FollowUp.playbook == rule.playbook.id,
        FollowUp.step == rule.step.id,
        FollowUp.occurrence_key.startswith(rule.prefix, autoescape=True),
    ]
    return [*found, *terms.are_mine(FollowUp.customer_id)]


def gone(rule: Rule, terms: Terms, due: CTE) -> CTE:
    """Withdraw what is planned and not among the rows that are due any more, with the reason."""
    there = exists().where(due.c.occurrence_key == FollowUp.occurrence_key)
    # One that is being called, or held by another hand, is looked at again next time.
    going = select(FollowUp.id).where(
        *_of_rule(rule, terms), FollowUp.state == FollowUpState.PLANNED, FollowUp.closes_at > terms.now, ~there
    )
    values = {"state": FollowUpState.WITHDRAWN, "reason": _why(rule, terms), "closed_at": terms.now}
    changed = update(FollowUp).where(FollowUp.id.in_(going.with_for_update(skip_locked=True))).values(values)
    return changed.returning(FollowUp.id, FollowUp.reason).cte("gone")


def back(rule: Rule, terms: Terms, due: CTE) -> CTE:
    """Take back what was withdrawn and is due after all, while its window is open.

    What fell for want of a consent comes back with a grant, and nothing does while the customer is left in peace.
    """
    channel = "text" if rule.step.mode == "text" else "call"
    silent = exists().where(Customer.id == due.c.customer_id, suppressed(terms.now, channel))
    granted = stands(Standing.GIVEN, FollowUp.purpose, FollowUp.customer_id)
    ended = exists().where(
        Suppression.customer_id == FollowUp.customer_id,
        Suppression.reason == FollowUp.reason,
        or_(FollowUp.reason != _DECEASED, Suppression.lifted_by.is_not(None)),
    )
    values = {"state": FollowUpState.PLANNED, "reason": "due_again", "closed_at": None, "waits_for": "window"}
    changed = (
        update(FollowUp)
        .where(
            *_of_rule(rule, terms),
            FollowUp.state == FollowUpState.WITHDRAWN,
            FollowUp.reason.in_(RETURNS),
            FollowUp.tries_made < due.c.tries_allowed,
            FollowUp.occurrence_key == due.c.occurrence_key,
            due.c.closes_at > terms.now,
            ~silent,
            or_(FollowUp.reason.not_in(_WITHOUT_CONSENT), granted),
            or_(FollowUp.reason.not_in(_BY_A_PERSON), ended),
        )
        .values(values | {"next_try_at": due.c.next_try_at} | {name: due.c[name] for name in _MAY_CHANGE})
    )
    return changed.returning(FollowUp.id, FollowUp.reason).cte("back")


def moved(rule: Rule, terms: Terms, due: CTE) -> CTE:
    """Give what is planned and due otherwise than it was its new window, and what else the playbook says now."""
    values: dict[str, Any] = {name: due.c[name] for name in _MAY_CHANGE}
    values["tries_allowed"] = func.greatest(due.c.tries_allowed, FollowUp.tries_made)
    differs = func.row(*(FollowUp.__table__.c[name] for name in values)).is_distinct_from(func.row(*values.values()))
    untried = or_(FollowUp.tries_made == 0, due.c.next_try_at > FollowUp.next_try_at)
    values["next_try_at"] = case((untried, due.c.next_try_at), else_=FollowUp.next_try_at)
    values["waits_for"] = case((untried, "window"), else_=FollowUp.waits_for)
    held = select(FollowUp.id).where(*_of_rule(rule, terms), FollowUp.state == FollowUpState.PLANNED)
    changed = (
        update(FollowUp)
        .where(
            FollowUp.id.in_(held.with_for_update(skip_locked=True)),
            FollowUp.occurrence_key == due.c.occurrence_key,
            differs,
        )
        .values(values)
    )
    return changed.returning(FollowUp.id, literal("moved").label("reason")).cte("moved")


def changes(terms: Terms, *changed: tuple[CTE, FollowUpState, FollowUpState]) -> CTE:
    """The rows of history for these changes, each with the states before and after."""
    rows = [
        select(rows.c.id, terms.now.label("at"), literal(before.value), literal(after.value), rows.c.reason)
        for rows, before, after in changed
    ]
    columns = ["follow_up_id", "at", "from_state", "to_state", "reason"]
    history = insert(FollowUpChange).from_select(columns, union_all(*rows))
    return history.returning(FollowUpChange.id).cte("history")


def _why(rule: Rule, terms: Terms) -> ColumnElement[Any]:
    """The reason as a code, worked out for the row that goes."""
    event = aliased(Event)
    of_row = (
        select(
            FollowUp.customer_id,
            FollowUp.event_id,
            begun(rule, event).label("begun"),
            # West of Greenwich it is the day after, which does no harm where the reason alone is asked for.
            cast(func.timezone("UTC", FollowUp.closes_at), Date).label("last_late"),
        )
        .select_from(select(literal(1).label("one")).subquery())
        .outerjoin(event, event.id == FollowUp.event_id)
        .correlate(FollowUp)
        .lateral()
    )
    taken_back = exists().where(event.id == FollowUp.event_id, event.withdrawn_at.is_not(None)).correlate(FollowUp)
    otherwise = "quota_met" if rule.step.quota else "no_longer_due"
    told = select(case(*because(falls_away(rule, terms, of_row)), else_=otherwise)).select_from(of_row)
    return case((taken_back, literal("event_withdrawn")), else_=told.correlate(FollowUp).scalar_subquery())


def retire(session: Session, left: Collection[tuple[str, str]], scope: Scope) -> int:
    """Withdraw what is planned by these steps, playbook and step, that do not run any more; how many.

    What an agent promised, and what a supervisor launched, is kept: it was given as a word.
    """
    if not left:
        return 0
    terms = slots(everybody=scope.customers is None)
    steps = tuple_(FollowUp.playbook, FollowUp.step)
    planned = FollowUp.occurrence_key.startswith(func.concat(FollowUp.playbook, "/", FollowUp.step, "/"))
    conditions = [FollowUp.state == FollowUpState.PLANNED, FollowUp.campaign_id.is_(None), steps.in_(left), planned]
    going = select(FollowUp.id).where(*conditions, *terms.are_mine(FollowUp.customer_id))
    values = {"state": FollowUpState.WITHDRAWN, "reason": "playbook_off", "closed_at": terms.now}
    changed = update(FollowUp).where(FollowUp.id.in_(going.with_for_update(skip_locked=True))).values(values)
    rows = changed.returning(FollowUp.id, FollowUp.reason).cte("gone")
    history = changes(terms, (rows, FollowUpState.PLANNED, FollowUpState.WITHDRAWN))
    return session.execute(select(func.count()).select_from(history), filled(scope)).scalar_one()
