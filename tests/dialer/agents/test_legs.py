"""Agents' legs: a telephone that rings once, and again only when there is a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dialer.agents.legs import PICK_UP, end_leg, leg_ended, leg_joined, leg_of, place_leg
from dialer.agents.presence import Leg, announce
from dialer.carrier import CarrierError, FateUnknown, NumberRefused, TryLater
from tests.cast import agent, branch
from tests.dialer.play import Play

DAY = timedelta(hours=12)


def available(play: Play, wants: str = "available", lease: timedelta = DAY) -> None:
    """Wing sits down, or says what she wants now."""
    with play.scene() as session:
        branch(session)
        found = session.merge(play.agent()) if play.agents() else agent(session)
        announce(session, found.id, wants, play.now, lease)


def legs(play: Play) -> list[Leg]:
    with play.tools.sessions() as session:
        return list(session.scalars(select(Leg).order_by(Leg.id)))


def joins(play: Play) -> None:
    leg = legs(play)[-1]
    with play.scene() as session:
        found = leg_of(session, token=leg.token)
        assert found is not None
        leg_joined(found, leg.carrier_id or "CA-leg", play.now)


def goes_down(play: Play) -> None:
    with play.scene() as session:
        leg_ended(session, legs(play)[-1].id, play.now)


def test_an_available_agents_telephone_is_rung_once(play: Play) -> None:
    available(play)
    play.work()
    play.work()
    (wanted,) = play.carrier.calls
    assert (wanted.to, wanted.line, wanted.leg) == ("+85261110001", "+85221234567", True)
    assert [leg.state for leg in legs(play)] == ["placed"]


def test_two_jobs_for_one_leg_ring_once(play: Play) -> None:
    available(play)
    (one,) = play.tick().place_leg
    place_leg(play.tools, one)
    place_leg(play.tools, one)
    place_leg(play.tools, 4711)
    assert len(play.carrier.calls) == 1


def test_picked_up_it_stands_until_the_agent_goes(play: Play) -> None:
    available(play)
    play.work()
    joins(play)
    play.clock.forward(hours=3)
    assert play.work().end_leg == []
    available(play, "offline")
    play.work()
    assert play.carrier.stopped == [legs(play)[0].carrier_id]
    assert legs(play)[0].state == "ended"


def test_a_page_that_was_closed_ends_the_leg(play: Play) -> None:
    available(play, lease=timedelta(minutes=1))
    play.work()
    joins(play)
    play.clock.forward(minutes=1)
    play.work()
    assert legs(play)[0].state == "ended"


def test_a_break_keeps_the_telephone_off_the_hook(play: Play) -> None:
    available(play)
    play.work()
    joins(play)
    available(play, "break")
    play.clock.forward(minutes=5)
    assert play.work().end_leg == []


def test_a_telephone_that_nobody_picks_up_is_given_up_and_rung_anew(play: Play) -> None:
    available(play)
    play.work()
    play.clock.forward(minutes=3)
    play.work()
    assert legs(play)[0].state == "ended"
    play.work()
    assert [leg.state for leg in legs(play)] == ["ended", "placed"]


@pytest.mark.parametrize("refusal", [NumberRefused("21211"), TryLater("20429")])
def test_a_telephone_that_the_carrier_refuses_is_not_asked_for_every_second(play: Play, refusal: CarrierError) -> None:
    available(play)
    play.carrier.refuses = refusal
    for _ in range(PICK_UP // 10):
        play.work()
        play.clock.forward(seconds=10)
    assert len(play.carrier.calls) == 1
    play.carrier.refuses = None
    play.work()
    assert [leg.state for leg in legs(play)] == ["ended", "placed"]


def test_an_agent_whose_telephone_fell_down_is_rung_again_at_once(play: Play) -> None:
    available(play)
    play.work()
    joins(play)
    goes_down(play)
    play.work()
    assert [leg.state for leg in legs(play)] == ["ended", "placed"]


def test_a_leg_whose_fate_is_unknown_may_still_be_picked_up(play: Play) -> None:
    available(play)
    play.carrier.loses = FateUnknown("ReadTimeout")
    play.work()
    assert legs(play)[0].state == "placing"
    joins(play)
    assert (legs(play)[0].state, legs(play)[0].carrier_id) == ("joined", "CA-leg")


def test_a_leg_whose_answer_was_lost_does_not_ring_on_beside_the_next(play: Play) -> None:
    """What is younger than the wish and nobody else's is ours; a call to a customer of the same number is not."""
    older = play.carrier.remember("CA-older", "+85261110001", "+85221234567", "ringing")
    play.clock.forward(minutes=5)
    available(play)
    play.carrier.loses = FateUnknown("ReadTimeout")
    play.work()
    play.carrier.loses = None
    lost = play.carrier.known[-1][0].carrier_id
    play.carrier.remember("CA-over", "+85261110001", "+85221234567", "ended")
    play.clock.forward(seconds=2 * PICK_UP)
    play.work()
    assert (play.carrier.stopped, legs(play)[0].state) == ([lost], "ended")
    assert older not in play.carrier.stopped


def test_a_leg_picked_up_after_it_was_given_up_stays_ended(play: Play) -> None:
    available(play)
    play.work()
    goes_down(play)
    joins(play)
    assert legs(play)[0].state == "ended"


def test_a_leg_that_cannot_be_ended_is_asked_for_again(play: Play) -> None:
    available(play)
    play.work()
    joins(play)
    available(play, "offline")
    (one,) = play.tick().end_leg
    play.carrier.refuses = FateUnknown("down")
    end_leg(play.tools, one)
    assert legs(play)[0].state == "joined"
    play.carrier.refuses = None
    play.clock.forward(minutes=2)
    play.work()
    assert legs(play)[0].state == "ended"


def test_a_telephone_is_not_hung_up_in_the_middle_of_a_talk(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    available(play, "offline")
    play.clock.forward(minutes=5)
    assert play.work().end_leg == []
