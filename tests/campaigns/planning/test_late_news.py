"""Late news: an event that we hear of when its window is open already, or over."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from campaigns.planning.plan import Planned, plan
from tests.campaigns.planning.courses import (
    NOTHING,
    all_rows,
    book,
    day,
    noon,
    only,
    planned,
    treatments,
)
from tests.cast import TUESDAY_11, customer, event

CARE = treatments({"due": "1 to 3 days after", "late": "2 days"})


@pytest.mark.parametrize(
    ("days_ago", "state"),
    [
        # the window begins tomorrow, has begun, ends today, is over but it may still be done (until the second day)
        (0, "planned"),
        (1, "planned"),
        (3, "planned"),
        (4, "planned"),
        (5, "planned"),
        # over yesterday
        (6, "missed"),
        # over a week ago, to the day; longer ago nobody wants to read of it
        (12, "missed"),
        (13, None),
        (400, None),
    ],
)
def test_news_that_comes_late(session: Session, days_ago: int, state: str | None) -> None:
    event(session, customer(session), day(-days_ago), created_at=TUESDAY_11)
    planned(session, CARE)
    assert [one.state for one in all_rows(session)] == ([state] if state else [])


def test_open_already_it_may_be_tried_at_once(session: Session) -> None:
    event(session, customer(session), day(-3))
    planned(session, CARE)
    assert only(session).next_try_at == TUESDAY_11


@pytest.mark.parametrize(
    ("learned", "cause"),
    [
        # we were told after the end; a second before it somebody could have planned it
        (noon(0), "known_too_late"),
        (datetime.fromisoformat("2026-11-23T16:00Z"), "known_too_late"),
        (datetime.fromisoformat("2026-11-23T15:59:59Z"), "planned_too_late"),
        (noon(-6), "planned_too_late"),
    ],
)
def test_told_too_late_or_planned_too_late(session: Session, learned: datetime, cause: str) -> None:
    event(session, customer(session), day(-6), created_at=learned)
    assert planned(session, CARE) == Planned(too_late=1)
    found = only(session)
    assert (found.state, found.reason, found.closed_at) == ("missed", cause, TUESDAY_11)
    assert planned(session, CARE) == NOTHING


@pytest.mark.parametrize(
    ("since", "missed"),
    [
        # switched on before the window closed, and after it
        (noon(-2), 1),
        (noon(-0.5), 0),
    ],
)
def test_a_playbook_answers_for_what_closed_after_it_was_switched_on(
    session: Session, since: datetime, missed: int
) -> None:
    event(session, customer(session), day(-6))
    assert plan(session, [CARE], TUESDAY_11, since={"p": since}).too_late == missed


def test_nobody_is_told_of_birthdays_and_festivals_that_were_before_our_time(session: Session) -> None:
    customer(session, birthday=day(-1).replace(year=1980))
    greet = book({"born": {"customer": "birthday"}}, {"due": "on the day"})
    assert planned(session, greet) == Planned(created=1)
    assert only(session).first_day == day(364)
