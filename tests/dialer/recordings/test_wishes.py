"""A refusal holds from its commit on: nothing more is recorded, and what was recorded in that talk is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from dialer.attempts import Attempt
from dialer.carrier import FateUnknown, TryLater
from dialer.recordings.notice import notice
from dialer.recordings.recording import Recording
from dialer.recordings.tending import tend
from dialer.recordings.wishes import RecordingWish, allow, refuse
from tests.cast import customer
from tests.dialer.at_once import while_it_waits
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import (
    CALL,
    answers,
    at_the_carrier,
    completes,
    hangs_up,
    later,
    recording,
    recordings,
)


def minds(play: Play, call: Attempt) -> Recording:
    """Mei says to Wing that she does not want it."""
    with play.scene() as session:
        refuse(session, call.customer_id, "wing", play.now, call.id)
    return recording(play)


def announced(play: Play, call: Attempt) -> None:
    """She has heard the notice; nothing is recorded yet."""


def runs(play: Play, call: Attempt) -> None:
    """It is being recorded."""
    play.work()


def asked(play: Play, call: Attempt) -> None:
    """It may be being recorded: the answer was lost."""
    play.carrier.loses = FateUnknown("read_timeout")
    play.work()
    play.carrier.loses = None


def ready(play: Play, call: Attempt) -> None:
    """They have hung up, and the carrier has the sound."""
    play.work()
    hangs_up(play, call)
    completes(play)
    play.carrier.refuses = TryLater("20429")
    later(play, timedelta(minutes=11))
    play.carrier.refuses = None


def kept(play: Play, call: Attempt) -> None:
    """The sound is here."""
    ready(play, call)
    later(play)
    later(play)
    assert recording(play).sound is not None


@pytest.mark.parametrize("far", [announced, runs, asked, ready, kept])
def test_a_refusal_in_the_conversation_erases_all_of_it(play: Play, far: Callable[[Play, Attempt], None]) -> None:
    call = answers(play)
    far(play, call)
    refused = minds(play, call)
    assert (refused.state in ("unwanted", "gone"), refused.sound, refused.by) == (True, None, "wing")
    for _ in range(3):
        later(play)
    gone = recording(play)
    assert (gone.state, gone.reason, gone.sound, gone.look_at) == ("gone", "refused_by_customer", None, None)
    assert at_the_carrier(play) == []


def test_the_carrier_is_asked_again_until_it_has_deleted_it(play: Play) -> None:
    call = answers(play)
    play.work()
    minds(play, call)
    play.carrier.refuses = TryLater("20429")
    for _ in range(3):
        later(play)
    assert (recording(play).state, len(at_the_carrier(play))) == ("unwanted", 1)
    play.carrier.refuses = None
    later(play)
    assert (recording(play).state, at_the_carrier(play)) == ("gone", [])


def test_what_the_carriers_list_does_not_show_yet_is_looked_for_until_it_would(play: Play) -> None:
    """The answer to our question was lost, she refused, and the list is behind: it may be recording all the same."""
    call = answers(play)
    asked(play, call)
    hidden = play.carrier.recordings.pop(CALL)
    minds(play, call)
    later(play, timedelta(seconds=20))
    assert recording(play).state == "unwanted", "nothing is found, and nothing is believed of that yet"
    play.carrier.recordings[CALL] = hidden
    later(play)
    assert (recording(play).state, at_the_carrier(play)) == ("gone", [])


def test_a_refusal_while_the_carrier_is_being_asked_is_not_overtaken(play: Play) -> None:
    """The worker has asked, and Wing presses the button before the carrier has answered."""
    call = answers(play)
    (due,) = play.tick().tend_recording
    record = play.carrier.record

    def meanwhile(carrier_id: str, token: str) -> str:
        minds(play, call)
        return record(carrier_id, token)

    play.carrier.record = meanwhile  # type: ignore[method-assign]
    tend(play.tools, due)
    assert recording(play).state == "unwanted"
    play.work()
    assert (recording(play).state, at_the_carrier(play)) == ("gone", [])


def test_a_worker_waits_for_a_refusal_that_is_being_written(play: Play) -> None:
    """It was begun before the notice was given, so that it knows of no recording that it could stop."""
    call = answers(play, joined=False)
    with play.scene() as session:
        session.execute(delete(Recording))
    refusing = play.tools.sessions()
    refuse(refusing, call.customer_id, "rita", play.now)
    refusing.flush()
    with play.scene() as session:
        assert notice(session, call.id, play.now)
        session.get_one(Attempt, call.id).joined_at = play.now
    (due,) = play.tick().tend_recording
    assert while_it_waits(play.tools.sessions, lambda: tend(play.tools, due), refusing.commit)
    refusing.close()
    refused = recording(play)
    assert (refused.state, refused.reason, at_the_carrier(play)) == ("gone", "refused_by_customer", [])


def test_who_refuses_elsewhere_stops_a_call_that_is_also_about_them(play: Play) -> None:
    with play.scene() as session:
        grandmother = customer(session, "陈奶奶")
    answers(play, beside=grandmother)
    play.work()
    with play.scene() as session:
        refuse(session, grandmother.id, "rita", play.now)
    play.work()
    assert (recording(play).state, at_the_carrier(play)) == ("gone", [])


def test_what_was_recorded_before_with_the_notice_is_kept_until_its_time_is_over(play: Play) -> None:
    call = answers(play)
    kept(play, call)
    with play.scene() as session:
        refuse(session, call.customer_id, "wing", play.now)
    later(play)
    assert (recording(play).state, recording(play).sound is None) == ("kept", False)


def test_the_wish_is_kept_with_its_history_and_can_be_taken_back(play: Play) -> None:
    call = answers(play)
    minds(play, call)
    mei = play.customer()
    assert (mei.unrecorded_since, mei.unrecorded_by) == (play.now, "wing")
    first = play.now
    play.clock.forward(days=1)
    with play.scene() as session:
        refuse(session, mei.id, "fai", play.now)  # said again: it holds since the first time
        allow(session, mei.id, "rita", play.now)
        allow(session, mei.id, "rita", play.now)
    assert (play.customer().unrecorded_since, play.customer().unrecorded_by) == (None, None)
    with play.scene() as session:
        words = session.scalars(select(RecordingWish).order_by(RecordingWish.id)).all()
        assert [(w.allowed, w.by, w.at) for w in words] == [(False, "wing", first), (True, "rita", play.now)]


def test_who_allows_it_again_is_recorded_from_the_next_call_on(play: Play) -> None:
    call = answers(play)
    minds(play, call)
    with play.scene() as session:
        allow(session, call.customer_id, "wing", play.now)
        assert notice(session, call.id, play.now) is None, "this call is not recorded any more"
    play.work()
    assert ([r.state for r in recordings(play)], at_the_carrier(play)) == (["gone"], [])
