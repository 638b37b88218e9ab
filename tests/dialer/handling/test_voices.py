"""Hold and mute: what the desk wishes is what the carrier does, and the next customer hears the agent again."""

from __future__ import annotations

import pytest

from dialer.attempt_life import Result
from dialer.carrier import FateUnknown
from dialer.handling.voices import treat, wish
from dialer.talks.entries import NotYours
from tests.dialer.handling.talking import comes, falls, stands, talk
from tests.dialer.play import Play


def wishes(play: Play, call_id: int, agent_id: int | None = None, **what: bool) -> bool:
    with play.scene() as session:
        return wish(session, call_id, agent_id or play.attempt(call_id).agent_id or 0, play.now, **what)


def test_a_customer_is_held_and_taken_back_by_the_next_tick(play: Play) -> None:
    call = talk(play)
    assert wishes(play, call.id, hold=True)
    assert play.carrier.treated == {}, "nothing is asked of the carrier while the page is answered"
    play.work()
    held = ("CF-wing", call.carrier_id or "", "hold")
    assert play.carrier.treated[held] is True
    assert play.attempt().treat_at is None
    assert play.work().treat == []
    wishes(play, call.id, hold=False)
    play.work()
    assert play.carrier.treated[held] is False


def test_an_agent_is_muted_and_the_customer_is_not_held(play: Play) -> None:
    call = talk(play)
    wishes(play, call.id, mute=True)
    play.work()
    assert play.carrier.treated[("CF-wing", "CA-wing", "mute")] is True
    assert play.carrier.treated[("CF-wing", call.carrier_id or "", "hold")] is False


def test_where_nobody_told_us_of_the_conference_the_carrier_is_asked_for_it(play: Play) -> None:
    call = talk(play)
    stands(play, "wing", "CA-wing", room=None)
    wishes(play, call.id, hold=True)
    play.work()
    assert play.carrier.treated == {}, "nobody knows it yet"
    play.carrier.conferences[f"agent-{call.agent_id}"] = "CF-asked"
    play.clock.forward(seconds=20)
    play.work()
    assert play.carrier.treated[("CF-asked", call.carrier_id or "", "hold")] is True


def test_what_the_carrier_does_not_do_is_asked_for_again(play: Play) -> None:
    call = talk(play)
    wishes(play, call.id, hold=True)
    play.carrier.refuses = FateUnknown("ReadTimeout")
    play.work()
    assert play.work().treat == [], "not by every tick"
    play.carrier.refuses = None
    play.clock.forward(seconds=20)
    play.work()
    assert play.carrier.treated[("CF-wing", call.carrier_id or "", "hold")] is True


def test_a_wish_that_changes_while_the_carrier_is_asked_is_done_as_well(play: Play) -> None:
    call = talk(play)
    wishes(play, call.id, hold=True)
    (one,) = play.tick().treat
    play.carrier.while_treating = lambda: wishes(play, call.id, hold=False)
    treat(play.tools, one)
    play.carrier.while_treating = lambda: None
    play.work()
    assert play.carrier.treated[("CF-wing", call.carrier_id or "", "hold")] is False
    assert play.attempt().treat_at is None


def test_the_end_of_the_call_lifts_the_mute(play: Play) -> None:
    call = talk(play)
    wishes(play, call.id, mute=True)
    play.work()
    play.tell(call, "ended", Result.TALKED)
    play.work()
    assert play.carrier.treated[("CF-wing", "CA-wing", "mute")] is False
    assert (play.attempt().mute_wanted, play.attempt().treat_at) == (False, None)
    assert play.work().treat == []


def test_an_agent_whose_telephone_went_down_comes_back_unmuted(play: Play) -> None:
    call = talk(play)
    wishes(play, call.id, mute=True, hold=True)
    play.work()
    falls(play, "wing")
    play.picks_up(call)
    assert (play.attempt().mute_wanted, play.attempt().hold_wanted) == (False, False)


def test_only_whose_call_it_is_and_only_while_they_talk(play: Play) -> None:
    call = talk(play)
    with pytest.raises(NotYours):
        wishes(play, call.id, comes(play, "fai"), hold=True)
    play.tell(call, "ended", Result.TALKED)
    assert not wishes(play, call.id, hold=True)
    assert not play.attempt().hold_wanted
