"""Crowds and their hours: everybody counted once, and who is planned is just who was counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from campaigns.consents import give
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.forecasting.chances import chances, talks
from dialer.forecasting.crowds import Asked, crowds, never_open, whom
from dialer.forecasting.open_hours import open_spans, window_of
from dialer.hours.policy import named
from dialer.launch import Launch, launch
from dialer.peace.suppress import suppress
from tests.cast import JACK, MEI_OFFICE, MING, TUESDAY_11, agent, customer, follow_up
from tests.dialer.play import Play

NO_VOICE = ("+86",)


def asked(**changes: Any) -> Asked:
    return Asked(Launch("New Year", shelf()["holiday-greeting"], Segment(), {}, 1, **changes), NO_VOICE, TUESDAY_11)


def town(play: Play) -> None:
    """Some who can be called, some who cannot, and some whose hours do not open."""
    with play.scene() as session:
        customer(session, "陈美玲")
        suppress(session, customer(session, "退订", "+85290000001").id, "call", "opt_out", play.now)
        customer(session, "失联", "+85290000002").numbers[0].dead_reason = "moved"
        for name, *numbers in (("李明", MING), ("王芳", "+8613912345679", MEI_OFFICE)):
            give(session, customer(session, name, *numbers, house="bund").id, "marketing", "form", "desk", play.now)
        customer(session, "Jack", JACK, house="kitsilano", language="en", zone=None)
        customer(session, "周六", "+85290000003", wished_hours="sat 10:00-12:00")
        customer(session, "勿扰", "+85290000004", wished_hours="closed")
        # Toll-free: nobody knows where they are.
        customer(session, "800", "+18005550100", house="kitsilano", zone=None)


def test_everybody_is_in_one_crowd(play: Play) -> None:
    town(play)
    with play.scene() as session:
        found = crowds(session, asked())
    counts: dict[str, int] = {}
    for crowd in found:
        counts[crowd.why] = counts.get(crowd.why, 0) + crowd.customers
    assert counts == {"": 6, "suppressed": 1, "no_number": 1, "no_voice_service": 1}
    closed = never_open(found, window_of(asked().launch, named("greeting"), play.now))
    assert {why: sum(c.customers for c in of) for why, of in closed.items()} == {"customer_wish": 2, "no_zone": 1}


def test_who_can_be_called_is_who_the_launch_plans(play: Play) -> None:
    town(play)
    with play.scene() as session:
        wanted = Launch("New Year", shelf()["holiday-greeting"], Segment(), {}, agent(session, "head").id)
        counted = sum(crowd.customers for crowd in crowds(session, Asked(wanted, NO_VOICE, play.now)) if not crowd.why)
        launch(session, wanted, NO_VOICE, play.now)
        assert session.scalar(select(func.count()).select_from(FollowUp)) == counted


def test_names_of_those_whose_hours_never_open_are_theirs_alone(play: Play) -> None:
    town(play)
    with play.scene() as session:
        closed = never_open(crowds(session, asked()), window_of(asked().launch, named("greeting"), play.now))
        ids = {why: whom(session, asked(), why, of, 0, 50) for why, of in closed.items()}
        names = {why: [session.get_one(Customer, one).name for one in of] for why, of in ids.items()}
    assert names == {"customer_wish": ["周六", "勿扰"], "no_zone": ["800"]}


@pytest.mark.parametrize(
    ("hours", "days", "why"),
    [
        # a Sunday, in hours of workdays
        ("office", (date(2026, 11, 29), date(2026, 11, 29)), "not_workday"),
        # the first of January, for a hospital
        ("hospital", (date(2027, 1, 1), date(2027, 1, 1)), "public_holiday"),
        # an ordinary day
        ("greeting", (date(2026, 11, 26), date(2026, 11, 26)), ""),
        # it was over yesterday
        ("greeting", (None, date(2026, 11, 23)), "window_closed"),
    ],
)
def test_why_a_launchs_days_reach_nobody(play: Play, hours: str, days: tuple[Any, Any], why: str) -> None:
    with play.scene() as session:
        customer(session)
        of = asked(hours=hours, starts_on=days[0], ends_on=days[1])
        closed = never_open(crowds(session, of), window_of(of.launch, named(hours), play.now))
    assert list(closed) == ([why] if why else [])


def test_the_open_stretches_end_before_the_last_ring_does(play: Play) -> None:
    """Greetings until 20:00: a telephone that may ring for a minute begins by 19:59, of three days."""
    with play.scene() as session:
        customer(session)
        (crowd,) = crowds(session, asked())
    spans = open_spans(crowd.place, window_of(asked().launch, named("greeting"), play.now))
    assert [span.end - span.start for span in spans] == [timedelta(hours=h, minutes=-1) for h in (9, 11, 11)]
    assert spans[0].start == play.now


def test_the_house_learns_from_its_own_calls(play: Play) -> None:
    """200 calls: half of the first tries were answered, a quarter of the second ones; talks took 100 s."""
    with play.scene() as session:
        wing = agent(session)
        for number in range(100):
            due = follow_up(session, customer(session, f"甲{number}", f"+8529{number:07}"), occurrence_key=f"k{number}")
            for nth, answered in enumerate((number % 2 == 0, number % 4 == 0)):
                at = play.now - timedelta(days=2 - nth)
                rung = Result.TALKED if answered else Result.NO_ANSWER
                session.add(
                    Attempt(
                        follow_up_id=due.id,
                        customer_id=due.customer_id,
                        channel="call",
                        e164=f"+8529{number:07}",
                        line="+85221234567",
                        mode="agent",
                        agent_id=wing.id,
                        state=AttemptState.ENDED,
                        result=rung,
                        placing_at=at,
                        answered_at=at if answered else None,
                        ended_at=at + timedelta(seconds=100),
                    )
                )
    with play.scene() as session:
        known, heard = chances(session, play.now), talks(session, play.now)
    assert known.calls == 200
    assert known.by_try[:2] == pytest.approx((0.5, 0.25), abs=0.01)
    assert known.by_try[2] < known.by_try[1]
    # 75 talks are too few to go by.
    assert (heard.talk, heard.talks) == (150.0, 0)
