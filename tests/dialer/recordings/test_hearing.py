"""What the carrier says of a recording: in any order, twice, late, of another recording, or of one that is gone."""

from __future__ import annotations

from itertools import permutations

import pytest

from dialer.carrier import RecordingView
from dialer.recordings.hearing import hear
from dialer.recordings.recording import Recording
from dialer.recordings.wishes import refuse
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import (
    CALL,
    answers,
    at_the_carrier,
    completes,
    hangs_up,
    later,
    recording,
)

RUNNING, READY, NONE = RecordingView("RE1", "running"), RecordingView("RE1", "ready", 42), RecordingView("RE1", "none")


def tells(play: Play, *views: RecordingView) -> Recording:
    """The carrier's messages, each in a transaction of its own; the recording as it then is."""
    for view in views:
        with play.scene() as session:
            hear(session.get_one(Recording, recording(play).id, with_for_update=True), view, play.now)
    return recording(play)


@pytest.mark.parametrize("views", list(permutations([RUNNING, READY, READY])))
def test_in_every_order_it_is_ready_with_its_length(play: Play, views: tuple[RecordingView, ...]) -> None:
    answers(play)
    heard = tells(play, *views)
    assert (heard.state, heard.seconds, heard.carrier_id, heard.look_at) == ("ready", 42, "RE1", play.now)


def test_a_call_in_which_nobody_spoke_leaves_nothing(play: Play) -> None:
    answers(play)
    heard = tells(play, RUNNING, NONE, NONE)
    assert (heard.state, heard.reason, heard.look_at) == ("gone", "no_sound", None)


def test_a_message_before_our_request_was_answered_binds_the_recording(play: Play) -> None:
    answers(play)
    assert tells(play, READY).carrier_id == "RE1"


def test_its_end_may_be_told_long_after_the_calls(play: Play) -> None:
    call = answers(play)
    play.work()
    hangs_up(play, call)
    play.work()
    known = completes(play)
    tells(play, RecordingView(known, "ready", 42))
    play.work()
    assert (recording(play).state, at_the_carrier(play)) == ("kept", [])


def test_what_is_told_again_once_it_is_kept_changes_nothing(play: Play) -> None:
    answers(play)
    play.work()
    known = completes(play)
    tells(play, RecordingView(known, "ready", 42))
    play.work()
    later(play)
    kept = tells(play, RecordingView(known, "ready", 7), RecordingView(known, "none"), RecordingView(known, "running"))
    assert (kept.state, kept.seconds, kept.sound, kept.look_at) == ("kept", 42, b"ID3 a conversation", None)


def test_a_second_recording_of_the_same_call_is_deleted_whenever_it_is_heard_of(play: Play) -> None:
    answers(play)
    play.work()
    (ours,) = at_the_carrier(play)
    play.carrier.recordings[CALL].append(RecordingView("RE-second", "ready", 9))
    tells(play, RecordingView("RE-second", "ready", 9))
    play.work()
    assert (recording(play).state, at_the_carrier(play), play.carrier.deleted) == ("running", [ours], ["RE-second"])


def test_what_is_heard_while_a_worker_deletes_is_looked_at_in_its_turn(play: Play) -> None:
    call = answers(play)
    play.work()
    with play.scene() as session:
        refuse(session, call.customer_id, "wing", play.now, call.id)
    delete = play.carrier.delete_recording

    def meanwhile(recording_id: str) -> None:
        delete(recording_id)
        play.carrier.delete_recording = delete  # type: ignore[method-assign]
        play.carrier.recordings[CALL] = [RecordingView("RE-second", "ready", 9)]
        tells(play, RecordingView("RE-second", "ready", 9))

    play.carrier.delete_recording = meanwhile  # type: ignore[method-assign]
    play.work()
    assert at_the_carrier(play) == ["RE-second"]
    play.work()
    assert (at_the_carrier(play), recording(play).look_at) == ([], None)


def test_what_turns_up_after_everything_was_gone_is_deleted_too(play: Play) -> None:
    call = answers(play, joined=False)
    with play.scene() as session:
        refuse(session, call.customer_id, "wing", play.now, call.id)
    assert recording(play).state == "gone"
    play.carrier.recordings[CALL] = [RecordingView("RE-late", "ready", 9)]
    tells(play, RecordingView("RE-late", "ready", 9))
    play.work()
    assert (recording(play).state, at_the_carrier(play), recording(play).look_at) == ("gone", [], None)
