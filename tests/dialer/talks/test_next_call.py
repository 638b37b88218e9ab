"""The promised call: who owes it, from when, until when, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.hours.spans import Span
from dialer.talks.entries import Entry
from dialer.talks.next_call import taken_over
from dialer.talks.visits import log_visit
from tests.cast import JACK, customer, follow_up, ready
from tests.dialer.play import Play
from tests.dialer.test_explain import told

THURSDAY = date(2026, 11, 26)
TUESDAY = date(2026, 11, 24)


def at(day: int, clock: str, hours: int = 8) -> datetime:
    """This time in November 2026 on a clock so many hours ahead of UTC, Hong Kong's unless said."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}").replace(tzinfo=UTC) - timedelta(hours=hours)


def promises(play: Play, on: date, clock: str = "", **case: Any) -> FollowUp:
    """Mei asks Wing to call again then; what is planned."""
    call = talking(play, **case)
    play.concludes(call, "call_later", next_date=on, next_time=time.fromisoformat(clock) if clock else None)
    play.tell(call, "ended", Result.TALKED)
    return promised(play)


def talking(play: Play, **case: Any) -> Attempt:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), play.now, **case)
    call = play.rings_next()
    play.picks_up(call)
    return play.attempt()


def promised(play: Play) -> FollowUp:
    with play.tools.sessions() as session:
        return session.scalars(select(FollowUp).where(FollowUp.occurrence_key.startswith("next/"))).one()


@pytest.mark.parametrize(
    ("on", "clock", "hours", "opens", "taken_over_at", "closes"),
    [
        # at three: at three, and half an hour later anybody's
        (THURSDAY, "15:00", "clinic", at(26, "15:00"), at(26, "15:30"), at(27, "00:00")),
        # that Thursday: the clinic opens at eleven, and two hours later it is anybody's
        (THURSDAY, "", "clinic", at(26, "00:00"), at(26, "13:00"), at(27, "00:00")),
        # the hospital opens at ten
        (THURSDAY, "", "hospital", at(26, "00:00"), at(26, "12:00"), at(27, "00:00")),
        # later today
        (TUESDAY, "15:00", "clinic", at(24, "15:00"), at(24, "15:30"), at(25, "00:00")),
        # so late that nobody could take it over: the owner's alone
        (THURSDAY, "20:15", "clinic", at(26, "20:15"), at(26, "20:45"), at(27, "00:00")),
    ],
)
def test_a_promise_has_an_owner_a_take_over_and_a_deadline(
    play: Play, on: date, clock: str, hours: str, opens: datetime, taken_over_at: datetime, closes: datetime
) -> None:
    found = promises(play, on, clock, hours=hours)
    assert found.owner == "wing"
    assert (found.opens_at, found.next_try_at, found.closes_at) == (opens, opens, closes)
    assert (found.take_over_at, found.waits_for) == (taken_over_at, "promised")
    with play.tools.sessions() as session:
        kept = session.scalars(select(Outcome)).one()
        assert (kept.next_date, kept.next_time) == (on, time.fromisoformat(clock) if clock else None)


@pytest.mark.parametrize(
    ("hours", "taken_over_at"),
    [
        # a whole day: two hours after its beginning
        ([("10:00", "12:00"), ("15:00", "17:00")], "12:00"),
        # ends soon: an hour is left for whoever takes it over
        ([("10:00", "12:30")], "11:30"),
        # hardly longer than an hour: anybody's nearly at once
        ([("10:00", "11:15")], "10:15"),
        # shorter than that: anybody's from its beginning
        ([("10:00", "10:30")], "10:00"),
        # the customer wished the afternoon
        ([("15:00", "17:00")], "16:00"),
        # no hours are left by then: nobody's alone
        ([], "00:00"),
    ],
)
def test_when_a_promise_of_a_whole_day_is_anybodys(hours: list[tuple[str, str]], taken_over_at: str) -> None:
    spans = [Span(at(26, begins), at(26, ends)) for begins, ends in hours]
    assert taken_over(spans, at(26, "00:00")) == at(26, taken_over_at)


def test_the_time_is_on_the_customers_clock(play: Play) -> None:
    """Jack lives in Vancouver, seven hours behind UTC and fifteen behind the house."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "Jack", JACK, house="kitsilano"))
    call = play.rings_next()
    play.picks_up(call)
    play.concludes(call, "call_later", next_date=THURSDAY, next_time=time(15))
    assert promised(play).opens_at == at(26, "15:00", hours=-7)


def test_a_visitor_owns_what_was_promised_at_the_door(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        visit = follow_up(session, customer(session), mode="visit", playbook="home-visit", step="visit").id
    with play.scene() as session:
        log_visit(session, visit, play.agent().id, Entry("well", next_date=THURSDAY), play.now)
    assert (promised(play).owner, promised(play).take_over_at) == ("wing", at(26, "13:00"))


def test_a_promise_that_is_not_answered_is_tried_again_that_day_and_stays_its_owners(play: Play) -> None:
    found = promises(play, THURSDAY, "11:00")
    play.clock.at = found.next_try_at
    play.work()
    assert play.attempt().follow_up_id == found.id
    play.tell(play.attempt(), "ended", Result.NO_ANSWER)
    again = promised(play)
    assert (again.next_try_at, again.waits_for) == (at(26, "14:30"), "after_no_answer_other_part")
    assert (again.owner, again.take_over_at) == (found.owner, found.take_over_at)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        # nobody called
        ({}, "promise_missed"),
        # called, and not answered in time
        ({"tries_made": 1, "waits_for": "after_no_answer_no_opening_left"}, "promise_missed"),
        # the customer's own hours left nothing
        ({"waits_for": "customer_wish"}, "customer_wish"),
    ],
)
def test_a_promise_that_was_not_kept_says_so(play: Play, changes: dict[str, Any], reason: str) -> None:
    found = promises(play, THURSDAY)
    with play.scene() as session:
        for name, value in changes.items():
            setattr(session.merge(found), name, value)
    play.clock.at = found.closes_at
    play.work()
    assert (play.case(found.id).state, play.case(found.id).reason) == (FollowUpState.MISSED, reason)


def test_a_window_without_a_promise_just_closes(play: Play) -> None:
    with play.scene() as session:
        follow_up(session, customer(session))
    play.clock.at = play.case().closes_at
    play.work()
    assert (play.case().state, play.case().reason) == (FollowUpState.MISSED, "window_closed")


def test_a_customer_who_was_not_reached_by_the_promised_day_is_unreached_as_ever(play: Play) -> None:
    found = promises(play, THURSDAY)
    with play.scene() as session:
        session.merge(found).tries_made = 2
    play.clock.at = found.closes_at
    play.work()
    with play.tools.sessions() as session:
        unreached = session.scalars(select(Event.external_id).where(Event.kind == "unreached")).all()
    assert unreached == [f"unreached/{found.id}"]


def test_the_explanation_names_the_owner_the_hour_and_the_take_over(play: Play) -> None:
    found = promises(play, THURSDAY, "15:00")
    assert told(play, found.id).past[0].why == "promised by Wing; anybody may make the call from 2026-11-26 15:30:00"
    outcome = next(line.why for line in told(play).past if line.what.startswith("Outcome"))
    assert outcome == "logged by Wing; the next call is promised for 2026-11-26 15:00"
