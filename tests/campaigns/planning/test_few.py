"""A few customers: planning them asks only what can concern them, and puts no question together twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import event as happens
from sqlalchemy.orm import Session

from campaigns.local_days import LocalDay
from campaigns.planning.house import plan_house
from campaigns.planning.plan import Planned
from campaigns.planning.rule import Rule
from campaigns.planning.statements import statement
from tests.campaigns.planning.courses import NOTHING, day, open_days, planned, treatments
from tests.cast import JACK, MING, TUESDAY_11, customer, event

NEXT_DAY = {"due": "1 day after"}


@contextmanager
def rules_asked(engine: Engine) -> Iterator[list[str]]:
    """The statements in which a rule was planned."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, said: str, *_: Any) -> None:
        if "found AS materialized" in said:
            asked.append(said)

    happens.listen(engine, "before_cursor_execute", note)
    yield asked
    happens.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("days_ago", "kind", "category", "asked"),
    [
        pytest.param(1, "treatment", "", 1, id="what it counts from"),
        pytest.param(400, "treatment", "", 0, id="so long ago that all is over"),
        pytest.param(1, "purchase", "", 0, id="something else"),
    ],
)
def test_a_rule_is_asked_where_it_may_change_something(
    session: Session, engine: Engine, days_ago: int, kind: str, category: str, asked: int
) -> None:
    mei = customer(session)
    event(session, mei, day(-days_ago), kind, category)
    with rules_asked(engine) as rules:
        planned(session, treatments(NEXT_DAY), customers=[mei.id])
    assert len(rules) == asked


def test_another_category_of_the_kind_asks_nothing(session: Session, engine: Engine) -> None:
    mei = customer(session)
    event(session, mei, day(0), "treatment", "massage")
    with rules_asked(engine) as rules:
        assert plan_house(session, TUESDAY_11, [mei.id]) == NOTHING
    assert rules == []


def test_what_others_have_asks_nothing(session: Session, engine: Engine) -> None:
    event(session, customer(session), day(0))
    ming = customer(session, "李明", MING, house="bund")
    with rules_asked(engine) as rules:
        planned(session, treatments(NEXT_DAY), customers=[ming.id])
    assert rules == []


def test_what_is_open_is_asked_about_however_old_its_event_is(session: Session, engine: Engine) -> None:
    mei = customer(session)
    found = event(session, mei, day(0))
    planned(session, treatments(NEXT_DAY), customers=[mei.id])
    found.occurred_on = day(-400)
    with rules_asked(engine) as rules:
        assert planned(session, treatments(NEXT_DAY), customers=[mei.id]) == Planned(withdrawn=1)
    assert len(rules) == 1


def test_days_are_worked_out_where_these_customers_live(session: Session) -> None:
    event(session, customer(session), day(0))
    jack = customer(session, "Jack", JACK, house="kitsilano")
    event(session, jack, day(0))
    planned(session, treatments(NEXT_DAY), customers=[jack.id])
    assert session.scalars(select(LocalDay.zone).distinct()).all() == ["America/Vancouver"]


def test_a_rule_that_says_the_same_has_one_statement() -> None:
    same, other = ([Rule(book, step) for step in book.steps] for book in (treatments(NEXT_DAY), treatments(NEXT_DAY)))
    asked = [statement(rule, everybody=False, open_already=True) for rule in (*same, *other)]
    assert asked[0] is asked[1]


@pytest.mark.parametrize("change", [{"purpose": "marketing"}, {"cancelled_by": ["transferred"]}, {"hours": "shop"}])
def test_one_that_says_something_else_has_its_own(change: dict[str, Any]) -> None:
    books = treatments(NEXT_DAY), treatments(NEXT_DAY, **change)
    first, second = (statement(Rule(book, book.steps[0]), everybody=True, open_already=False) for book in books)
    assert first is not second


def test_a_window_that_ends_long_after_the_last_one_may_begin(session: Session) -> None:
    event(session, customer(session), day(-180))
    late = {"due": "0 days to 8 months before", "repeat": {"every": "5 months", "times": 4, "until": "9 weeks"}}
    planned(session, treatments(late))
    assert len(open_days(session)) == 1
