"""Agents' telephones that stand: the carrier is asked now and then whether they still do, about all in one request."""

from __future__ import annotations

import pytest

from dialer.agents.legs import leg_joined, leg_of
from dialer.agents.presence import announce
from dialer.agents.still_there import check_legs
from dialer.carrier import FateUnknown
from tests.cast import agent, branch
from tests.dialer.agents.test_legs import DAY, available, joins, legs
from tests.dialer.play import Play

#: From one time that a leg is asked about to the next, at the latest.
EVERY = 350


@pytest.fixture
def several(play: Play) -> list[int]:
    """Four agents' telephones stand."""
    with play.scene() as session:
        branch(session)
        for number in range(4):
            one = agent(session, f"agent-{number}", phone=f"+8526111000{number}")
            announce(session, one.id, "available", play.now, DAY)
    play.work()
    for leg in legs(play):
        with play.scene() as session:
            found = leg_of(session, token=leg.token)
            assert found is not None
            leg_joined(found, leg.carrier_id or "", play.now)
        play.carrier.tells(leg.carrier_id or "", "answered")
    return [leg.id for leg in legs(play)]


def looks(play: Play) -> list[int]:
    """One for each request by which the carrier is asked what it knows, from now on."""
    made: list[int] = []
    play.carrier.while_looking = lambda: made.append(1)
    return made


def goes_down_unheard(play: Play, leg_id: int) -> None:
    (leg,) = (leg for leg in legs(play) if leg.id == leg_id)
    play.carrier.tells(leg.carrier_id or "", "ended", "talked")


def states(play: Play) -> list[str]:
    return [leg.state for leg in legs(play)]


def test_a_leg_whose_end_nobody_told_is_asked_about_and_rung_anew(play: Play) -> None:
    """The message of its end was lost: customers must not be put into an empty conference for the rest of the day."""
    available(play)
    play.work()
    joins(play)
    play.work()
    play.carrier.tells(legs(play)[0].carrier_id or "", "ended", "talked")
    play.clock.forward(minutes=8)
    play.work()
    assert states(play) == ["ended"]
    play.work()
    assert states(play) == ["ended", "placed"]


def test_a_leg_that_stands_is_left_standing_however_often_it_is_asked_about(play: Play) -> None:
    available(play)
    play.work()
    joins(play)
    play.carrier.tells(legs(play)[0].carrier_id or "", "answered")
    for _ in range(5):
        play.clock.forward(minutes=8)
        play.work()
    assert states(play) == ["joined"]
    assert play.carrier.stopped == []


def test_of_several_one_request_tells_who_stands_and_another_about_who_does_not(play: Play, several: list[int]) -> None:
    goes_down_unheard(play, several[1])
    made = looks(play)
    check_legs(play.tools, *several)
    assert (states(play), len(made)) == (["joined", "ended", "joined", "joined"], 2)


def test_a_list_that_lags_behind_closes_nobody(play: Play, several: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play.carrier, "going_on", frozenset)
    made = looks(play)
    check_legs(play.tools, *several)
    assert (states(play), len(made)) == (["joined"] * 4, 4)


def test_a_carrier_that_does_not_answer_closes_nobody(play: Play, several: list[int]) -> None:
    goes_down_unheard(play, several[0])
    play.carrier.refuses = FateUnknown("timeout")
    check_legs(play.tools, *several)
    play.carrier.refuses = None
    assert states(play) == ["joined"] * 4


def another(play: Play) -> int:
    """One more agent's telephone stands from now on."""
    with play.scene() as session:
        announce(session, agent(session, "late", phone="+85261110009").id, "available", play.now, DAY)
    play.work()
    joins(play)
    play.work()
    return legs(play)[-1].id


def test_who_would_soon_be_asked_about_is_asked_about_along_with_who_is_due(play: Play, several: list[int]) -> None:
    assert play.tick().check_legs == [], "they have only just been picked up"
    play.clock.forward(seconds=100)
    late = another(play)
    play.clock.forward(seconds=EVERY - 101)
    assert play.tick().check_legs == [], "nobody has stood for so long"
    for seconds in (1, EVERY):
        play.clock.forward(seconds=seconds)
        assert play.tick().check_legs == [*several, late]
        assert play.tick().check_legs == []


def test_who_has_been_asked_about_a_moment_ago_is_not_asked_about_again(play: Play, several: list[int]) -> None:
    play.tick()
    play.clock.forward(seconds=200)
    another(play)
    play.clock.forward(seconds=EVERY - 200)
    assert play.tick().check_legs == several
