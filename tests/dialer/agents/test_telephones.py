"""The agent's telephones: the one that was chosen is rung, never two at once, and not in the middle of a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.numbers.telephones import TelephoneWrong
from dialer.agents.presence import Leg, announce, free_agents
from dialer.agents.telephones import (
    MOST,
    InACall,
    TooMany,
    add_telephone,
    choose,
    chosen,
    remove_telephone,
    telephones,
)
from tests.cast import agent, branch
from tests.dialer.play import Play

DESK, PHONE = "+85261110001", "sip:wing@pbx.example.com"


def chooses(play: Play, phone: str) -> None:
    with play.scene() as session:
        choose(session, session.merge(play.agent()), phone, play.now)


def sits_down(play: Play, phone: str = DESK) -> None:
    """Wing has a second telephone, chooses one and goes available."""
    with play.scene() as session:
        branch(session)
        wing = agent(session, other_phones=[PHONE])
        choose(session, wing, phone, play.now)
        announce(session, wing.id, "available", play.now, timedelta(hours=9))


def picks_up_own(play: Play) -> None:
    with play.scene() as session:
        leg = session.scalars(select(Leg).order_by(Leg.id.desc()).limit(1)).one()
        leg.state, leg.joined_at = "joined", play.now


def rung(play: Play) -> list[str]:
    return [call.to for call in play.carrier.calls]


def standing(play: Play) -> list[str]:
    with play.tools.sessions() as session:
        return list(session.scalars(select(Leg.e164).where(Leg.state != "ended")))


@pytest.mark.parametrize("phone", [DESK, PHONE])
def test_the_telephone_that_was_chosen_is_rung(play: Play, phone: str) -> None:
    sits_down(play, phone)
    play.work()
    assert rung(play) == [phone]


def test_the_choice_is_remembered_over_the_night(play: Play) -> None:
    sits_down(play, PHONE)
    with play.scene() as session:
        announce(session, play.agent().id, "offline", play.now, timedelta())
        assert chosen(session, session.merge(play.agent())) == PHONE


def test_another_choice_ends_the_one_before_it_rings_the_other(play: Play) -> None:
    sits_down(play)
    play.work()
    picks_up_own(play)
    chooses(play, PHONE)
    with play.tools.sessions() as session:
        assert free_agents(session, play.now) == [], "nobody is called while the telephones change"
    play.tick()
    assert standing(play) == [DESK], "the old one still stands, and the new one does not ring beside it"
    play.clock.forward(minutes=2)
    play.work()
    assert standing(play) == []
    play.work()
    assert (standing(play), rung(play)) == ([PHONE], [DESK, PHONE])


def test_one_that_nobody_picks_up_is_left_for_the_other_at_once(play: Play) -> None:
    sits_down(play)
    play.work()
    chooses(play, PHONE)
    play.work()
    play.work()
    assert rung(play) == [DESK, PHONE]


def test_in_a_call_nothing_is_chosen(play: Play) -> None:
    call = play.rings()
    with play.scene() as session:
        wing = session.merge(play.agent())
        add_telephone(session, wing, PHONE)
        with pytest.raises(InACall):
            choose(session, wing, PHONE, play.now)
        choose(session, wing, DESK, play.now)
    play.picks_up(call)
    play.work()
    assert standing(play) == [DESK]


def test_what_is_typed_is_read_as_the_carrier_wants_it_and_kept(play: Play) -> None:
    with play.scene() as session:
        wing = agent(session)
        assert add_telephone(session, wing, " +852 6111 0002 ") == "+85261110002"
        add_telephone(session, wing, "+85261110002")
        assert telephones(wing) == [DESK, "+85261110002"]
        with pytest.raises(TelephoneWrong):
            add_telephone(session, wing, "next door")


def test_more_than_five_are_not_kept_and_a_removed_one_is_rung_no_more(play: Play) -> None:
    with play.scene() as session:
        wing = agent(session)
        for n in range(MOST):
            add_telephone(session, wing, f"client:wing{n}")
        choose(session, wing, "client:wing4", play.now)
        with pytest.raises(TooMany):
            add_telephone(session, wing, PHONE)
        remove_telephone(session, wing, "client:wing4")
        assert (len(wing.other_phones), chosen(session, wing)) == (MOST - 1, DESK)


def test_somebody_elses_telephone_cannot_be_chosen(play: Play) -> None:
    sits_down(play)
    with pytest.raises(ValueError, match="somebody else"):
        chooses(play, "+85261119999")


def test_a_telephone_that_the_house_has_changed_is_rung_anew(play: Play) -> None:
    sits_down(play)
    play.work()
    picks_up_own(play)
    with play.scene() as session:
        session.scalars(select(Agent)).one().phone = "+85261110008"
    play.work()
    play.work()
    assert (standing(play), rung(play)) == (["+85261110008"], [DESK, "+85261110008"])
