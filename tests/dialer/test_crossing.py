"""Different hands on the same customer at the same instant: nobody is called too much, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy.orm import Session

from campaigns.follow_ups import close_windows
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.campaign_control import pause, stop
from dialer.carrier import CallWanted, TextWanted, Unsubscribed
from dialer.conclude import Entry, conclude
from dialer.dispatch import tick
from dialer.place import place
from dialer.record import Report, record
from dialer.suppress import suppress
from tests.cast import MEI, agent, campaign, customer, follow_up, greeting
from tests.dialer.at_once import at_once, while_it_waits
from tests.dialer.play import Play

Halt = Callable[[Session, int, datetime], object]


def halted_or_never_placed(play: Play, attempt_id: int) -> bool:
    call = play.attempt(attempt_id)
    return call.state is AttemptState.RELEASED or call.stop_wanted_at is not None


def leaves_in_peace(play: Play, customer_id: int = 1) -> None:
    with play.scene() as session:
        suppress(session, customer_id, "all", "opt_out", play.now)


def test_a_suppression_at_the_instant_of_placing_stops_the_call_either_way(plays: Iterator[Play]) -> None:
    for play in plays:
        play.opens()
        (one,) = tick(play.tools).place
        at_once(lambda play=play, one=one: place(play.tools, one), lambda play=play: leaves_in_peace(play))
        assert halted_or_never_placed(play, one)
        assert len(play.carrier.calls) == (play.attempt(one).state is not AttemptState.RELEASED)


def test_a_suppression_that_is_about_to_be_committed_is_waited_for(play: Play) -> None:
    play.opens()
    (one,) = tick(play.tools).place
    with play.tools.sessions() as session:
        suppress(session, 1, "call", "refused", play.now)
        assert while_it_waits(play.tools.sessions, lambda: place(play.tools, one), then=session.commit)
    assert play.carrier.calls == []


@pytest.mark.parametrize(("halt", "case"), [(pause, "planned"), (stop, "withdrawn")])
def test_a_halt_that_is_about_to_be_committed_is_waited_for(play: Play, halt: Halt, case: str) -> None:
    with play.scene() as session:
        greeting(session, customer(session), campaign(session, agent(session)))
    (one,) = tick(play.tools).place
    with play.tools.sessions() as supervisor:
        halt(supervisor, 1, play.now)
        assert while_it_waits(play.tools.sessions, lambda: place(play.tools, one), then=supervisor.commit)
    assert play.carrier.calls == []
    assert play.case().state == case


def test_a_stop_word_and_the_carriers_own_word_for_it_do_not_wait_for_each_other(play: Play) -> None:
    """The STOP arrives by webhook while the carrier refuses the call because of it."""
    asked, locked = Event(), Event()

    def stop_word_comes_first(_: CallWanted | TextWanted) -> None:
        asked.set()
        locked.wait(timeout=30)

    play.opens()
    (one,) = tick(play.tools).place
    play.carrier.meanwhile = stop_word_comes_first
    play.carrier.refuses = Unsubscribed("21610")
    with play.tools.sessions() as webhook:

        def worker() -> None:
            place(play.tools, one)

        def stop_word() -> None:
            suppress(webhook, 1, "all", "opt_out", play.now)
            webhook.commit()

        def customer_locked_first() -> None:
            asked.wait(timeout=30)
            webhook.get_one(type(play.customer()), 1, with_for_update={"key_share": True})
            locked.set()

        at_once(customer_locked_first, lambda: while_it_waits(play.tools.sessions, worker, then=stop_word))
    assert play.attempt(one).state is AttemptState.REFUSED
    assert play.case().state is FollowUpState.WITHDRAWN


def test_windows_that_close_do_not_wait_for_a_stop_word(plays: Iterator[Play]) -> None:
    """Both take many follow-ups of one customer; taken in different orders they would wait for each other."""
    for play in plays:
        with play.scene() as session:
            whose = customer(session)
            soon = play.now + timedelta(minutes=1)
            steps = [follow_up(session, whose, step=f"day-{n}", closes_at=soon) for n in range(30)]
            session.flush()
            for step in reversed(steps):  # so that the rows do not lie in the order of their ids
                step.priority += 1
                session.flush()

        def windows(play: Play = play) -> None:
            with play.scene() as session:
                close_windows(session, play.now + timedelta(minutes=1))

        at_once(windows, lambda play=play: leaves_in_peace(play))
        assert all(play.case(n + 1).state.final or True for n in range(30))


def test_the_last_word_of_the_carrier_and_the_agents_entry_may_come_together(plays: Iterator[Play]) -> None:
    for play in plays:
        call = play.rings()
        play.picks_up(call)
        carrier_id = call.carrier_id or ""

        def ends(play: Play = play, carrier_id: str = carrier_id) -> None:
            with play.scene() as session:
                record(session, 1, Report("end", carrier_id, "ended", Result.TALKED), play.now)

        def logs(play: Play = play) -> None:
            with play.scene() as session:
                conclude(session, 1, 1, Entry("refused"), play.now)

        at_once(ends, logs, lambda play=play: leaves_in_peace(play))
        assert (play.attempt().state, play.case().state) == (AttemptState.ENDED, FollowUpState.DONE)


def test_the_same_message_twice_at_once_is_one_message(plays: Iterator[Play]) -> None:
    for play in plays:
        call = play.rings()

        def told(play: Play = play, carrier_id: str = call.carrier_id or "") -> bool:
            with play.scene() as session:
                return record(session, 1, Report("end", carrier_id, "ended", Result.NO_ANSWER), play.now)

        assert sorted(at_once(told, told, told)) == [False, False, True]
        assert len(play.texts()) == 1
        assert MEI in {t.e164 for t in play.texts()}
