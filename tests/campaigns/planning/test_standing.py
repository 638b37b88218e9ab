"""Where a follow-up or a quota stands today: plain rules on the customer's own days."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.planning.standing import Standing, quota_standing, standing
from tests.campaigns.planning.courses import day

UPCOMING, DUE, OVERDUE, EXPIRED = Standing.UPCOMING, Standing.DUE, Standing.OVERDUE, Standing.EXPIRED
DONE, OPTIONAL, FULL = Standing.DONE, Standing.OPTIONAL, Standing.FULL


@pytest.mark.parametrize(
    ("today", "last_late", "expected"),
    [
        # a window from day 3 to day 5, two days late at most
        (2, 7, UPCOMING),
        (3, 7, DUE),
        (5, 7, DUE),
        (6, 7, OVERDUE),
        (7, 7, OVERDUE),
        (8, 7, EXPIRED),
        # not a day late
        (5, 5, DUE),
        (6, 5, EXPIRED),
        # late for ever
        (6, None, OVERDUE),
        (9999, None, OVERDUE),
    ],
)
def test_how_a_follow_up_stands(today: int, last_late: int | None, expected: Standing) -> None:
    late: date | None = None if last_late is None else day(last_late)
    assert standing(day(3), day(5), late, day(today)) is expected
    assert standing(day(3), day(5), late, day(today), done=True) is DONE


@pytest.mark.parametrize(
    ("contacts", "period", "expected"),
    [
        # two at least, four at most; fewer than two: as the period stands
        (0, UPCOMING, UPCOMING),
        (0, DUE, DUE),
        (1, DUE, DUE),
        (1, OVERDUE, OVERDUE),
        (1, EXPIRED, EXPIRED),
        # the minimum is met: more is permitted while the period lasts
        (2, DUE, OPTIONAL),
        (3, DUE, OPTIONAL),
        (3, UPCOMING, OPTIONAL),
        (3, OVERDUE, DONE),
        (2, EXPIRED, DONE),
        # the maximum is reached, or more than that
        (4, DUE, FULL),
        (9, DUE, FULL),
        (4, EXPIRED, FULL),
    ],
)
def test_how_a_quota_stands(contacts: int, period: Standing, expected: Standing) -> None:
    assert quota_standing(contacts, 2, 4, period) is expected
