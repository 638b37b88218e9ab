"""The report: everything that the page shows of one period, and what its sheets are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialer.figures.rows import FiguresRun
from web.reading.reports.asked import Asked
from web.reading.reports.calls import Division, Nth, division, reach_by_nth
from web.reading.reports.period import Period
from web.reading.reports.rates import Rates, rates, rates_by, total, trend
from web.reading.reports.satisfaction import (
    Question,
    Ratings,
    Talks,
    questions,
    ratings,
    ratings_by,
    talks,
    talks_by,
)
from web.reading.reports.score import Score, scores, target_of
from web.reading.steps import Books


@dataclass(frozen=True)
class Headline:
    """The whole of one period."""

    rates: Rates
    talks: Talks
    ratings: Ratings


@dataclass(frozen=True)
class Row:
    """One department, agent, playbook, …"""

    key: Any
    rates: Rates
    talks: Talks
    ratings: Ratings


@dataclass(frozen=True)
class Report:
    """What was asked for, answered."""

    asked: Asked
    now: Headline
    before: Headline
    #: Of the playbooks' targets, weighed by what was due; None where none of them has one.
    target: Fraction | None
    trend: list[tuple[Period, Rates]]
    #: What needs attention comes first.
    rows: list[Row]
    nths: list[Nth]
    questions: list[Question]
    divisions: list[Division]
    #: Of the month; none where another period was asked for.
    scores: list[Score]
    #: When the figures were counted; None where they never were.
    counted_at: datetime | None


def report(session: Session, asked: Asked, books: Books) -> Report:
    """All of it."""
    of_books = rates_by(session, asked, "playbook", asked.period)
    rows = _rows(session, asked, of_books if asked.by == "playbook" else None)
    return Report(
        asked=asked,
        now=_together(rows),
        before=_headline(session, asked, asked.period.before),
        target=target_of(of_books, books)[1],
        trend=trend(session, asked),
        rows=rows,
        nths=reach_by_nth(session, asked),
        questions=questions(session, asked, books),
        divisions=division(session, asked, books),
        scores=scores(session, asked.period.first, asked.today, books) if asked.period.kind == "month" else [],
        counted_at=session.scalar(select(FiguresRun.at)),
    )


def _together(rows: list[Row]) -> Headline:
    """Each figure stands in exactly one row."""
    rated = sum((row.ratings for row in rows), Ratings())
    return Headline(total(row.rates for row in rows), sum((row.talks for row in rows), Talks()), rated)


def _headline(session: Session, asked: Asked, of: Period) -> Headline:
    return Headline(rates(session, asked, of), talks(session, asked, of), ratings(session, asked, of))


def _rows(session: Session, asked: Asked, known: dict[Any, Rates] | None) -> list[Row]:
    """The lowest follow-up rate first; of equal ones the larger; what has nothing due yet comes last."""
    due = rates_by(session, asked, asked.by, asked.period) if known is None else known
    talked, rated = talks_by(session, asked, asked.by), ratings_by(session, asked, asked.by)
    rows = [
        Row(key, due.get(key, Rates()), talked.get(key, Talks()), rated.get(key, Ratings()))
        for key in {*due, *talked, *rated}
    ]
    return sorted(rows, key=lambda row: (row.rates.rate is None, row.rates.rate or 0, -row.rates.due, str(row.key)))
