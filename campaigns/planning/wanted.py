"""The rows that ought to be there for one rule: anchors, windows on open days, instants in the customer's zone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, case, cast, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.orm import aliased
from sqlalchemy.types import Date, Integer, Text

from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay
from campaigns.planning.anchors import anchored
from campaigns.planning.falls_away import falls_away
from campaigns.planning.occurrences import occurrences, on_open_days
from campaigns.planning.rule import Rule
from campaigns.planning.terms import Terms

#: What happened on a day of which the export knows no time is taken to have happened by six in the evening.
_NO_TIME = "6 hours"


def wanted(rule: Rule, terms: Terms) -> Select[Any] | None:
    """Follow-ups by the names of their columns; None for a step that is launched.

    With those whose window is over: `still_worth_planning` tells them apart.
    """
    placed = _placed(rule, terms)
    if placed is None:
        return None
    columns = (value.label(name) for name, value in _columns(rule, terms, placed).items())
    return select(*columns).where(*(~reason for reason in falls_away(rule, terms, placed).values()))


def still_worth_planning(rows: Select[Any], terms: Terms) -> Select[Any]:
    """Without the windows that are over; but what was over lately, unplanned, is *missed* from the start.

    Nobody had told us of the event in time, or nobody had planned it.
    """
    closes_at = rows.selected_columns.closes_at
    anchored_by_event = rows.selected_columns.event_id.is_not(None)
    return rows.where(or_(closes_at > terms.now, and_(closes_at > terms.answers_since, anchored_by_event)))


def _placed(rule: Rule, terms: Terms) -> Subquery | None:
    anchors = anchored(rule, terms)
    if anchors is None:
        return None
    # Worked out first: on calendars just filled PostgreSQL would join all days with all days before it looks at a rule.
    found = on_open_days(rule, occurrences(rule, terms, anchors.subquery()).subquery()).cte("found")
    found = found.prefix_with("materialized")
    return (_by_the_clock if rule.step.due.is_clock else _by_the_calendar)(rule, found).subquery()


def _by_the_calendar(rule: Rule, found: CTE) -> Select[Any]:
    opening, closing = aliased(LocalDay), aliased(LocalDay)
    return (
        select(found, opening.starts_at.label("opens_at"), closing.ends_at.label("closes_at"))
        .join(opening, and_(opening.zone == found.c.zone, opening.day == found.c.first_day))
        .join(closing, and_(closing.zone == found.c.zone, closing.day == found.c.last_late))
    )


def _by_the_clock(rule: Rule, found: CTE) -> Select[Any]:
    """Minutes and hours count from the instant; the days are those on which the window begins and ends."""
    due, late = rule.step.due, rule.step.late
    its_day = aliased(LocalDay)
    at = func.coalesce(found.c.at, its_day.ends_at - cast(_NO_TIME, INTERVAL))
    opens, ends = (at + cast(f"{end.minutes} minutes", INTERVAL) for end in (due.first, due.last))
    # A day of lateness is 24 hours here: PostgreSQL would count days by the clocks of its own zone.
    late_minutes = late.minutes if late.unit.is_clock else 1440 * late.days_at_most
    closes = ends + cast(f"{late_minutes} minutes", INTERVAL)
    kept = [column for column in found.c if column.key not in ("first_day", "last_day", "last_late")]
    instants = select(*kept, opens.label("opens_at"), ends.label("ends_at"), closes.label("closes_at"))
    placed = instants.join(its_day, and_(its_day.zone == found.c.zone, its_day.day == found.c.day)).subquery()
    c = placed.c
    first, last = _local_day(c.zone, c.opens_at), _local_day(c.zone, c.ends_at)
    days = (first.label("first_day"), last.label("last_day"), last.label("last_late"))
    return select(*(column for column in c if column.key != "ends_at"), *days).where(first.is_not(None))


def _local_day(zone: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of this zone that an instant lies in; looked for around UTC's day, so that the index finds it."""
    near = cast(at, Date)
    around = (LocalDay.day.between(near - 1, near + 1), LocalDay.starts_at <= at, LocalDay.ends_at > at)
    return select(LocalDay.day).where(LocalDay.zone == zone, *around).scalar_subquery()


def _columns(rule: Rule, terms: Terms, placed: Subquery) -> dict[str, ColumnElement[Any]]:
    c, playbook, step = placed.c, rule.playbook, rule.step
    over = c.closes_at <= terms.now
    why = case((and_(over, c.learned_at >= c.closes_at), "known_too_late"), (over, "planned_too_late"), else_="planned")
    return {
        "customer_id": c.customer_id,
        "event_id": cast(c.event_id, Integer),
        "playbook": literal(playbook.id),
        "step": literal(step.id),
        "course": c.course,
        "occurrence_key": func.concat(rule.prefix, c.course, c.number),
        "purpose": literal(playbook.purpose),
        "role": literal(step.role),
        "hours": literal(playbook.hours),
        "mode": literal(step.mode),
        "text_ahead": literal(step.text_ahead),
        "priority": literal(step.priority),
        "first_day": c.first_day,
        "last_day": c.last_day,
        "opens_at": c.opens_at,
        "closes_at": c.closes_at,
        "next_try_at": func.greatest(c.opens_at, terms.now),
        "tries_allowed": literal(step.tries),
        "state": case((over, FollowUpState.MISSED.value), else_=FollowUpState.PLANNED.value),
        "reason": cast(why, Text),
        "closed_at": case((over, terms.now), else_=null()),
        "created_at": terms.now,
    }
