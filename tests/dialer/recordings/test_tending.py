"""Tending: a recording is begun once, kept, and then no longer at the carrier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialer.carrier import Blocked, CarrierError, FateUnknown, Over, RecordingView, TryLater
from dialer.recordings.recording import IllegalMove, move
from dialer.recordings.tending import LARGEST, tend
from tests.dialer.at_once import at_once
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import (
    CALL,
    LEASE,
    answers,
    at_the_carrier,
    completes,
    hangs_up,
    later,
    recording,
    recordings,
)

MINUTES_11 = timedelta(minutes=11)


def test_nothing_is_recorded_before_the_voices_have_met(play: Play) -> None:
    answers(play, joined=False)
    assert play.tick().tend_recording == [], "no worker is sent"
    tend(play.tools, recording(play).id)
    assert (recording(play).state, at_the_carrier(play)) == ("wanted", []), "and one who comes all the same waits"


def test_the_whole_way_ends_with_the_sound_here_and_nothing_at_the_carrier(play: Play) -> None:
    call = answers(play)
    play.work()
    begun = recording(play)
    assert (begun.state, [begun.carrier_id], begun.started_at) == ("running", at_the_carrier(play), play.now)
    hangs_up(play, call)
    completes(play)
    later(play, MINUTES_11)  # No message of its end came: the carrier is asked.
    later(play)
    kept = recording(play)
    assert (kept.state, kept.sound, kept.seconds, kept.look_at) == ("kept", b"ID3 a conversation", 42, None)
    assert kept.delete_at == kept.wanted_at + timedelta(days=90)
    assert at_the_carrier(play) == []


def test_a_call_that_ends_before_it_is_recorded_leaves_nothing(play: Play) -> None:
    call = answers(play, joined=False)
    hangs_up(play, call)
    play.work()
    assert (recording(play).state, recording(play).reason, at_the_carrier(play)) == ("gone", "over_before", [])


#: How the carrier says no; what becomes of the recording; whether it records after all, later.
REFUSALS = [
    # asked again, and then it can
    (TryLater("20429"), "wanted", "notice_given", "running"),
    # the customer has hung up meanwhile
    (Over("20404"), "gone", "over_before", "gone"),
    # the account may not record: the code says what a person has to change
    (Blocked("20003"), "gone", "carrier_20003", "gone"),
]


@pytest.mark.parametrize(("refusal", "state", "reason", "then"), REFUSALS)
def test_a_carrier_that_says_no(play: Play, refusal: CarrierError, state: str, reason: str, then: str) -> None:
    answers(play)
    play.carrier.refuses = refusal
    play.work()
    assert (recording(play).state, recording(play).reason) == (state, reason)
    play.carrier.refuses = None
    later(play)
    assert recording(play).state == then


def test_a_lost_answer_is_found_in_the_carriers_list_and_nothing_is_asked_twice(play: Play) -> None:
    answers(play)
    play.carrier.loses = FateUnknown("read_timeout")
    play.work()
    assert (recording(play).state, recording(play).carrier_id) == ("wanted", None)
    later(play)
    assert recording(play).state == "running"
    assert [recording(play).carrier_id] == at_the_carrier(play)


def test_an_answer_that_was_lost_with_the_question_is_asked_again_once_the_list_would_show_it(play: Play) -> None:
    call = answers(play)
    play.carrier.refuses = FateUnknown("connection_lost")
    play.work()
    asked_at = recording(play).started_at
    play.carrier.refuses = None
    later(play, timedelta(seconds=41))
    assert recording(play).started_at == asked_at, "the list may still be behind"
    later(play)
    later(play)
    assert recording(play).state == "running"
    assert len(at_the_carrier(play)) == 1
    hangs_up(play, call)


def test_of_two_recordings_of_one_call_the_younger_is_deleted(play: Play) -> None:
    answers(play)
    play.carrier.loses = FateUnknown("read_timeout")
    play.work()
    play.carrier.recordings[CALL].append(RecordingView("RE-younger", "running"))
    later(play)
    assert (play.carrier.deleted, [recording(play).carrier_id]) == (["RE-younger"], at_the_carrier(play))


def test_a_recording_that_still_runs_when_it_is_asked_about_goes_on(play: Play) -> None:
    answers(play)
    play.work()
    later(play, MINUTES_11)
    assert (recording(play).state, len(at_the_carrier(play))) == ("running", 1)


def test_a_recording_without_any_sound_is_gone(play: Play) -> None:
    answers(play)
    play.work()
    play.carrier.records(CALL, at_the_carrier(play)[0], "none")
    later(play, MINUTES_11)
    assert (recording(play).state, recording(play).reason) == ("gone", "no_sound")


def test_a_sound_that_the_carrier_has_not_yet_is_asked_for_again_for_a_day(play: Play) -> None:
    answers(play)
    play.work()
    known = completes(play)
    late = play.carrier.sounds.pop(known)
    later(play, MINUTES_11)
    later(play)
    assert recording(play).state == "ready"
    play.carrier.sounds[known] = late
    later(play)
    assert recording(play).state == "kept"


def test_a_sound_that_never_comes_is_given_up_after_a_day_and_deleted(play: Play) -> None:
    answers(play)
    play.work()
    play.carrier.sounds.pop(completes(play))
    later(play, MINUTES_11)
    later(play, timedelta(days=1))
    later(play)
    assert (recording(play).state, recording(play).reason, at_the_carrier(play)) == ("gone", "no_sound", [])


def test_what_would_fill_the_database_is_not_kept(play: Play) -> None:
    answers(play)
    play.work()
    completes(play, sound=bytes(LARGEST + 1))
    later(play, MINUTES_11)
    later(play)
    assert (recording(play).state, recording(play).reason, at_the_carrier(play)) == ("gone", "too_large", [])


def test_two_workers_at_once_record_once(play: Play) -> None:
    answers(play)
    (due,) = play.tick().tend_recording
    at_once(*[lambda: tend(play.tools, due)] * 2)
    assert len(at_the_carrier(play)) == 1
    later(play)
    assert [r.state for r in recordings(play)] == ["running"]


def test_a_worker_is_not_sent_to_the_same_recording_twice_within_his_time(play: Play) -> None:
    answers(play)
    assert len(play.tick().tend_recording) == 1
    assert play.tick().tend_recording == []
    play.clock.at += LEASE
    assert len(play.tick().tend_recording) == 1


@pytest.mark.parametrize(("state", "to"), [("gone", "running"), ("unwanted", "kept"), ("kept", "running")])
def test_a_recording_never_goes_back(play: Play, state: str, to: str) -> None:
    answers(play)
    found = recording(play)
    found.state = state
    with pytest.raises(IllegalMove):
        move(found, to, "", None)
