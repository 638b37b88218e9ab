"""What the carrier tells is written down at once, acted on by a worker, and lost by nobody in between."""

from __future__ import annotations

from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, CarrierEvent
from dialer.calls.heard import hear, write_down
from dialer.calls.record import Report
from dialer.dispatch import listen
from tests.cast import customer, follow_up, greeting
from tests.dialer.play import Play


def tells(play: Play, call: Attempt, stage: str, result: Result | None = None, sequence: int | None = None) -> bool:
    """One webhook, answered; nobody acts on it yet."""
    report = Report(f"{stage}-{sequence}", call.carrier_id or "", stage, result, "sip_486", sequence=sequence)
    with play.scene() as session:
        return write_down(session, report, play.now, token=call.token)


def waiting(play: Play) -> int:
    with play.scene() as session:
        return len(session.scalars(select(CarrierEvent).where(CarrierEvent.apply_at.is_not(None))).all())


def test_what_is_told_changes_nothing_until_a_worker_acts_on_it(play: Play) -> None:
    call = play.rings()
    assert tells(play, call, "ended", Result.BUSY, 2)
    assert (play.attempt().state, waiting(play)) == (AttemptState.PLACED, 1)
    play.hears()
    assert (play.attempt().state, play.attempt().result, play.attempt().reason) == ("ended", "busy", "sip_486")
    assert (play.case().state, play.case().waits_for, waiting(play)) == (FollowUpState.PLANNED, "after_busy", 0)


def test_several_messages_are_acted_on_in_the_carriers_own_order(play: Play) -> None:
    call = play.rings()
    tells(play, call, "ended", Result.NO_ANSWER, 2)
    tells(play, call, "ringing", None, 1)
    tells(play, call, "placed", None, 0)
    assert listen(play.tools).hear == [call.id], "one job for all of them"
    hear(play.tools, call.id)
    assert (play.attempt().result, play.attempt().ringing_at) == (Result.NO_ANSWER, play.now)


def test_that_a_machine_answered_counts_although_it_is_told_last(play: Play) -> None:
    with play.scene() as session:
        greeting(session, customer(session))
    call = play.rings_next()
    tells(play, call, "ended", Result.TALKED, 3)
    tells(play, call, "machine")
    play.hears()
    assert play.attempt().result is Result.MACHINE


def test_a_worker_who_vanished_is_followed_by_another(play: Play) -> None:
    call = play.rings()
    tells(play, call, "ended", Result.BUSY, 2)
    assert listen(play.tools).hear == [call.id]
    assert listen(play.tools).hear == [], "a worker is on the way"
    play.clock.forward(seconds=60)
    play.hears()
    assert play.attempt().state is AttemptState.ENDED


def test_acting_twice_is_acting_once(play: Play) -> None:
    call = play.rings()
    tells(play, call, "ended", Result.BUSY, 2)
    play.hears()
    planned = play.case().next_try_at
    play.clock.forward(minutes=1)
    hear(play.tools, call.id)
    assert (play.case().next_try_at, play.history().count("planned")) == (planned, 1)


def test_the_same_message_is_kept_once_and_acted_on_once(play: Play) -> None:
    call = play.rings()
    assert all(tells(play, call, "ringing", None, 1) for _ in range(3))
    assert waiting(play) == 1
    play.hears()
    assert tells(play, call, "ringing", None, 1), "known all the same"
    assert waiting(play) == 0


def test_what_nobody_asked_for_is_not_kept(play: Play) -> None:
    play.rings()
    with play.scene() as session:
        stranger = Report("x", "CA-stranger", "ringing")
        assert not write_down(session, stranger, play.now, token="a-guess")
        assert not write_down(session, stranger, play.now)
    assert waiting(play) == 0


def test_a_message_that_names_only_the_call_finds_its_attempt(play: Play) -> None:
    call = play.rings()
    with play.scene() as session:
        assert write_down(session, Report("joined", call.carrier_id or "", "joined"), play.now)
    play.hears()
    assert play.attempt().joined_at == play.now


def test_messages_of_many_calls_are_many_jobs(play: Play) -> None:
    first = play.rings()
    play.tell(first, "ended", Result.NO_ANSWER)
    with play.scene() as session:
        follow_up(session, customer(session, "陈大文", "+85291230002"), priority=1)
    second = play.rings_next()
    tells(play, second, "ringing", None, 1)
    tells(play, first, "ended", Result.NO_ANSWER, 2)
    assert listen(play.tools).hear == sorted([first.id, second.id])
    hear(play.tools, first.id)
    assert waiting(play) == 1, "the other's is another worker's"


def test_a_message_written_down_a_second_ago_is_not_waited_for_longer(play: Play) -> None:
    """By the clock that both processes share, what was just written down is due at once."""
    call = play.rings()
    tells(play, call, "ringing", None, 1)
    play.clock.forward(seconds=1)
    play.hears()
    assert play.attempt().ringing_at == play.now
