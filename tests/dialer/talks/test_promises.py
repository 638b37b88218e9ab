"""What an agent may promise, and what has to be promised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.talks.entries import EntryWrong
from dialer.talks.promises import period_of
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play

MONTHLY: dict[str, Any] = {"playbook": "onboarding-by-phone", "step": "monthly", "role": "guide"}


def talking(play: Play, **case: Any) -> Attempt:
    with play.scene() as session:
        ready(session, play.now, roles=["service", "guide"])
        follow_up(session, customer(session), play.now, **case)
    call = play.rings_next()
    play.picks_up(call)
    return call


def contacts(session: Session, play: Play, *days: date) -> None:
    mei = play.customer()
    for on in days:
        past = follow_up(session, mei, step=f"past-{on}", state="done")
        session.add(
            Outcome(follow_up_id=past.id, customer_id=mei.id, disposition="well", contact_on=on, logged_at=play.now)
        )


@pytest.mark.parametrize("disposition", ["concern", "dissatisfied"])
def test_a_complaint_stays_open_until_it_is_settled(play: Play, disposition: str) -> None:
    call = talking(play, playbook="complaint", step="same-day")
    with pytest.raises(EntryWrong, match="stays open until it is settled"):
        play.concludes(call, disposition)
    assert play.outcomes() == []
    play.concludes(call, disposition, next_date=date(2026, 11, 26))
    assert [d for d, _, _ in play.outcomes()] == [disposition]


def test_a_settled_complaint_needs_no_date(play: Play) -> None:
    play.concludes(talking(play, playbook="complaint", step="same-day"), "well")
    assert [d for d, _, _ in play.outcomes()] == ["well"]


@pytest.mark.parametrize(
    ("before", "promise", "allowed"),
    [
        # the fourth of the month, counting today's
        ((date(2026, 11, 5), date(2026, 11, 12)), date(2026, 11, 30), True),
        # a fifth one would annoy
        ((date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 18)), date(2026, 11, 30), False),
        # next month is another month
        ((date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 18)), date(2026, 12, 1), True),
        # last month's do not count
        ((date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 31)), date(2026, 11, 30), True),
    ],
)
def test_never_so_many_contacts_that_the_customer_is_annoyed(
    play: Play, before: tuple[date, ...], promise: date, allowed: bool
) -> None:
    call = talking(play, **MONTHLY)
    with play.scene() as session:
        contacts(session, play, *before)
    if allowed:
        play.concludes(call, "well", next_date=promise)
        return
    with pytest.raises(EntryWrong, match="more than 4 contacts in its month"):
        play.concludes(call, "well", next_date=promise)


def test_what_is_promised_already_counts(play: Play) -> None:
    call = talking(play, **MONTHLY)
    with play.scene() as session:
        contacts(session, play, date(2026, 11, 5), date(2026, 11, 12))
        follow_up(
            session,
            play.customer(),
            step="promised",
            occurrence_key="next/outcome:0",
            first_day=date(2026, 11, 28),
            opens_at=play.now + timedelta(days=4),
            next_try_at=play.now + timedelta(days=4),
            closes_at=play.now + timedelta(days=5),
        )
    with pytest.raises(EntryWrong, match="more than 4"):
        play.concludes(call, "well", next_date=date(2026, 11, 30))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 3, 6, 12]))
def test_every_day_lies_in_its_period_and_periods_follow_one_another(day: date, months: int) -> None:
    first, end = period_of(day, months)
    assert first <= day < end
    assert (first.day, end.day) == (1, 1)
    assert (end.year * 12 + end.month) - (first.year * 12 + first.month) == months
    assert period_of(end, months)[0] == end
