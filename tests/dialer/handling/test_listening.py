"""Listening in: a supervisor's telephone in an agent's conference, which is nobody's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import Leg, own_leg, standing
from dialer.handling.listening import ListensAlready, NothingToHear, listen, stop_listening
from tests.cast import agent, ready
from tests.dialer.handling.talking import falls, free, leg, stands, wants
from tests.dialer.play import Play


def rita_and_wing(play: Play) -> tuple[int, int]:
    with play.scene() as session:
        wing = ready(session, play.now)
        rita = agent(session, "rita", post="supervisor", roles=[], phone="client:rita")
    return rita.id, wing.id


def listens(play: Play, rita: int, to: int, *, whispers: bool = False) -> None:
    with play.scene() as session:
        listen(session, session.get_one(Agent, rita), to, play.now, whispers=whispers)


def stops(play: Play, rita: int) -> bool:
    with play.scene() as session:
        return stop_listening(session, rita, play.now)


def test_the_supervisors_own_telephone_is_rung_once(play: Play) -> None:
    rita, wing = rita_and_wing(play)
    listens(play, rita, wing)
    assert play.carrier.calls == [], "nothing rings while the page is answered"
    play.work()
    play.work()
    (wanted,) = play.carrier.calls
    assert (wanted.to, wanted.leg) == ("client:rita", True)
    assert (leg(play, "rita").listens_to, leg(play, "rita").state) == (wing, "placed")


def test_it_stands_until_it_is_stopped_and_who_listened_when_is_kept(play: Play) -> None:
    rita, wing = rita_and_wing(play)
    listens(play, rita, wing)
    play.work()
    stands(play, "rita", "CA-rita")
    began = play.now
    play.clock.forward(minutes=30)
    assert play.work().end_leg == []
    assert stops(play, rita)
    play.work()
    assert play.carrier.stopped == ["CA-rita"]
    kept = leg(play, "rita")
    assert (kept.listens_to, kept.joined_at, kept.ended_at) == (wing, began, play.now)
    assert not stops(play, rita), "there is nothing more to stop"


def test_stopped_before_it_rang_it_does_not_ring(play: Play) -> None:
    rita, wing = rita_and_wing(play)
    listens(play, rita, wing)
    stops(play, rita)
    play.work()
    assert play.carrier.calls == []


def test_it_ends_when_the_agents_telephone_goes_down(play: Play) -> None:
    rita, wing = rita_and_wing(play)
    listens(play, rita, wing)
    play.work()
    stands(play, "rita", "CA-rita")
    falls(play, "wing")
    play.work()
    assert leg(play, "rita").state == "ended"


def test_one_at_a_time_and_only_where_there_is_something_to_hear(play: Play) -> None:
    rita, wing = rita_and_wing(play)
    with play.scene() as session:
        fai = ready(session, play.now, "fai").id
        gone = agent(session, "lok").id
    listens(play, rita, wing)
    with pytest.raises(ListensAlready):
        listens(play, rita, fai)
    for nobody in (gone, rita):
        with pytest.raises(NothingToHear):
            listens(play, rita, nobody)


def test_a_telephone_that_listens_is_no_agents_own(play: Play) -> None:
    """Even where the listener were an agent who is available, no customer would be put there."""
    rita, wing = rita_and_wing(play)
    wants(play, "rita", "available")
    listens(play, rita, wing, whispers=True)
    play.work()
    stands(play, "rita", "CA-rita")
    assert free(play) == ["wing"]
    with play.tools.sessions() as session:
        assert not standing(session, rita)
        assert own_leg(session, rita) is None
        assert session.scalars(select(Leg.whispers).where(Leg.agent_id == rita)).one()
