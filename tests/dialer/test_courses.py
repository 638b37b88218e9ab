"""Planning while the house is open: news at once, everybody now and then, and never while a phone waits for it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from campaigns.planning.house import EVERY, PlanningRun, is_due
from campaigns.to_plan import ToPlan, plan_again
from dialer.courses import TOGETHER, plan_courses
from tests.cast import TUESDAY_11, customer, event
from tests.dialer.play import Play


def planned(play: Play) -> int:
    with play.tools.sessions() as session:
        return session.execute(select(func.count()).select_from(FollowUp)).scalar_one()


def treated(play: Play, *, told: bool = True) -> None:
    with play.scene() as session:
        mei = customer(session)
        event(session, mei, date(2026, 11, 24))
        if told:
            plan_again(session, [mei.id], play.now)


def test_a_house_that_was_never_planned_is_planned_once(play: Play) -> None:
    treated(play, told=False)
    assert play.tick().plan == [1]
    plan_courses(play.tools)
    assert planned(play) == 3
    assert play.tick().plan == []


def test_a_worker_is_asked_once_and_again_when_nothing_came_of_it(play: Play) -> None:
    assert play.tick().plan == [1]
    assert play.tick().plan == []
    play.clock.forward(minutes=2)
    assert play.tick().plan == [1]


def test_news_of_a_customer_is_planned_within_seconds(play: Play) -> None:
    play.tick()
    plan_courses(play.tools)
    treated(play)
    assert play.tick().plan == []
    play.clock.forward(seconds=TOGETHER)
    assert play.tick().plan == [1]
    plan_courses(play.tools)
    assert planned(play) == 3
    with play.tools.sessions() as session:
        assert session.scalars(select(ToPlan)).all() == []
    assert play.tick().plan == []


def test_everybody_is_planned_again_after_a_while(play: Play) -> None:
    plan_courses(play.tools)
    treated(play, told=False)
    plan_courses(play.tools)
    assert planned(play) == 0
    play.clock.forward(seconds=EVERY.total_seconds())
    assert play.tick().plan == [1]
    plan_courses(play.tools)
    assert planned(play) == 3
    with play.tools.sessions() as session:
        assert session.scalars(select(PlanningRun.at)).one() == TUESDAY_11 + EVERY
        assert not is_due(session, TUESDAY_11 + EVERY + timedelta(minutes=1))
