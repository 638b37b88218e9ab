"""When the next try is made: over several days, on the customer's own clock, and inside what the window leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from tests.cast import JACK, MEI, MEI_OFFICE, customer, follow_up, greeting, ready
from tests.dialer.play import Play

DAY = timedelta(days=1)


def at(day: int, clock: str, month: int = 11, hours: int = 8) -> datetime:
    """This time in 2026 on a clock so many hours ahead of UTC, Hong Kong's unless said; 24 November is a Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=hours)


def due(play: Play, now: datetime, *numbers: str, who: dict[str, Any] | None = None, **case: Any) -> None:
    """A customer is due from now on for two weeks, five tries, and Wing is there."""
    play.clock.at = now
    changes: dict[str, Any] = {"closes_at": now + 14 * DAY, "tries_allowed": 5}
    with play.scene() as session:
        ready(session, now)
        whose = customer(session, "陈美玲", *numbers, **who or {})
        follow_up(session, whose, now, **changes | case)


def tries(play: Play, *results: Result) -> list[tuple[datetime, str]]:
    """The calls end so one after another, each made when it is planned; the instants and reasons that came of it."""
    found = []
    for result in results:
        play.clock.at = max(play.now, play.case().next_try_at)
        calls = len(play.carrier.calls)
        play.work()
        assert len(play.carrier.calls) == calls + 1, play.case().waits_for
        play.tell(play.attempt(), "ended", result)
        found.append((play.case().next_try_at, play.case().waits_for))
    return found


def test_each_part_of_the_day_once_before_one_is_tried_twice(play: Play) -> None:
    """The clinic has a window in each part, every day; the gaps and the parts spread the calls over it."""
    due(play, at(24, "11:00"))
    assert tries(play, *[Result.NO_ANSWER] * 4) == [
        (at(24, "14:30"), "after_no_answer_other_part"),
        (at(24, "19:30"), "after_no_answer_other_part"),
        # every part of a weekday was tried: the weekend's morning
        (at(28, "11:00"), "after_no_answer_other_part"),
        # the gap has grown past Sunday, and the window has another weekend
        (at(5, "12:00", 12), "after_no_answer_other_part"),
    ]


def test_a_hospital_has_two_parts_only(play: Play) -> None:
    due(play, at(24, "10:00"), hours="hospital", closes_at=at(27, "23:00"))
    assert tries(play, *[Result.NO_ANSWER] * 3) == [
        (at(24, "15:00"), "after_no_answer_other_part"),
        # both were tried, and before the weekend the window closes: the first opening after the gap
        (at(25, "10:00"), "after_no_answer"),
        # the morning twice, the afternoon once: its turn
        (at(26, "15:00"), "after_no_answer"),
    ]


def test_a_late_call_is_better_than_none(play: Play) -> None:
    """The window closes before another part of the day begins."""
    due(play, at(24, "14:30"), hours="office", closes_at=at(24, "17:30"))
    assert tries(play, Result.CANCELLED) == [(at(24, "15:00"), "after_cancelled")]
    due_again = play.case()
    assert due_again.closes_at == at(24, "17:30")


def test_a_window_with_the_same_part_only_is_called_in_it_again(play: Play) -> None:
    due(play, at(24, "09:00"), hours="workshop", closes_at=at(25, "11:00"))
    with play.scene() as session:
        session.merge(play.customer()).wished_hours = "tue 09:00-12:00, wed 09:00-12:00"
    assert tries(play, Result.NO_ANSWER) == [(at(24, "11:30"), "after_no_answer")]


def test_a_window_that_closes_leaves_no_try(play: Play) -> None:
    due(play, at(24, "15:00"), hours="hospital", closes_at=at(25, "09:00"))
    assert tries(play, Result.NO_ANSWER) == [(at(25, "09:00"), "after_no_answer_no_opening_left")]


@pytest.mark.parametrize(
    ("result", "closes", "next_at", "waits_for"),
    [
        # heard by a machine: tomorrow, in another part of the day
        (Result.MACHINE, at(30, "11:00"), at(25, "12:00"), "after_machine_other_day_and_part"),
        # tomorrow is too late: another part of today
        (Result.MACHINE, at(24, "23:00"), at(24, "14:30"), "after_machine_other_part"),
        # declined: tomorrow, in another part of the day
        (Result.REJECTED, at(30, "11:00"), at(25, "12:00"), "after_rejected_other_day_and_part"),
        # tomorrow's morning is all that is left: a late call is better than none
        (Result.REJECTED, at(25, "12:00"), at(25, "11:00"), "after_rejected_other_day"),
        # but never again on the same day
        (Result.REJECTED, at(24, "23:00"), at(24, "23:00"), "after_rejected_no_opening_left"),
    ],
)
def test_a_later_day(play: Play, result: Result, closes: datetime, next_at: datetime, waits_for: str) -> None:
    due(play, at(24, "11:00"), closes_at=closes)
    assert tries(play, result) == [(next_at, waits_for)]


def test_declined_in_the_morning_is_not_rung_in_the_evening(play: Play) -> None:
    """In London the law opens at eight: twelve hours after a quarter past it is still the same day, and still open."""
    london = {"zone": "Europe/London", "day_zone": "Europe/London"}
    due(play, at(24, "08:15", hours=0), "+442079460018", who=london, hours="utility")
    with play.scene() as session:
        session.merge(play.customer()).numbers[0].country = "GB"
    assert tries(play, Result.REJECTED) == [(at(25, "12:00", hours=0), "after_rejected_other_day_and_part")]


def test_the_weekend_is_apart_from_the_week(play: Play) -> None:
    """Friday evening after the morning and the afternoon; then Saturday's morning, though a morning was tried."""
    due(play, at(27, "11:00"))
    found = tries(play, *[Result.NO_ANSWER] * 3)
    assert [when for when, _ in found] == [at(27, "14:30"), at(27, "19:30"), at(28, "15:30")]
    assert found[-1][1] == "after_no_answer_other_part"


def test_parts_are_on_the_customers_own_clock(play: Play) -> None:
    """Nine in the morning in Vancouver is midnight in Hong Kong; Jack's parts go by Vancouver, summer time all year."""
    due(play, at(24, "09:00", hours=-7), JACK, who={"zone": "America/Vancouver"}, hours="utility")
    assert tries(play, Result.NO_ANSWER) == [(at(24, "12:00", hours=-7), "after_no_answer_other_part")]


def test_on_the_day_when_the_clocks_change_noon_is_the_new_noon(play: Play) -> None:
    """New York, Sunday 8 March 2026. Called on Saturday at 11:00 (UTC-5), lost; a day on it is UTC-4."""
    new_york = "America/New_York"
    due(play, at(7, "11:00", 3, -5), "+12125550123", who={"zone": new_york, "day_zone": new_york}, hours="greeting")
    assert tries(play, Result.LOST) == [(at(8, "12:00", 3, -4), "after_lost_other_part")]


def test_what_was_tried_in_a_call_about_something_else_counts(play: Play) -> None:
    """The second matter was a topic of the call at eleven: its next try is in the afternoon as well."""
    due(play, at(24, "11:00"))
    with play.scene() as session:
        mei = session.merge(play.customer())
        other = follow_up(session, mei, play.now, step="day-3", priority=20, closes_at=play.now + 14 * DAY).id
    tries(play, Result.NO_ANSWER)
    assert (play.case(other).next_try_at, play.case(other).tries_made) == (at(24, "14:30"), 1)
    assert play.case(other).waits_for == "after_no_answer_other_part"


def test_what_the_carrier_refused_was_no_try(play: Play) -> None:
    due(play, at(24, "11:00"))
    tries(play, Result.NO_ANSWER)
    with play.scene() as session:
        session.merge(play.attempt()).state = AttemptState.REFUSED
    assert tries(play, Result.LOST) == [(at(26, "11:00"), "after_lost_other_part")], "the morning is still untried"


def test_a_greeting_that_nobody_of_ours_took_up_waits_three_days(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session), closes_at=play.now + 14 * DAY)
    call = play.rings_next()
    play.tell(call, "ended", Result.ABANDONED)
    assert play.case().next_try_at == at(27, "12:00")


def test_there_is_one_total_cap_whatever_the_calls_come_to(play: Play) -> None:
    due(play, at(24, "11:00"), tries_allowed=3)
    tries(play, Result.BUSY, Result.NO_ANSWER)
    play.clock.at = play.case().next_try_at
    play.work()
    play.tell(play.attempt(), "ended", Result.REJECTED)
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "all_tries_used")


@pytest.mark.parametrize(
    ("numbers", "state", "called"),
    [
        # another number: it is tried
        ((MEI, MEI_OFFICE), FollowUpState.PLANNED, [MEI, MEI_OFFICE]),
        # no other: the end, and nobody rings it again
        ((MEI,), FollowUpState.EXHAUSTED, [MEI]),
    ],
)
@pytest.mark.parametrize("how", ["it does not exist", "a stranger answers"])
def test_a_number_that_is_not_theirs_is_never_tried_again(
    play: Play, how: str, numbers: tuple[str, ...], state: FollowUpState, called: list[str]
) -> None:
    due(play, at(24, "11:00"), *numbers)
    _turns_out_wrong(play, how)
    assert play.case().state is state
    play.clock.forward(minutes=30)
    play.work()
    assert [call.to for call in play.carrier.calls] == called
    if len(called) == 2:
        _turns_out_wrong(play, how)
        assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "bad_number")


def _turns_out_wrong(play: Play, how: str) -> None:
    call = play.rings_next() if not play.attempts() else play.attempt()
    if how == "it does not exist":
        play.tell(call, "ended", Result.BAD_NUMBER)
        return
    play.picks_up(call)
    play.concludes(call, "wrong_number")
    play.tell(call, "ended", Result.TALKED)


def test_a_number_that_failed_three_times_stays_the_customers(play: Play) -> None:
    """The network failed, which says nothing of the number: the follow-up is used up, and the number is not dead."""
    due(play, at(24, "11:00"), MEI, MEI_OFFICE, tries_allowed=3)
    for _ in range(3):
        play.clock.at = max(play.now, play.case().next_try_at)
        play.work()
        play.clock.at = max(play.now, play.case().next_try_at)
        play.work()
        play.tell(play.attempt(), "ended", Result.FAILED)
    assert [call.to for call in play.carrier.calls] == [MEI] * 3
    assert play.case().state is FollowUpState.EXHAUSTED
    assert _alive(play) == [MEI, MEI_OFFICE]


def _alive(play: Play) -> list[str]:
    with play.scene() as session:
        return [number.e164 for number in session.merge(play.customer()).numbers if number.dead_reason is None]


def test_the_next_try_is_computed_once_and_stays(play: Play) -> None:
    due(play, at(24, "11:00"))
    (planned,) = tries(play, Result.NO_ANSWER)
    for _ in range(3):
        play.clock.forward(minutes=20)
        play.work()
        assert (play.case().next_try_at, play.case().waits_for) == planned
