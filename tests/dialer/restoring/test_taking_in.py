"""After a backup was put in place nobody is called twice: what the carrier knows is taken in first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.carrier import CarrierView, Told
from dialer.restoring.hold import hold, known_until, lift, on_hold, open_restoration
from dialer.restoring.taking_in import take_in
from runtime.pulses import Sign, beat
from tests.cast import LINES, MEI
from tests.dialer.play import Play


def restored(play: Play, *, calls: str = "", minutes: int = 20) -> None:
    """Mei is due; the house is of twenty minutes ago, and since then she was called, with this end."""
    play.opens()
    backed_up = play.now
    play.clock.forward(minutes=5)
    if calls:
        play.carrier.remember("CA" + "7" * 32, MEI, LINES[0])
        play.carrier.tells("CA" + "7" * 32, "ended", calls)
    play.clock.at = backed_up + timedelta(minutes=minutes)
    with play.scene() as session:
        hold(session, play.now)


def taken_in(play: Play) -> dict[str, int]:
    found = dict(take_in(play.tools, play.now - timedelta(minutes=20)))
    with play.scene() as session:
        lift(session, "looked_up", play.now)
    return found


def test_nobody_is_called_before_the_carrier_was_asked(play: Play) -> None:
    restored(play)
    assert play.work().place == []
    with play.scene() as session:
        assert on_hold(session)
    assert taken_in(play) == {}
    play.work()
    assert [c.to for c in play.carrier.calls] == [MEI]


def test_a_call_that_nobody_answered_counts_as_a_try_and_the_next_one_waits_as_after_any_other(play: Play) -> None:
    restored(play, calls="no_answer")
    assert taken_in(play) == {"calls_missed": 1}
    case, call = play.case(), play.attempt()
    assert (case.state, case.tries_made) == (FollowUpState.PLANNED, 1)
    assert case.next_try_at > play.now + timedelta(hours=1)
    assert (call.state, call.result, call.carrier_id) == (AttemptState.ENDED, Result.NO_ANSWER, "CA" + "7" * 32)
    play.work()
    assert play.carrier.calls == []


@pytest.mark.parametrize("calls", ["talked", ""])
def test_after_a_conversation_whose_outcome_is_lost_a_person_has_to_find_out(calls: str, play: Play) -> None:
    restored(play, calls="talked")
    if not calls:
        view, to, line = play.carrier.known[-1]
        play.carrier.known[-1] = (replace(view, stage="answered", result=""), to, line)
    assert taken_in(play) == {"calls_talked": 1}
    case = play.case()
    assert (case.state, case.waits_for, case.next_try_at) == (FollowUpState.PLANNED, "restored", case.closes_at)
    play.clock.forward(hours=3)
    play.work()
    assert play.carrier.calls == []


def test_asking_twice_books_nothing_twice(play: Play) -> None:
    restored(play, calls="busy")
    assert taken_in(play) == {"calls_missed": 1}
    assert taken_in(play) == {}
    assert play.case().tries_made == 1


def test_what_was_being_placed_in_the_backup_is_looked_up_and_booked_once(play: Play) -> None:
    """The backup was taken between the intent and the carrier's answer."""
    call = play.rings()
    with play.scene() as session:
        held = session.get_one(type(call), call.id)
        held.state, held.carrier_id, held.placed_at = AttemptState.PLACING, None, None
        hold(session, play.now)
    play.carrier.tells(call.carrier_id or "", "ended", "no_answer")
    play.clock.forward(minutes=3)
    assert taken_in(play) == {}
    assert (play.attempt().id, play.attempt().result, play.case().tries_made) == (call.id, Result.NO_ANSWER, 1)


def test_who_wrote_stop_since_is_left_in_peace(play: Play) -> None:
    restored(play)
    view = CarrierView("SM-stop", "ended", "delivered", play.now - timedelta(minutes=2), body="STOP")
    play.carrier.written.append(Told(view, to=LINES[0], from_=MEI, inbound=True))
    assert taken_in(play) == {"texts_in": 1}
    with play.scene() as session:
        assert session.scalars(select(Suppression.reason)).all() != []
    play.work()
    assert play.carrier.calls == []


def test_a_call_about_something_that_the_backup_does_not_know_is_told(play: Play) -> None:
    with play.scene() as session:
        hold(session, play.now)
    play.carrier.remember("CA" + "7" * 32, "+85290000001", LINES[0])
    play.carrier.tells("CA" + "7" * 32, "ended", "no_answer")
    assert taken_in(play) == {"calls_of_nobody": 1}


def test_the_ledger_says_itself_up_to_when_it_knows_everything(play: Play) -> None:
    with play.scene() as session:
        assert known_until(session) is None
    play.rings()
    changed = play.now
    with play.scene() as session:
        assert known_until(session) == changed
        beat(session.connection(), Sign("clock", play.now + timedelta(hours=2)))
        assert known_until(session) == changed + timedelta(hours=2)


def test_of_two_backups_the_one_that_goes_back_furthest_is_asked_about(play: Play) -> None:
    with play.scene() as session:
        hold(session, play.now)
        session.flush()
        hold(session, play.now + timedelta(hours=1))
        session.flush()
        found = open_restoration(session)
        assert found is not None
        assert found.restored_at == play.now
