"""Walls: what the carrier refuses by the account is asked for now and then, not every second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from dialer.carrier import AccountBlocked, Blocked, CarrierError, Forbidden, Unclear
from dialer.troubles import MENDING, Trouble
from tests.cast import JACK, MEI, customer, greeting
from tests.dialer.play import Play
from tests.dialer.refusing import LINE, OTHERS, asked, due, open_ones, troubles


@pytest.mark.parametrize(
    ("refusal", "wide", "line", "country"),
    [
        (Forbidden("21215"), "country", "", "HK"),
        (Blocked("21210"), "line", LINE, ""),
        (AccountBlocked("20003"), "account", "", ""),
    ],
)
def test_one_knocks_at_the_wall_every_few_minutes_and_no_more(
    play: Play, refusal: CarrierError, wide: str, line: str, country: str
) -> None:
    due(play, MEI)
    play.carrier.refuses = refusal
    play.work()
    due(play, *OTHERS)
    for _ in range(14):
        play.work()
        play.clock.forward(seconds=20)
    assert asked(play) == 1
    assert play.case().waits_for == f"carrier_{refusal.code}"
    play.clock.forward(seconds=30)
    due(play, "+85291234598", "+85291234599")  # both in the same tick
    play.work()
    assert asked(play) == 2
    (one,) = troubles(play)
    assert (one.wide, one.line, one.country, one.times, one.campaign_id) == (wide, line, country, 2, None)


def test_who_waits_at_the_wall_has_the_reason_stored(play: Play) -> None:
    due(play, MEI)
    play.carrier.refuses = AccountBlocked("20003")
    play.work()
    due(play, OTHERS[0])
    play.work()
    (said,) = play.refusals()
    assert (said.code, said.again_at, said.evidence["code"]) == ("carrier_20003", play.now + MENDING, "carrier_20003")


@pytest.mark.parametrize(
    ("refusal", "stands"),
    [
        # the account: nothing goes anywhere
        (AccountBlocked("20003"), {"hong kong": True, "vancouver": True, "other line": True}),
        # Hong Kong is closed, from whichever line; Canada is not
        (Forbidden("21215"), {"hong kong": True, "vancouver": False, "other line": True}),
        # our line may not call; the other branch's may
        (Blocked("21210"), {"hong kong": True, "vancouver": True, "other line": False}),
    ],
)
def test_a_wall_is_as_wide_as_what_is_refused(play: Play, refusal: CarrierError, stands: dict[str, bool]) -> None:
    due(play, MEI)
    play.carrier.refuses = refusal
    play.work()
    play.carrier.refuses = None
    with play.scene() as session:
        cases = {
            "hong kong": greeting(session, customer(session, "HK", OTHERS[0]), hours="law-only"),
            "vancouver": greeting(session, customer(session, "CA", JACK), hours="law-only"),
            "other line": greeting(session, customer(session, "K", OTHERS[1], house="kitsilano"), hours="law-only"),
        }
        ids = {name: case.id for name, case in cases.items()}
    found = {}
    for name, one in ids.items():
        with play.scene() as session:
            for other in ids.values():
                session.get_one(FollowUp, other).next_try_at = play.now + timedelta(days=other != one)
        with play.scene() as session:
            before = session.scalars(select(Trouble)).one()
            before.mended_at, before.tried_at = None, play.now
        play.work()
        found[name] = play.case(one).waits_for == f"carrier_{refusal.code}"
    assert found == stands


def test_a_call_that_goes_through_says_that_it_is_mended_and_wakes_the_others(play: Play) -> None:
    due(play, MEI)
    play.carrier.refuses = Blocked("21210")
    play.work()
    due(play, *OTHERS)
    play.work()
    play.carrier.refuses = None
    play.clock.forward(minutes=5)
    with play.scene() as session:
        greeting(session, customer(session, "late", "+85291234599"))
    play.work()
    assert (asked(play), open_ones(play), troubles(play)[0].mended_by) == (2, [], None)
    play.work()
    assert asked(play) == 2 + 1 + len(OTHERS)


def test_what_comes_back_within_a_day_is_the_same_trouble_still(play: Play) -> None:
    """Of one country some numbers may be called and others not: the supervisor is not told anew each time."""
    play.carrier.refuses = Forbidden("21215")
    due(play, MEI)
    play.work()
    for number in OTHERS[:2]:
        play.clock.forward(minutes=6)
        play.carrier.refuses = None
        due(play, number)
        play.work()
        play.clock.forward(minutes=6)
        play.carrier.refuses = Forbidden("21215")
        due(play, number.replace("+8529", "+8526"))
        play.work()
    (one,) = troubles(play)
    assert (one.mended_at, one.times) == (None, 6)  # those who waited were let through with the one that went through


def test_a_code_that_nobody_knows_is_a_wall_only_when_it_comes_again_and_again(play: Play) -> None:
    play.carrier.refuses = Unclear("99999")
    for number in OTHERS[:6]:
        due(play, number)
        play.work()
        play.clock.forward(seconds=1)
    assert asked(play) == 3
    assert open_ones(play) == [("99999", 3)]
