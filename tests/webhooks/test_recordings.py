"""Recordings: the notice before the voices meet, and what Twilio tells of the sound, in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from tests.dialer.inbound.rings import all_go_for_a_break
from tests.dialer.play import Play
from tests.dialer.recordings.recorded import answers, recording, recordings
from tests.webhooks.conftest import application
from tests.webhooks.twilio import Twilio

MEI_CALLS = {"CallSid": "CA-in", "From": "+85291234567", "To": "+85221234567", "CallStatus": "ringing"}


@pytest.fixture
def recorder(play: Play) -> Twilio:
    """Twilio before a house that records."""
    return Twilio(application(play, record_calls=True).test_client(), then=play.hears)


def told(call: Attempt, status: str, **more: str) -> dict[str, str]:
    """A recording callback, as Twilio fills it in."""
    return {
        "AccountSid": "AC1",
        "CallSid": call.carrier_id or "",
        "RecordingSid": "RE1",
        "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1",
        "RecordingStatus": status,
        "RecordingDuration": "42" if status == "completed" else "",
        "RecordingChannels": "2",
        "RecordingStartTime": "Tue, 24 Nov 2026 03:00:07 +0000",
        "RecordingSource": "StartCallRecordingAPI",
        "RecordingTrack": "both",
        "ErrorCode": "0",
    } | more


def picks_up(twilio: Twilio, call: Attempt) -> list[str]:
    said = twilio.hears(
        f"/twilio/call/{call.token}/answer", {"CallSid": call.carrier_id or "", "CallStatus": "in-progress"}
    )
    return [e.tag for e in said]


def test_the_notice_comes_before_the_conference_and_is_written_down(play: Play, recorder: Twilio) -> None:
    call = play.rings()
    assert picks_up(recorder, call) == ["Say", "Dial", "Hangup"]
    assert picks_up(recorder, call) == ["Say", "Dial", "Hangup"], "the first answer may have been lost"
    assert [(r.state, r.notice_at) for r in recordings(play)] == [("wanted", play.now)]
    play.tell(play.attempt(), "joined")
    assert picks_up(recorder, call) == ["Dial", "Hangup"], "who is handed on does not hear it again"


def test_a_house_that_does_not_record_says_nothing_of_it(play: Play, twilio: Twilio) -> None:
    assert picks_up(twilio, play.rings()) == ["Dial", "Hangup"]
    assert recordings(play) == []


def test_who_calls_us_hears_it_too(play: Play, recorder: Twilio) -> None:
    play.opens()
    said = recorder.hears("/twilio/inbound/call", MEI_CALLS)
    assert ([e.tag for e in said], said[0].get("language")) == (["Say", "Dial", "Hangup"], "zh-CN")
    assert recording(play).attempt_id == play.attempt().id


@pytest.mark.parametrize("order", list(permutations(["in-progress", "completed", "completed"])))
def test_in_any_order_it_is_ready(play: Play, twilio: Twilio, order: tuple[str, ...]) -> None:
    call = answers(play)
    for status in order:
        answer = twilio.posts(f"/twilio/call/{call.token}/recording", told(call, status))
        assert (answer.status_code, answer.text) == (204, "")
    ready = recording(play)
    assert (ready.state, ready.seconds, ready.carrier_id) == ("ready", 42, "RE1")


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_without_any_sound_it_is_gone(play: Play, twilio: Twilio, status: str) -> None:
    call = answers(play)
    twilio.posts(f"/twilio/call/{call.token}/recording", told(call, status, ErrorCode="16104"))
    assert (recording(play).state, recording(play).reason) == ("gone", "no_sound")


#: What nobody here knows: where it is sent, and what it says. Twilio need not send it again.
UNKNOWN = [
    ("/twilio/call/nobody-s-token/recording", {"RecordingSid": "RE1", "RecordingStatus": "completed"}),
    ("/twilio/inbound/nobody-s-token/recording", {"RecordingSid": "RE1", "RecordingStatus": "completed"}),
    # a state that Twilio may invent
    ("/twilio/call/{token}/recording", {"RecordingSid": "RE1", "RecordingStatus": "transmogrified"}),
    ("/twilio/call/{token}/recording", {"RecordingStatus": "completed"}),
    ("/twilio/call/{token}/recording", {}),
]


@pytest.mark.parametrize(("path", "form"), UNKNOWN)
def test_what_nobody_knows_is_answered_and_changes_nothing(
    play: Play, twilio: Twilio, path: str, form: dict[str, str]
) -> None:
    call = answers(play)
    answer = twilio.posts(path.replace("{token}", call.token), form | {"AccountSid": "AC1"})
    assert (answer.status_code, recording(play).state, recording(play).carrier_id) == (204, "wanted", None)


def left_one(play: Play, twilio: Twilio, *, told_first: bool) -> Recording:
    """Nobody is free; Mei speaks after the tone. Twilio tells of it before it asks what comes next, or after."""
    all_go_for_a_break(play)
    said = twilio.hears("/twilio/inbound/call", MEI_CALLS)
    (record,) = said.iter("Record")
    path = record.attrib["action"].split("/twilio/")[1].split("/message")[0]
    call = Attempt(carrier_id="CA-in")
    message = MEI_CALLS | {"RecordingUrl": "https://api.twilio.com/RE1", "RecordingDuration": "42"}
    posts = [(f"{path}/recording", told(call, "completed", RecordingSource="RecordVerb")), (f"{path}/message", message)]
    for address, form in posts if told_first else reversed(posts):
        assert twilio.posts(f"/twilio/{address}", form).status_code in (200, 204)
    return recording(play)


@pytest.mark.parametrize("told_first", [True, False])
def test_a_message_is_the_callers_and_belongs_to_what_is_owed_to_them(
    play: Play, twilio: Twilio, told_first: bool
) -> None:
    play.opens()
    message = left_one(play, twilio, told_first=told_first)
    assert (message.state, message.reason, message.seconds) == ("ready", "left_a_message", 42)
    assert (message.attempt_id, message.customer_id) == (None, play.customer().id)
    assert message.follow_up_id is not None
    assert message.notice_at is None
