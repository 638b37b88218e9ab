"""At once: two planners, a planner and somebody who holds a row; and planning for some customers only."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.events import Event
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.planning.plan import Planned, plan
from runtime.database import Sessions
from tests.campaigns.planning.courses import NOTHING, all_rows, day, noon, open_days, treatments
from tests.cast import TUESDAY_11, customer, event

CARE = treatments({"due": "1 day after"}, {"due": "3 to 5 days after"})


def run(sessions: Sessions) -> Planned:
    """One planner from its beginning to its commit."""
    with sessions.begin() as session:
        return plan(session, [CARE], TUESDAY_11)


def take(sessions: Sessions, at: datetime | None) -> None:
    """Take every event back at this instant; None: give it back."""
    with sessions.begin() as session:
        session.execute(update(Event).values(withdrawn_at=at))


@pytest.fixture
def people(sessions: Sessions) -> list[int]:
    """Twenty customers after a treatment each."""
    with sessions.begin() as session:
        found = [customer(session, str(n), f"+8529123{n:04}") for n in range(20)]
        for one in found:
            event(session, one, day(0))
        return [one.id for one in found]


@pytest.fixture
def two() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def test_two_planners_at_once_plan_everything_once(
    sessions: Sessions, people: list[int], two: ThreadPoolExecutor
) -> None:
    done = list(two.map(lambda _: run(sessions), range(2)))
    assert sum(one.created for one in done) == 40
    with sessions() as session:
        assert len(all_rows(session)) == 40


def test_a_planner_that_comes_second_waits_and_finds_nothing_to_do(
    sessions: Sessions, people: list[int], two: ThreadPoolExecutor
) -> None:
    with sessions.begin() as first:
        assert plan(first, [CARE], TUESDAY_11).created == 40
        second = two.submit(run, sessions)
        assert not second.done()
    assert second.result(30) == NOTHING


def test_two_planners_at_once_withdraw_once(sessions: Sessions, people: list[int], two: ThreadPoolExecutor) -> None:
    run(sessions)
    take(sessions, noon(0))
    done = list(two.map(lambda _: run(sessions), range(2)))
    assert sum(one.withdrawn for one in done) == 40
    with sessions() as session:
        assert len(session.scalars(select(FollowUpChange)).all()) == 40


def test_two_planners_at_once_take_back_once(sessions: Sessions, people: list[int], two: ThreadPoolExecutor) -> None:
    run(sessions)
    take(sessions, noon(0))
    run(sessions)
    take(sessions, None)
    done = list(two.map(lambda _: run(sessions), range(2)))
    assert sum(one.returned for one in done) == 40
    with sessions() as session:
        assert len(session.scalars(select(FollowUpChange)).all()) == 80


def test_a_row_that_somebody_holds_is_looked_at_next_time(sessions: Sessions, people: list[int]) -> None:
    """The one that is being claimed for a call is neither withdrawn nor waited for."""
    run(sessions)
    take(sessions, noon(0))
    with sessions.begin() as claiming:
        claiming.scalars(select(FollowUp).limit(1).with_for_update()).one()
        assert run(sessions).withdrawn == 39
    assert run(sessions).withdrawn == 1


def test_a_row_that_somebody_holds_is_moved_next_time(sessions: Sessions, people: list[int]) -> None:
    run(sessions)
    with sessions.begin() as session:
        session.execute(update(Event).values(occurred_on=day(1)))
    with sessions.begin() as claiming:
        claiming.scalars(select(FollowUp).limit(1).with_for_update()).one()
        assert run(sessions).moved == 39
    assert run(sessions).moved == 1


def test_planning_for_some_plans_them_and_nobody_else(session: Session) -> None:
    mei, ming = (customer(session, name, f"+8529123000{name}") for name in "12")
    for one in (mei, ming):
        event(session, one, day(0))
    assert plan(session, [CARE], TUESDAY_11, [mei.id]).created == 2
    assert {one.customer_id for one in all_rows(session)} == {mei.id}
    assert plan(session, [CARE], TUESDAY_11, []) == NOTHING
    for found in session.scalars(select(Event)):
        found.withdrawn_at = noon(0)
    session.flush()
    assert plan(session, [CARE], TUESDAY_11, [ming.id]) == NOTHING
    assert len(open_days(session)) == 2
