"""One day of one customer: what there was, what there is, and a forecast that calls itself one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import Result
from dialer.explain import Asked, Day, Voice, day_of
from dialer.peace.suppress import suppress
from tests.cast import BEFORE, JACK, customer, follow_up, ready
from tests.dialer.family import two_matters
from tests.dialer.play import Play

ENGLISH = Voice("en", "UTC", lambda code: code)
TUESDAY, WEDNESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27)


def told(play: Play, on: date) -> Day:
    """The day of the first customer."""
    with play.tools.sessions() as session:
        whose = session.merge(play.customer())
        return day_of(session, whose, on, Asked(play.now, play.carrier, play.tools.ring_bound, play.tools), ENGLISH)


def sentence(play: Play, on: date) -> str:
    """What is said of the only follow-up of this day."""
    (only,) = told(play, on).cases
    return only.sentence


def due(play: Play, whose: dict[str, Any] | None = None, **changes: Any) -> int:
    """Mei is due a call within a week, and Wing is ready to make it."""
    with play.scene() as session:
        ready(session, play.now)
        week = {"closes_at": play.now + timedelta(days=7)}
        return follow_up(session, customer(session, **(whose or {})), play.now, **week | changes).id


def the_next_day(play: Play) -> None:
    play.clock.forward(hours=24)


def test_a_day_on_which_it_was_done(play: Play) -> None:
    due(play)
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    play.concludes(call, "well")
    the_next_day(play)
    found = told(play, TUESDAY)
    assert found.sentence == "On Tuesday 2026-11-24 there was one follow-up for 陈美玲."
    assert found.cases[0].sentence == "Done at 11:00: all is well."
    assert [line.what for line in found.cases[0].lines][-2:] == ["Outcome: all is well", "Done"]
    assert not found.ahead


def test_a_day_on_which_it_was_tried_twice(play: Play) -> None:
    due(play)
    play.tell(play.rings_next(), "ended", Result.BUSY)
    play.clock.forward(hours=4)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    the_next_day(play)
    assert sentence(play, TUESDAY) == "Called 2 times, the last time at 15:00: nobody answered."


def test_a_day_on_which_it_was_called_once(play: Play) -> None:
    due(play)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    the_next_day(play)
    assert sentence(play, TUESDAY) == "Called at 11:00: nobody answered."


def test_a_day_on_which_it_was_refused(play: Play) -> None:
    play.clock.forward(hours=2)
    due(play)
    play.work()
    the_next_day(play)
    assert sentence(play, TUESDAY) == "Not called, as judged at 13:00: outside_window."


def test_a_day_on_which_a_text_was_all(play: Play) -> None:
    due(play, mode="text", playbook="unreached", step="text-next-day")
    play.work()
    play.tell(play.texts()[0], "ended", Result.DELIVERED)
    the_next_day(play)
    assert sentence(play, TUESDAY) == "Done at 11:00: the text went out."


def test_a_day_on_which_nobody_tried(play: Play) -> None:
    with play.scene() as session:
        follow_up(session, customer(session), play.now, closes_at=play.now + timedelta(days=7))
    the_next_day(play)
    assert sentence(play, TUESDAY) == "It was open on that day, and nobody tried."


def test_what_was_planned_for_later_and_withdrawn_on_that_day_is_told(play: Play) -> None:
    later = play.now + timedelta(days=30)
    with play.scene() as session:
        row: dict[str, Any] = {"opens_at": later, "next_try_at": later, "closes_at": later + timedelta(days=1)}
        gone: dict[str, Any] = {"state": FollowUpState.WITHDRAWN, "reason": "replaced", "closed_at": play.now}
        follow_up(session, customer(session), play.now, **row | gone)
    assert sentence(play, TUESDAY) == "Withdrawn at 11:00: replaced."


def test_today_is_told_as_it_stands_now(play: Play) -> None:
    due(play)
    found = told(play, TUESDAY)
    assert found.sentence == "陈美玲 may be called now and waits for a free agent."
    assert found.cases[0].sentence == found.sentence


def test_a_day_is_the_customers_own(play: Play) -> None:
    """At eleven on Tuesday in Hong Kong it is Monday evening in Vancouver."""
    with play.scene() as session:
        jack = customer(session, "Jack", JACK, house="kitsilano")
        follow_up(session, jack, play.now, closes_at=play.now + timedelta(days=7), created_at=play.now)
    assert told(play, date(2026, 11, 23)).sentence == "Jack may be called now and waits for a free agent."
    assert told(play, TUESDAY).ahead


def test_a_forecast_says_what_is_planned_and_what_would_be_judged(play: Play) -> None:
    opens = datetime(2026, 11, 26, 16, tzinfo=UTC)  # Friday's midnight in Hong Kong
    due(play, opens_at=opens, next_try_at=opens)
    found = told(play, FRIDAY)
    assert found.sentence == (
        "Forecast for Friday 2026-11-27, by what is known now: one follow-up is planned for 陈美玲."
    )
    assert found.ahead
    assert found.cases[0].sentence == (
        "Planned for that day (its window opens); by what is known now it would be permitted from 11:00 on."
    )


def test_what_is_due_before_is_forecast_as_still_open(play: Play) -> None:
    due(play)
    assert sentence(play, WEDNESDAY).startswith("Still open on that day unless it is done before; by what is known now")


CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("whose", "changes", "why"),
    [
        # the department keeps public holidays, and Christmas Day is one
        ({}, {"hours": "hospital"}, "it would not be permitted: public_holiday"),
        # a Friday, and she asked for Mondays
        ({"wished_hours": "mon 09:00-20:00"}, {}, "it would not be permitted: customer_wish"),
        # the wish leaves Friday's night only
        ({"wished_hours": "fri 00:00-08:00"}, {}, "it would not be permitted: customer_wish"),
        # Friday's night again, and an opening on Saturday: the hours of the night are not the reason
        ({"wished_hours": "fri 00:00-08:00, sat 11:00-12:00"}, {}, "it would not be permitted: customer_wish"),
        # nobody knows her zone
        ({"zone": "Nowhere/Nothing"}, {}, "it would not be permitted: no_zone"),
        # the wish is inside the hours
        ({"wished_hours": "fri 15:00-16:00"}, {}, "it would be permitted from 15:00 on"),
    ],
)
def test_what_would_be_judged(play: Play, whose: dict[str, Any], changes: dict[str, Any], why: str) -> None:
    opens = datetime(2026, 12, 24, 16, tzinfo=UTC)
    due(play, whose, opens_at=opens, next_try_at=opens, closes_at=opens + timedelta(days=9), **changes)
    assert why in sentence(play, CHRISTMAS)


def test_who_is_left_in_peace_until_then_may_be_called_then(play: Play) -> None:
    opens = datetime(2026, 11, 26, 16, tzinfo=UTC)
    due(play, opens_at=opens, next_try_at=opens)
    with play.scene() as session:
        suppress(session, play.customer().id, "call", "imported", play.now, until=play.now + timedelta(days=1))
        follow_up(
            session,
            session.merge(play.customer()),
            play.now,
            step="day-3",
            opens_at=opens,
            next_try_at=opens,
            closes_at=opens + timedelta(days=1),
        )
    assert "would be permitted" in told(play, FRIDAY).cases[-1].sentence


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 10, 1), "Nothing was due to 陈美玲 on Thursday 2026-10-01; the next one is on Tuesday 2026-11-24."),
        (date(2027, 5, 1), "Nothing is planned for 陈美玲 on Saturday 2027-05-01, and nothing after it."),
    ],
)
def test_a_day_with_nothing_says_so_and_when_the_next_one_is(play: Play, on: date, said: str) -> None:
    due(play)
    found = told(play, on)
    assert (found.sentence, found.cases) == (said, ())


def test_a_day_before_it_was_known_has_nothing_of_it(play: Play) -> None:
    """It was opened for a window of last month, and planned only now."""
    due(play, opens_at=BEFORE, created_at=play.now)
    assert told(play, date(2026, 11, 10)).cases == ()


def test_several_matters_are_counted(play: Play) -> None:
    two_matters(play)
    the_next_day(play)
    assert told(play, TUESDAY).sentence == "On Tuesday 2026-11-24 there were 2 follow-ups for 陈美玲."
