"""Abandonment: counted over live answers, by campaign and by the house's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from dialer.abandonment import Abandonment, Count, by_campaign, of_campaign, together
from dialer.agents.legs import leg_ended
from dialer.agents.presence import Leg
from dialer.agents.shares import done_today
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from tests.cast import TUESDAY_11, agent, campaign, customer, follow_up, greeting
from tests.dialer.counted import LATELY, call
from tests.dialer.play import Play

HONG_KONG = "Asia/Hong_Kong"


def answered(session: Session, due: FollowUp, at: datetime = LATELY, met_after: float | None = 0.0) -> Attempt:
    """A call that was picked up at this instant, by somebody who met an agent so many seconds later, or nobody."""
    met = None if met_after is None else at + timedelta(seconds=met_after)
    result = Result.TALKED if met else Result.ABANDONED
    return call(session, due, placing_at=at, answered_at=at, bridged_at=met, joined_at=met, result=result)


def today(session: Session, campaign_id: int | None = None) -> Count:
    """What was counted since the house's midnight."""
    return of_campaign(session, campaign_id, HONG_KONG, TUESDAY_11).today


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        # somebody of ours was there
        ({}, Count(1, 0)),
        # exactly two seconds is in time, a moment more is not
        ({"joined_at": LATELY + timedelta(seconds=2)}, Count(1, 0)),
        ({"joined_at": LATELY + timedelta(seconds=2, milliseconds=1)}, Count(1, 1)),
        # the carrier did not say that they met: when we told it to join them
        ({"joined_at": None}, Count(1, 0)),
        ({"joined_at": None, "bridged_at": LATELY + timedelta(seconds=3)}, Count(1, 1)),
        # nobody was there
        ({"joined_at": None, "bridged_at": None, "result": Result.ABANDONED}, Count(1, 1)),
        # the message of the answer was lost, its end was not
        (
            {"answered_at": None, "joined_at": None, "bridged_at": None, "result": Result.ABANDONED},
            Count(1, 1),
        ),
        # answered, and then every trace of it was lost
        (
            {"joined_at": None, "bridged_at": None, "state": AttemptState.LOST, "result": Result.LOST},
            Count(1, 1),
        ),
        # another person answered: a live answer as any
        ({"result": Result.NO_ANSWER}, Count(1, 0)),
        ({"result": Result.BAD_NUMBER}, Count(1, 0)),
        # no person: the carrier heard a machine, the agent logged one
        ({"machine": True}, Count(0, 0)),
        ({"result": Result.MACHINE}, Count(0, 0)),
        # nobody picked up
        ({"answered_at": None, "joined_at": None, "bridged_at": None, "result": Result.BUSY}, Count(0, 0)),
        # the customer rang us
        ({"direction": "in"}, Count(0, 0)),
        # a text is no call
        ({"channel": "text"}, Count(0, 0)),
    ],
)
def test_a_live_answer_is_a_persons_and_abandoned_when_nobody_is_there_in_time(
    changes: dict[str, Any], counted: Count, session: Session
) -> None:
    row = {"answered_at": LATELY, "bridged_at": LATELY, "joined_at": LATELY, "result": Result.TALKED}
    call(session, follow_up(session, customer(session)), **row | changes)
    assert today(session) == counted


def test_a_greeting_is_a_live_answer_and_nobody_is_missed(session: Session) -> None:
    running = campaign(session, agent(session))
    due = greeting(session, customer(session), running)
    call(session, due, answered_at=LATELY, result=Result.GREETED)
    assert today(session, running.id) == Count(1, 0)


@pytest.mark.parametrize(
    ("seconds_ago", "counted"),
    [
        (1, Count(0, 0)),  # there is time yet
        (2, Count(1, 1)),
        (9, Count(1, 1)),
    ],
)
def test_who_has_just_picked_up_may_still_be_met(seconds_ago: int, counted: Count, session: Session) -> None:
    at = TUESDAY_11 - timedelta(seconds=seconds_ago)
    due = follow_up(session, customer(session))
    call(session, due, state=AttemptState.ANSWERED, result=None, ended_at=None, answered_at=at)
    assert today(session) == counted


def test_a_fast_clock_counts_its_own_two_seconds(session: Session) -> None:
    answered(session, follow_up(session, customer(session)), met_after=90)
    assert of_campaign(session, None, HONG_KONG, TUESDAY_11, timedelta(minutes=2)).today == Count(1, 0)


def test_an_agent_who_hung_up_too_early_leaves_an_abandoned_call(play: Play) -> None:
    play.opens()
    play.work()
    play.tell(play.attempt(), "ringing")
    with play.scene() as session:
        leg_ended(session, session.scalars(select(Leg)).one().id, play.now)
    play.picks_up(play.attempt())
    play.tell(play.attempt(), "ended", Result.TALKED)
    play.clock.forward(minutes=1)
    with play.scene() as session:
        assert of_campaign(session, None, HONG_KONG, play.now).today == Count(1, 1)


@pytest.mark.parametrize("entry", [{}, {"next_date": date(2026, 11, 30)}])
def test_a_machine_that_the_agent_logged_is_no_live_answer(entry: dict[str, Any], play: Play) -> None:
    play.opens()
    play.work()
    play.picks_up(play.attempt())
    play.tell(play.attempt(), "joined")
    play.tell(play.attempt(), "ended", Result.TALKED)
    play.clock.forward(minutes=1)
    with play.scene() as session:
        assert of_campaign(session, None, HONG_KONG, play.now).today == Count(1, 0)
    play.concludes(play.attempt(), "machine", **entry)
    with play.scene() as session:
        assert of_campaign(session, None, HONG_KONG, play.now).today == Count(0, 0)


def test_each_campaign_has_its_own_counts_and_the_rest_is_one_more(session: Session) -> None:
    rita = agent(session, "rita", post="supervisor")
    spring, moon = campaign(session, rita), campaign(session, rita)
    for n, (of, met_after) in enumerate([(spring, 0), (spring, None), (moon, 0), (None, 0), (None, 1), (None, 5)]):
        whose = customer(session, f"甲{n}", f"+8526000000{n}")
        answered(session, follow_up(session, whose, campaign_id=of.id if of else None), met_after=met_after)
    found = by_campaign(session, HONG_KONG, TUESDAY_11)
    expected = {spring.id: Count(2, 1), moon.id: Count(1, 0), None: Count(3, 1)}
    assert {name: one.today for name, one in found.items()} == expected
    assert {name: of_campaign(session, name, HONG_KONG, TUESDAY_11).today for name in found} == expected
    house = together(found.values(), TUESDAY_11.date())
    assert (house.today, house.thirty_days, house.month) == (Count(6, 2),) * 3


def test_an_answer_belongs_to_the_day_of_the_houses_clock(session: Session) -> None:
    """30 days and a month, from a Tuesday the 24th at eleven in Hong Kong."""
    midnight = TUESDAY_11 - timedelta(hours=11)
    second = timedelta(seconds=1)
    instants = {
        midnight: "today",
        midnight - second: "yesterday",
        datetime(2026, 10, 31, 16, tzinfo=UTC): "the first of the month",
        datetime(2026, 10, 31, 16, tzinfo=UTC) - second: "the last day of October",
        midnight - timedelta(days=29): "the first of thirty days",
        midnight - timedelta(days=29) - second: "too long ago",
    }
    for n, at in enumerate(instants):
        answered(session, follow_up(session, customer(session, f"甲{n}", f"+8526000000{n}")), at)
    found = of_campaign(session, None, HONG_KONG, TUESDAY_11)
    assert [c.answered for c in (found.today, found.month, found.thirty_days)] == [1, 3, 5]
    assert of_campaign(session, None, "UTC", TUESDAY_11).today.answered == 0


def test_on_the_last_day_of_a_long_month_the_month_is_longer_than_thirty_days(session: Session) -> None:
    answered(session, follow_up(session, customer(session)), datetime(2026, 10, 1, 3, tzinfo=UTC))
    found = of_campaign(session, None, HONG_KONG, datetime(2026, 10, 31, 3, tzinfo=UTC))
    assert (found.month.answered, found.thirty_days.answered) == (1, 0)


@pytest.mark.parametrize(
    ("answers", "abandoned", "over"),
    [
        (0, 0, False),
        (100, 3, False),  # at most 3 of a hundred
        (100, 4, True),
        (33, 1, True),
        (34, 1, False),
    ],
)
def test_three_of_a_hundred_live_answers_may_be_abandoned(answers: int, abandoned: int, over: bool) -> None:
    assert Count(answers, abandoned).over is over


def test_a_bad_day_is_over_the_line_even_in_a_good_month() -> None:
    on = TUESDAY_11.date()
    days = {on: Count(10, 1), on - timedelta(days=1): Count(1000, 0)}
    found = Abandonment(on, days)
    assert found.over
    assert (found.today.over, found.month.over) == (True, False)


#: A call every twenty minutes for most of a year.
_A_YEAR = text("""
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, body,
        ring_seconds, state, result, reason, machine, evidence, placing_at, answered_at, bridged_at, ended_at)
    select 'year-' || n, :follow_up, :customer, 'call', 'out', '+85260000000', '+85221234567', '', 'agent', '',
        25, 'ended', 'talked', '', false, '{}', at, at, at, at
    from (select n, cast(:now as timestamptz) - n * interval '20 minutes' as at from generate_series(1, 20000) n)
""")


def plan_of(session: Session, deed: Callable[[], object]) -> str:
    """How PostgreSQL carries out what this deed asks."""
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    def remember(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", remember)
    deed()
    event.remove(connection, "before_cursor_execute", remember)
    return "\n".join(
        line for said in asked for line in connection.exec_driver_sql(f"explain {said[0]}", said[1]).scalars()
    )


@pytest.mark.parametrize(
    ("deed", "index"),
    [
        (by_campaign, "ix_attempt_picked_up"),
        (lambda session, _, now: done_today(session, now - timedelta(hours=11), now), "ix_attempt_placing"),
    ],
)
def test_of_a_year_of_calls_only_the_days_that_count_are_read(
    deed: Callable[[Session, str, datetime], object], index: str, session: Session
) -> None:
    due = follow_up(session, customer(session))
    session.execute(_A_YEAR, {"follow_up": due.id, "customer": due.customer_id, "now": TUESDAY_11})
    session.execute(text("analyze attempt"))
    plan = plan_of(session, lambda: deed(session, HONG_KONG, TUESDAY_11))
    assert index in plan
    assert "Seq Scan on attempt" not in plan
