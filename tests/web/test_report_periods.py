"""Periods as people count them, and the arithmetic of the score."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from web.reading.reports.period import Kind, Period, period, read_period
from web.reading.reports.rates import Rates
from web.reading.reports.satisfaction import Ratings
from web.reading.reports.score import Score

D = date.fromisoformat

#: Kind, a day in it; its first and last day, and the first day of the one before.
PERIODS: list[tuple[Kind, str, str, str, str]] = [
    # a leap day
    ("day", "2028-02-29", "2028-02-29", "2028-02-29", "2028-02-28"),
    # a week over the turn of the year, asked for by its Sunday
    ("week", "2027-01-03", "2026-12-28", "2027-01-03", "2026-12-21"),
    # February of a leap year, and the month before a short one
    ("month", "2028-02-10", "2028-02-01", "2028-02-29", "2028-01-01"),
    ("month", "2026-03-31", "2026-03-01", "2026-03-31", "2026-02-01"),
    # the first quarter follows on the last of the year before
    ("quarter", "2027-03-31", "2027-01-01", "2027-03-31", "2026-10-01"),
    ("quarter", "2026-11-24", "2026-10-01", "2026-12-31", "2026-07-01"),
]


@pytest.mark.parametrize(("kind", "on", "first", "last", "before"), PERIODS)
def test_a_period_and_its_neighbours(kind: Kind, on: str, first: str, last: str, before: str) -> None:
    of = period(kind, D(on))
    assert (of.first, of.last) == (D(first), D(last))
    assert of.before.first == D(before)
    assert of.before.after == of


@pytest.mark.parametrize(("kind", "count"), [("day", 1), ("week", 7), ("month", 30), ("quarter", 14)])
def test_its_parts_are_the_whole_without_gap_or_overlap(kind: Kind, count: int) -> None:
    of = period(kind, D("2026-11-24"))
    parts = list(of.parts())
    assert len(parts) == count
    assert (parts[0].first, parts[-1].last) == (of.first, of.last)
    assert sum(map(len, parts)) == len(of)


def test_what_nobody_knows_is_this_month() -> None:
    today = D("2026-11-24")
    assert read_period("fortnight", None, today) == Period("month", D("2026-11-01"), D("2026-11-30"))


#: Done of due, the target in percent; the points of the score.
SCORES = [
    # the target is met, or passed
    (100, 100, 100, 100),
    (98, 100, 95, 100),
    # less than a full step
    (951, 1000, 100, 100),
    # a full step to the hair: 0.95 has no exact float
    (95, 100, 100, 99),
    (85, 100, 90, 99),
    # just short of the next
    (901, 1000, 100, 99),
    (90, 100, 100, 98),
    # nothing at all is done
    (0, 7, 100, 80),
]


@pytest.mark.parametrize(("done", "due", "target", "points"), SCORES)
def test_each_full_step_of_five_points_costs_one(done: int, due: int, target: int, points: int) -> None:
    rates = Rates(on_time=done, missed=due - done)
    assert Score(1, "Wing", rates, Fraction(target, 100), None).points == points


def test_without_a_target_there_is_no_score() -> None:
    assert Score(1, "Wing", Rates(), None, None).points is None


def test_every_follow_up_is_in_one_bucket_and_what_is_not_due_weighs_nothing() -> None:
    of = Rates(on_time=5, late=1, missed=1, exhausted=1, overdue=2, ahead=4, carried=3, withdrawn=6)
    assert (of.planned, of.due, of.done, of.not_done) == (23, 10, 6, 4)
    assert (of.rate, of.on_time_rate) == (0.6, 0.5)
    assert Rates(ahead=4, carried=3, withdrawn=6).rate is None


def test_an_average_of_4_65_is_93_percent() -> None:
    assert Ratings(answers=20, points=93).index == pytest.approx(0.93)
    assert Ratings().index is None
