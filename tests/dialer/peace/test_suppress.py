"""Suppressing: from the commit on nobody is called or texted, and what rings is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.calls.place import place
from dialer.carrier import FateUnknown
from dialer.dispatch import stop
from dialer.peace.suppress import lift, suppress
from tests.cast import MEI, customer, follow_up, ready
from tests.dialer.play import Play


@pytest.mark.parametrize(("channel", "left"), [("call", "withdrawn"), ("all", "withdrawn"), ("text", "planned")])
def test_what_is_planned_is_withdrawn(play: Play, channel: str, left: str) -> None:
    play.opens()
    play.leaves_in_peace(channel, "refused")
    assert play.case().state == left


def test_a_call_that_rings_is_ended_at_the_carrier_and_not_tried_again(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ringing")
    play.leaves_in_peace()
    play.work()
    assert play.carrier.stopped == [call.carrier_id]
    play.tell(call, "ended", Result.CANCELLED)
    play.clock.forward(hours=1)
    play.work()
    assert len(play.carrier.calls) == 1
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "suppressed")


def test_a_talk_is_not_cut_off(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.leaves_in_peace()
    play.work()
    assert play.carrier.stopped == []
    play.tell(call, "ended", Result.TALKED)
    play.concludes(call, "well")
    assert play.case().state is FollowUpState.DONE


def test_a_call_whose_id_is_not_known_yet_is_ended_when_it_is(play: Play) -> None:
    play.carrier.loses = FateUnknown("ReadTimeout")
    call = play.rings()
    play.leaves_in_peace()
    play.work()
    assert play.carrier.stopped == []
    play.tell(call, "ringing")
    play.work()
    assert play.carrier.stopped == ["CA-early"]


def test_a_stop_that_failed_is_asked_for_again(play: Play) -> None:
    call = play.rings()
    play.leaves_in_peace()
    (one,) = play.tick().stop
    play.carrier.refuses = FateUnknown("down")
    stop(play.tools, one)
    play.carrier.refuses = None
    # It may ring until then: within seconds, and not every moment.
    assert play.tick().stop == []
    play.clock.forward(seconds=3)
    play.work()
    assert play.carrier.stopped == [call.carrier_id]


def test_a_call_ended_in_the_carriers_queue_sends_no_word_and_is_looked_up(play: Play) -> None:
    call = play.rings()
    play.leaves_in_peace()
    play.work()
    play.carrier.tells(call.carrier_id or "", "ended", "cancelled")
    play.work()
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.CANCELLED)


def test_a_call_that_is_over_is_not_ended_again(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.BUSY)
    stop(play.tools, call.id)
    stop(play.tools, 4711)
    assert play.carrier.stopped == []


def test_what_was_suppressed_on_a_host_with_a_faster_clock_holds_at_once(play: Play) -> None:
    """The webhook's clock is a second ahead of the worker's."""
    play.opens()
    (one,) = play.tick().place
    with play.scene() as session:
        suppress(session, play.customer().id, "all", "opt_out", play.now + timedelta(seconds=1))
    place(play.tools, one)
    assert play.carrier.calls == []


def test_a_suppressed_number_is_quiet_for_everybody_who_has_it_and_for_nobody_else(play: Play) -> None:
    with play.scene() as session:
        for login in ("wing", "fai", "ling"):
            ready(session, play.now, login)
        for name, number in (("陈美玲", MEI), ("陈大文", MEI), ("李明", "+85291234568")):
            follow_up(session, customer(session, name, number))
        session.add(Suppression(e164=MEI, channel="all", reason="imported", since=play.now))
    play.work()
    assert [c.to for c in play.carrier.calls] == ["+85291234568"]


def test_lifted_it_holds_no_longer_and_only_for_its_reason(play: Play) -> None:
    play.opens()
    play.leaves_in_peace("all", "opt_out")
    play.leaves_in_peace("text", "refused")
    with play.scene() as session:
        assert lift(session, play.customer().id, "opt_out", play.now) == 1
        assert lift(session, play.customer().id, "opt_out", play.now) == 0
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert len(play.carrier.calls) == 1
    with play.scene() as session:
        held = session.scalars(select(Suppression.reason).where(Suppression.until.is_(None)))
        assert held.all() == ["refused"]


def test_another_customer_is_called_all_the_same(play: Play) -> None:
    with play.scene() as session:
        quiet = customer(session, "李明", "+85291234568")
        ready(session, play.now)
        suppress(session, quiet.id, "all", "opt_out", play.now)
        follow_up(session, customer(session))
    play.work()
    assert len(play.carrier.calls) == 1


def test_who_answers_before_the_stop_arrives_is_not_cut_off(play: Play) -> None:
    """The wish was about the ringing; now they talk."""
    call = play.rings()
    play.tell(call, "ringing")
    play.leaves_in_peace()
    (one,) = play.tick().stop
    play.picks_up(play.attempt())
    stop(play.tools, one)
    assert play.carrier.stopped == []
    play.clock.forward(minutes=3)
    assert play.tick().stop == []
