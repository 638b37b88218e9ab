"""Wishes hold wherever a call or a text is judged: claimed, placed, and in what is looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from campaigns.wishes import change_wish
from dialer.attempt_life import Result
from dialer.calls.place import place
from dialer.judgement.facts import facts
from dialer.judgement.may_place import may_call, may_text
from tests.cast import MEI, TUESDAY_11, customer, follow_up, ready
from tests.dialer.play import Play

RING = 45.0


def at(hour: int, minute: float = 0, day: int = 24) -> datetime:
    """This time in Hong Kong, in November 2026; the 24th is a Tuesday."""
    return TUESDAY_11.replace(day=day) + timedelta(hours=hour - 11, minutes=minute)


@pytest.mark.parametrize(
    ("wish", "closes", "now", "code", "again_at"),
    [
        # nothing is wished; the wish is now
        (None, at(11, day=25), at(11), "ok", None),
        ("tue 11:00-12:00", at(11, day=25), at(11), "ok", None),
        # later today, where the clinic is open too
        ("tue 14:00-17:00", at(11, day=25), at(11), "customer_wish", at(14, 30)),
        # a wish opens no hours: the clinic's evening begins at half past seven
        ("tue 18:00-24:00", at(11, day=25), at(18), "outside_window", at(19, 30)),
        # it would ring past the wished time
        ("tue 11:00-11:30, wed 11:00-12:00", at(23, day=25), at(11, 29.5), "ring_overrun", at(11, day=25)),
        # a barred day: tomorrow
        ("wed 00:00-24:00", at(23, day=25), at(11), "customer_wish", at(11, day=25)),
        # the wish leaves nothing before the window closes, and without it something was left
        ("thu 00:00-24:00", at(11, day=25), at(11), "customer_wish", at(11, day=26)),
        ("thu 00:00-24:00", at(23), at(13), "customer_wish", at(11, day=26)),
        # at lunch, and the wish lies where the clinic is closed: the afternoon is lost by the wish alone
        ("tue 18:00-19:00", at(23), at(13), "customer_wish", None),
        # nothing was left without it either
        ("tue 20:00-20:30", at(14), at(13), "outside_window", at(20)),
        ("closed", at(11, day=25), at(11), "customer_wish", None),
        # one that nobody can read
        ("mon 20:00-18:00", at(11, day=25), at(11), "customer_wish", None),
    ],
)
def test_a_call(
    play: Play, wish: str | None, closes: datetime, now: datetime, code: str, again_at: datetime | None
) -> None:
    with play.scene() as session:
        due = follow_up(session, customer(session, wished_hours=wish), closes_at=closes)
        verdict = may_call(facts(session, [due], now)[due.id], play.carrier, now, RING)
    assert verdict.code == code
    assert verdict.again_at == again_at


def test_a_text_too(play: Play) -> None:
    with play.scene() as session:
        due = follow_up(session, customer(session, wished_hours="tue 18:00-20:00"))
        verdict = may_text(facts(session, [due], play.now)[due.id], MEI, play.carrier, play.now)
    assert (verdict.code, verdict.again_at) == ("customer_wish", at(18))


def test_the_claim_waits_for_the_wish_and_calls_then(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, wished_hours="tue 15:00-16:00"))
    play.work()
    assert (play.case().waits_for, play.case().next_try_at) == ("customer_wish", at(15))
    play.clock.forward(hours=4)
    play.work()
    assert [call.to for call in play.carrier.calls] == [MEI]


def test_a_wish_between_the_claim_and_the_call_is_heard(play: Play) -> None:
    play.opens()
    (one,) = play.tick().place
    with play.scene() as session:
        change_wish(session, play.customer().id, "tue 15:00-16:00", play.now)
    place(play.tools, one)
    assert play.carrier.calls == []
    assert (play.case().state, play.case().next_try_at) == (FollowUpState.PLANNED, at(15))


def test_the_next_try_after_a_missed_call_is_at_a_wished_time(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, wished_hours="tue 11:00-12:00, wed 10:00-11:20"), closes_at=at(23, day=25))
    call = play.rings_next()
    play.tell(call, "ended", Result.NO_ANSWER)
    play.clock.forward(hours=4)
    play.work()
    assert len(play.carrier.calls) == 1
    assert play.case().next_try_at == at(11, day=25)


def test_a_wish_that_leaves_nothing_ends_as_the_window_does(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, wished_hours="sun 10:00-12:00"))
    play.work()
    found = play.case()
    assert (found.state, found.waits_for, found.next_try_at) == (
        FollowUpState.PLANNED,
        "customer_wish",
        found.closes_at,
    )
    play.clock.forward(hours=25)
    play.work()
    assert (play.case().state, play.case().waits_for) == (FollowUpState.MISSED, "customer_wish")
    assert play.refusals()[-1].code == "customer_wish"
    assert play.carrier.calls == []
