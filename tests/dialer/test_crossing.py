"""Different hands on the same customer at the same instant: nobody is called too much, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, close_windows
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.calls.place import place
from dialer.carrier import CallWanted, TextWanted, Unsubscribed
from dialer.peace.campaign_control import pause, stop
from dialer.peace.suppress import suppress
from tests.cast import agent, campaign, customer, follow_up, greeting
from tests.dialer.at_once import at_once, while_it_waits
from tests.dialer.play import Play

Halt = Callable[[Session, int, datetime], object]


def halted_or_never_placed(play: Play, attempt_id: int) -> bool:
    call = play.attempt(attempt_id)
    return call.state is AttemptState.RELEASED or call.stop_wanted_at is not None


def test_a_suppression_at_the_instant_of_placing_stops_the_call_either_way(plays: Iterator[Play]) -> None:
    for play in plays:
        play.opens()
        (one,) = play.tick().place
        at_once(partial(place, play.tools, one), play.leaves_in_peace)
        assert halted_or_never_placed(play, one)
        assert len(play.carrier.calls) == (play.attempt(one).state is not AttemptState.RELEASED)


def test_a_suppression_that_is_about_to_be_committed_is_waited_for(play: Play) -> None:
    play.opens()
    (one,) = play.tick().place
    with play.tools.sessions() as session:
        suppress(session, play.customer().id, "call", "refused", play.now)
        assert while_it_waits(play.tools.sessions, lambda: place(play.tools, one), then=session.commit)
    assert play.carrier.calls == []


def test_what_somebody_is_just_withdrawing_is_passed_over_and_not_waited_for(play: Play) -> None:
    """The dispatcher's tick does not stand still for one customer."""
    play.opens()
    with play.tools.sessions() as session:
        suppress(session, play.customer().id, "call", "refused", play.now)
        assert not while_it_waits(play.tools.sessions, play.tick, then=session.commit)
    assert play.attempts() == []
    assert play.history() == ["withdrawn"]


@pytest.mark.parametrize(("halt", "case"), [(pause, "planned"), (stop, "withdrawn")])
def test_a_halt_that_is_about_to_be_committed_is_waited_for(play: Play, halt: Halt, case: str) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session), of)
    (one,) = play.tick().place
    with play.tools.sessions() as supervisor:
        halt(supervisor, of.id, play.now)
        assert while_it_waits(play.tools.sessions, lambda: place(play.tools, one), then=supervisor.commit)
    assert play.carrier.calls == []
    assert play.case().state == case


def test_a_stop_word_and_the_carriers_own_word_for_it_do_not_wait_for_each_other(play: Play) -> None:
    """The STOP is being written down while the carrier refuses the call because of it."""
    mei = play.opens().customer_id
    (one,) = play.tick().place
    with play.tools.sessions() as webhook:

        def stop_word_comes_first(_: CallWanted | TextWanted) -> None:
            webhook.get_one(Customer, mei, with_for_update={"key_share": True})

        def stop_word_goes_on() -> None:
            suppress(webhook, mei, "all", "opt_out", play.now)
            webhook.commit()

        play.carrier.meanwhile = stop_word_comes_first
        play.carrier.refuses = Unsubscribed("21610")
        assert while_it_waits(play.tools.sessions, lambda: place(play.tools, one), then=stop_word_goes_on)
    assert play.attempt(one).state is AttemptState.REFUSED
    assert play.case().state is FollowUpState.WITHDRAWN


def test_windows_that_close_and_a_stop_word_do_not_wait_for_each_other(play: Play) -> None:
    """Both take all that is open of one customer, from the two ends of it."""
    with play.scene() as session:
        mei = customer(session)
        ends = [play.now - timedelta(minutes=n) for n in range(9)]
        cases = [follow_up(session, mei, step=f"day-{n}", closes_at=at) for n, at in enumerate(ends)]

    def windows() -> None:
        with play.scene() as session:
            session.execute(text("set local enable_seqscan = off; set local enable_bitmapscan = off"))
            close_windows(session, play.now)

    def stop_word() -> None:
        with play.scene() as session:
            session.execute(text("set local enable_indexscan = off; set local enable_bitmapscan = off"))
            suppress(session, mei.id, "all", "opt_out", play.now)

    with play.tools.sessions() as holder:
        holder.get_one(FollowUp, cases[4].id, with_for_update=True)
        both = partial(while_it_waits, play.tools.sessions, stop_word, then=holder.commit)
        while_it_waits(play.tools.sessions, windows, then=both)
    assert all(play.case(one.id).state.final for one in cases)


def test_the_last_word_of_the_carrier_and_the_agents_entry_may_come_together(plays: Iterator[Play]) -> None:
    for play in plays:
        call = play.rings()
        play.picks_up(call)
        at_once(
            partial(play.tell, call, "ended", Result.TALKED),
            partial(play.concludes, call, "refused"),
            play.leaves_in_peace,
        )
        assert (play.attempt().state, play.case().state) == (AttemptState.ENDED, FollowUpState.DONE)


def test_the_same_message_twice_at_once_is_one_message(plays: Iterator[Play]) -> None:
    for play in plays:
        call = play.rings()

        told = [partial(play.tell, call, "ended", Result.NO_ANSWER, key="end")] * 3
        assert sorted(at_once(*told)) == [False, False, True]
        assert len(play.texts()) == 1
