"""Occurrences: from an anchor's day to the days of each window, on the calendar alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import INTERVAL, distinct_on
from sqlalchemy.orm import aliased
from sqlalchemy.types import Date, Integer, Text

from campaigns.calendars.tables import OpenDay
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.planning.rule import AHEAD, LATE_NEWS, Rule
from campaigns.planning.terms import Terms
from campaigns.playbooks.recurrence import MONTHS, Quota, Repeat
from campaigns.playbooks.windows import Span


def occurrences(rule: Rule, terms: Terms, anchors: Subquery) -> Select[Any]:
    """Each occurrence: the anchor's columns, `number` (a suffix of its key), first_day, last_day, last_late.

    `last_late` is the last day on which it may still be done. Windows by the clock have their anchor's day in all.
    """
    step = rule.step
    if step.due.is_clock:
        day = anchors.c.day
        return select(anchors, literal("").label("number"), *_days(day, day, day))
    if step.quota is not None:
        return _spread(rule, step.quota, terms, anchors)
    if step.repeat is not None:
        return _repeated(rule, step.repeat, anchors)
    first, last = (_shifted(anchors.c.day, end) for end in (step.due.first, step.due.last))
    return select(anchors, literal("").label("number"), *_days(first, last, _shifted(last, step.late)))


def _days(first: Any, last: Any, late: Any) -> tuple[ColumnElement[Any], ...]:
    return first.label("first_day"), last.label("last_day"), late.label("last_late")


def _shifted(day: ColumnElement[Any], span: Span) -> ColumnElement[Any]:
    """Months end where the shorter month ends: 31 August and 6 months is 28 February."""
    if not span.months:
        return day + span.days if span.days else day
    return cast(day + cast(f"{span.months} months", INTERVAL), Date)


def _repeated(rule: Rule, repeat: Repeat, anchors: Subquery) -> Select[Any]:
    n = func.generate_series(0, repeat.times - 1).table_valued("n").render_derived()
    first, last = (_nth(anchors.c.day, n.c.n, repeat.every, end) for end in (rule.step.due.first, rule.step.due.last))
    bounds: list[ColumnElement[bool]] = []
    if repeat.until is not None:
        bounds.append(first <= _shifted(anchors.c.day, repeat.until))
    if repeat.until_detail is not None:
        bounds.append(first <= cast(anchors.c.day + func.make_interval(0, anchors.c.until_months), Date))
    number = func.concat("/", n.c.n + 1)
    rows = select(anchors, number.label("number"), *_days(first, last, _shifted(last, rule.step.late)))
    return rows.join_from(anchors, n, true()).where(*bounds)


def _nth(day: ColumnElement[Any], n: ColumnElement[Any], every: Span, end: Span) -> ColumnElement[Any]:
    """All months are added at once and then all days, so that a short month on the way shortens nothing after it."""
    months, days = n * every.months + end.months, n * every.days + end.days
    if not every.months and not end.months:
        return day + days
    return cast(day + func.make_interval(0, months, 0, days), Date)


def _spread(rule: Rule, quota: Quota, terms: Terms, anchors: Subquery) -> Select[Any]:
    """The parts of each calendar period after the anchor's own, as far as the horizon, less those that are met."""
    length = MONTHS[quota.per]
    interval = cast(f"{length} months", INTERVAL)
    # The earliest that may still be open, or was missed lately.
    open_ = _period(terms.today - (rule.step.late.days_at_most + LATE_NEWS.days + 2), length)
    next_ = cast(_period(anchors.c.day, length) + interval, Date)
    begins = func.generate_series(func.greatest(open_, next_), terms.today + AHEAD.days, interval)
    series = begins.table_valued("p").render_derived()
    periods = select(anchors, cast(series.c.p, Date).label("period")).join_from(anchors, series, true()).subquery()
    part = func.generate_series(0, quota.at_least - 1).table_valued("part").render_derived()
    begin, i = periods.c.period, part.c.part
    days = cast(begin + interval, Date) - begin
    first, last = begin + days * i // quota.at_least, begin + days * (i + 1) // quota.at_least - 1
    number = func.concat("/", func.to_char(begin, "YYYY-MM"), ".", i + 1)
    kept = [column for column in periods.c if column.key != "period"]
    rows = select(*kept, cast(number, Text).label("number"), *_days(first, last, _shifted(last, rule.step.late)))
    return rows.join_from(periods, part, true()).where(_contacts(rule, periods, interval) <= i)


def _period(day: ColumnElement[Any], length: int) -> ColumnElement[Any]:
    """The first day of the calendar period of so many months that a day lies in."""
    into = func.mod(cast(func.extract("month", day), Integer) - 1, length)
    return cast(func.date_trunc("month", cast(day, Date)) - func.make_interval(0, into), Date)


def _contacts(rule: Rule, periods: Subquery, interval: ColumnElement[Any]) -> ColumnElement[Any]:
    """Conversations with the customer in the period, whatever they were about; where visits are owed, visits alone."""
    counted = (
        select(func.count())
        .select_from(Outcome)
        .where(
            Outcome.customer_id == periods.c.customer_id,
            Outcome.contact_on >= periods.c.period,
            Outcome.contact_on < cast(periods.c.period + interval, Date),
        )
    )
    if rule.step.mode == "visit":
        counted = counted.join(FollowUp, FollowUp.id == Outcome.follow_up_id).where(FollowUp.mode == "visit")
    return counted.correlate(periods).scalar_subquery()


def on_open_days(rule: Rule, found: Subquery) -> Select[Any]:
    """The same occurrences with their windows kept to open days.

    A window that has open days begins and ends on one. A window that has none moves, whole, to the nearest open day:
    earlier where it lies before its anchor, else later and then no further than `last_late`; never out of that.
    """
    if rule.step.open_days == "any":
        return select(found)
    c = found.c
    opening, closing = aliased(OpenDay), aliased(OpenDay)
    first = func.coalesce(opening.next_day, c.first_day)
    inside = first <= c.last_day
    last_late: ColumnElement[Any] = c.last_late
    if rule.step.rolls_earlier:
        moved, may_move = func.coalesce(opening.prev_day, c.first_day), and_(true())
        last_late = case((inside, last_late), else_=_shifted(moved, rule.step.late))
    else:
        moved, may_move = first, and_(first <= c.last_late)
    kept = [column for column in c if column.key not in ("first_day", "last_day", "last_late")]
    begin = case((inside, first), (may_move, moved), else_=c.first_day)
    end = case((inside, func.coalesce(closing.prev_day, c.last_day)), (may_move, moved), else_=c.last_day)
    mode = rule.step.open_days
    rows = (
        select(*kept, *_days(begin, end, last_late))
        .select_from(found)
        .outerjoin(opening, _calendar(opening, mode, c.place, c.first_day))
        .outerjoin(closing, _calendar(closing, mode, c.place, c.last_day))
    )
    return _once_a_day(rows.subquery()) if rule.step.repeat is not None else rows


def _once_a_day(found: Subquery) -> Select[Any]:
    """Occurrences of one course that have all moved to one day before a holiday are one."""
    c = found.c
    first = distinct_on(c.course, c.first_day)
    return select(found).ext(first).order_by(c.course, c.first_day, c.last_day, c.number)


def _calendar(table: Any, mode: str, place: Any, day: Any) -> ColumnElement[bool]:
    return and_(table.place == place, table.mode == mode, table.day == day)
