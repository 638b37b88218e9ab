"""The tables of the report as sheets that can be taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from flask_babel import gettext

from dialer.agents.shares import WORKS
from web.agents.words import role
from web.reading.reports.calls import Division
from web.reading.reports.rates import Rates
from web.reading.reports.report import Report, Row
from web.reading.reports.satisfaction import Ratings
from web.reading.reports.score import Score
from web.reports.words import BY, Names, arithmetic, called, capital, work_name
from web.sheets.sheet import Cell, Column, Sheet

Made = tuple[str, list[Column], Sequence[Sequence[Cell]]]


def sheet_of(name: str, report: Report, names: Names) -> Sheet | None:
    """The sheet of this name; None where there is none."""
    make = _SHEETS.get(name)
    if make is None:
        return None
    title, columns, rows = make(report, names)
    asked = report.asked
    filters = {"period": asked.period.kind, "from": asked.period.first.isoformat(), "by": asked.by}
    filters |= {"playbook": asked.playbook} if asked.playbook else {}
    return Sheet(f"{name}-{asked.period.kind}-{asked.period.first}", title, columns, rows, filters)


def rate_columns() -> list[Column]:
    """What there is to say of follow-ups, each bucket in a column of its own."""
    counts = (
        gettext("Planned"), gettext("Withdrawn"), gettext("Put off"), gettext("Still ahead"), gettext("Due"),
        gettext("Done on time"), gettext("Done late"), gettext("Window missed"), gettext("Tries used"),
        gettext("Overdue"), gettext("Called"), gettext("Reached"),
    )  # fmt: skip
    shares = gettext("Follow-up rate"), gettext("On-time rate"), gettext("Reach")
    return [*(Column(words, "number") for words in counts), *(Column(words, "share") for words in shares)]


def rate_cells(of: Rates) -> list[Cell]:
    """In the order of `rate_columns`."""
    planned = [of.planned, of.withdrawn, of.carried, of.ahead, of.due]
    done = [of.on_time, of.late, of.missed, of.exhausted, of.overdue, of.tried, of.reached]
    return [*planned, *done, of.rate, of.on_time_rate, of.reach]


def _rates(report: Report, names: Names) -> Made:
    by = report.asked.by
    talked = [gettext("Talks"), gettext("Concern"), gettext("Dissatisfied"), gettext("Ratings")]
    columns = [Column(str(BY[by])), *rate_columns(), *(Column(words, "number") for words in talked)]
    rows = [[names.of(by, row.key), *rate_cells(row.rates), *_said(row)] for row in report.rows]
    return called(report.asked.period), [*columns, Column(gettext("Satisfaction index"), "share")], rows


def _trend(report: Report, _: Names) -> Made:
    columns = [Column(gettext("First day"), "day"), Column(gettext("Last day"), "day"), *rate_columns()]
    return gettext("Trend"), columns, [[of.first, of.last, *rate_cells(rates)] for of, rates in report.trend]


def _reach(report: Report, _: Names) -> Made:
    words = gettext("Calls placed"), gettext("Picked up"), gettext("Reached")
    columns = [Column(gettext("Which call"), "number"), *(Column(one, "number") for one in words)]
    columns += [Column(gettext("Share reached"), "share"), Column(gettext("Reached by now"), "share")]
    rows = [[one.nth, one.placed, one.answered, one.reached, one.reach, one.by_now] for one in report.nths]
    return gettext("Reach by call"), columns, rows


def _ratings(report: Report, names: Names) -> Made:
    columns = [Column(gettext("Playbook")), Column(gettext("Question")), Column(gettext("Answers"), "number")]
    columns += [Column(gettext("Average"), "number"), Column(gettext("Index"), "share")]
    columns.append(Column(gettext("Share below 3"), "share"))
    rows = [[names.books.name(one.playbook), one.words, *_answered(one.ratings)] for one in report.questions]
    return gettext("Ratings"), columns, rows


def _work(report: Report, _: Names) -> Made:
    columns = [Column(gettext("Role")), Column(gettext("Calls"), "number")]
    for name in map(work_name, WORKS):
        columns += [Column(name, "share"), Column(gettext("%(work)s, target", work=name), "share")]
    rows = [[capital(role(one.role)), one.calls, *_divided(one)] for one in report.divisions]
    return gettext("Work"), columns, rows


def _scores(report: Report, _: Names) -> Made:
    columns = [Column(gettext("Agent")), Column(gettext("Due"), "number"), Column(gettext("Done"), "number")]
    columns += [Column(gettext("Follow-up rate"), "share"), Column(gettext("Target"), "share")]
    columns += [Column(gettext("Score"), "number"), Column(gettext("How it comes about"))]
    columns += [Column(gettext("Recordings judged"), "number"), Column(gettext("Quality"), "number")]
    rows = [_scored(one) for one in report.scores]
    return gettext("Monthly score"), columns, rows


def _said(row: Row) -> list[Cell]:
    talks, ratings = row.talks, row.ratings
    return [talks.talked, talks.concern, talks.dissatisfied, ratings.answers, ratings.index]


def _answered(of: Ratings) -> list[Cell]:
    return [of.answers, round(of.average or 0, 2), of.index, of.low_share]


def _divided(of: Division) -> list[Cell]:
    return [share for work in WORKS for share in (of.shares.get(work), of.targets.get(work))]


def _scored(one: Score) -> list[Cell]:
    due: list[Cell] = [one.name, one.rates.due, one.rates.done, _exact(one.rate), _exact(one.target)]
    judged, average = (one.quality.scored, one.quality.average) if one.quality else (0, None)
    return [*due, one.points, arithmetic(one), judged, None if average is None else round(average, 1)]


def _exact(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


_SHEETS: dict[str, Callable[[Report, Names], Made]] = {
    "rates": _rates,
    "trend": _trend,
    "reach": _reach,
    "ratings": _ratings,
    "work": _work,
    "scores": _scores,
}
