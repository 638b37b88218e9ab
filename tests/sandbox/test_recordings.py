"""Recordings: started, paused and stopped by the API, left after the beep, heard and deleted."""

from __future__ import annotations

import io
import wave
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.box import OURS, SLOW, TOKEN, Box
from tests.sandbox.conftest import AGENT, CHAN, WONG, MakeBox
from tests.sandbox.receiver import until

LONG = "<Response><Pause length='600'/></Response>"
MACHINE = "<Response><Record action='/left' recordingStatusCallback='/tape' {}/><Say>thanks</Say></Response>"
ALL = ["in-progress", "completed", "absent"]


def talking(box: Box, document: str = LONG) -> str:
    """A call in progress."""
    box.receiver.answers["twiml"] = document
    sid = box.call(CHAN)
    until(lambda: box.status(sid) == "in-progress")
    return sid


def start(box: Box, sid: str, **more: Any) -> str:
    """Have the call recorded, for five virtual seconds at least; the recording's sid."""
    wanted = {"recording_status_callback": box.hook("tape"), "recording_status_callback_event": ALL} | more
    made = box.client.calls(sid).recordings.create(**wanted)
    assert made.sid
    started_at = box.sandbox.network.now()
    until(lambda: box.sandbox.network.now() > started_at + 5)
    return made.sid


def one_of(box: Box, call: str, sid: str) -> Any:
    """One recording of a call, to fetch, update or delete."""
    return box.client.calls(call).recordings(sid)


def tape(box: Box, sid: str) -> dict[str, Any]:
    """What the ledger says of a recording."""
    return next(one for one in box.ledger()["recordings"] if one["sid"] == sid)


def sound(box: Box, sid: str, kind: str) -> requests.Response:
    account = box.sandbox.network.account.sid
    where = f"{box.url}/2010-04-01/Accounts/{account}/Recordings/{sid}{kind}"
    return requests.get(where, auth=(account, TOKEN), timeout=5)


def test_a_recording_by_the_api_ends_with_the_call_and_is_told_from_its_start(box: Box) -> None:
    call = talking(box)
    sid = start(box, call, recording_channels="dual", recording_track="inbound")
    box.become(call, "completed")
    until(lambda: len(box.receiver.at("tape")) == 2)
    began, done = box.receiver.at("tape")
    assert [began["RecordingStatus"], done["RecordingStatus"]] == ["in-progress", "completed"]
    assert "RecordingDuration" not in began
    assert tape(box, sid)["ended_at"] == box.witnessed(call)["ended_at"]
    assert int(done["RecordingDuration"]) == tape(box, sid)["seconds"] > 0
    told = {name: done[name] for name in ("CallSid", "RecordingSid", "RecordingSource", "RecordingTrack", "ErrorCode")}
    assert told == {
        "CallSid": call,
        "RecordingSid": sid,
        "RecordingSource": "StartCallRecordingAPI",
        "RecordingTrack": "inbound",
        "ErrorCode": "0",
    }
    assert done["RecordingUrl"].endswith(f"/Recordings/{sid}")
    assert done["RecordingStartTime"] == began["RecordingStartTime"]
    assert [str(one.sid) for one in box.client.calls(call).recordings.list()] == [sid]


def test_a_recording_that_is_being_made_has_no_length_yet(box: Box) -> None:
    call = talking(box)
    sid = start(box, call, recording_channels="dual")
    now = one_of(box, call, sid).fetch()
    assert (str(now.status), now.duration, now.channels, str(now.source)) == (
        "in-progress",
        None,
        2,
        "StartCallRecordingAPI",
    )


def test_only_the_news_that_was_asked_for_is_told(box: Box) -> None:
    call = talking(box)
    start(box, call, recording_status_callback_event=["in-progress"])
    box.become(call, "completed")
    until(lambda: box.ledger()["recordings"][0]["status"] == "completed")
    assert box.receiver.said("tape", "RecordingStatus") == ["in-progress"]


def test_a_call_that_is_not_in_progress_cannot_be_recorded(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.001")
    over, waiting = box.call(WONG), box.call(CHAN)
    box.ended(over)
    for sid in (over, waiting):
        with pytest.raises(TwilioRestException) as refused:
            start(box, sid)
        assert (refused.value.status, refused.value.code) == (400, 21220)
    assert box.ledger()["recordings"] == []


def test_a_recording_is_stopped_under_the_name_of_the_current_one(box: Box) -> None:
    call = talking(box)
    sid = start(box, call)
    assert str(one_of(box, call, "Twilio.CURRENT").update(status="stopped").status) == "stopped"
    until(lambda: tape(box, sid)["status"] == "completed")
    assert box.status(call) == "in-progress"
    for name in (sid, "Twilio.CURRENT"):
        with pytest.raises(TwilioRestException):
            one_of(box, call, name).update(status="paused")


@pytest.mark.parametrize(
    ("behaviour", "shortest", "longest"),
    [
        # the pause is left out of the sound
        ("skip", 0, 40),
        # the pause is silence, and as long as it was
        ("silence", 100, 600),
    ],
)
def test_a_paused_recording_goes_on(box: Box, behaviour: str, shortest: int, longest: int) -> None:
    call = talking(box)
    sid = start(box, call)
    one = one_of(box, call, sid)
    assert str(one.update(status="paused", pause_behavior=behaviour).status) == "paused"
    paused_at = box.sandbox.network.now()
    until(lambda: box.sandbox.network.now() > paused_at + 100)
    assert str(one.update(status="in-progress").status) == "in-progress"
    one.update(status="stopped")
    assert shortest <= tape(box, sid)["seconds"] <= longest


def test_the_sound_is_as_long_as_the_recording_and_gone_once_deleted(box: Box) -> None:
    call = talking(box)
    sid = start(box, call, recording_channels="dual")
    assert sound(box, sid, ".mp3").status_code == 404
    one_of(box, call, sid).update(status="stopped")
    until(lambda: tape(box, sid)["status"] == "completed")
    seconds, mp3 = tape(box, sid)["seconds"], sound(box, sid, ".mp3")
    assert mp3.headers["Content-Type"] == "audio/mpeg"
    # Frames of 26 bytes, 576 samples at 22.05 kHz each.
    assert {mp3.content[at : at + 2] for at in range(0, len(mp3.content), 26)} == {b"\xff\xf3"}
    assert len(mp3.content) / 26 * 576 / 22_050 == pytest.approx(seconds, abs=0.03)
    for kind in (".wav", "", ".wav?RequestedChannels=1"):
        with wave.open(io.BytesIO(sound(box, sid, kind).content)) as heard:
            assert heard.getnframes() / heard.getframerate() == seconds
            assert heard.getnchannels() == (1 if "=1" in kind else 2)
    assert box.client.recordings(sid).delete()
    assert [sound(box, sid, kind).status_code for kind in (".mp3", ".wav", "")] == [404, 404, 404]
    assert box.client.recordings.list() == []
    assert [str(one.status) for one in box.client.recordings.list(include_soft_deleted=True)] == ["deleted"]
    assert tape(box, sid)["deleted_at"] is not None
    for again in (box.client.recordings(sid).fetch, box.client.recordings(sid).delete):
        with pytest.raises(TwilioRestException) as missing:
            again()
        assert missing.value.status == 404


def test_nobody_hears_a_recording_without_the_login(box: Box) -> None:
    answer = requests.get(f"{box.url}/2010-04-01/Accounts/AC0/Recordings/RE0.mp3", timeout=5)
    assert answer.status_code == 401


def test_a_recording_can_be_deleted_below_its_call_and_is_nobody_elses(box: Box) -> None:
    call = talking(box)
    sid = start(box, call)
    with pytest.raises(TwilioRestException) as missing:
        box.client.calls("CA" + "0" * 32).recordings(sid).fetch()
    assert missing.value.code == 20404
    assert one_of(box, call, sid).delete()
    assert box.client.calls(call).recordings.list() == []


def test_a_conference_is_recorded_from_its_start_to_its_end(box: Box) -> None:
    wish = "record='record-from-start' recordingStatusCallback='/tape' endConferenceOnExit='true'"
    box.receiver.answers["twiml"] = f"<Response><Dial><Conference {wish}>r</Conference></Dial></Response>"
    box.call(AGENT)
    box.ended(box.call(CHAN))
    until(lambda: box.receiver.at("tape"))
    (told,) = box.receiver.at("tape")
    (conference,) = box.client.conferences.list()
    assert (told["ConferenceSid"], told["RecordingSource"]) == (conference.sid, "Conference")
    assert told["RecordingDuration"] == "30"
    (listed,) = box.client.conferences(str(conference.sid)).recordings.list()
    assert (listed.sid, listed.duration, listed.call_sid) == (told["RecordingSid"], "30", None)


def test_a_message_is_recorded_and_told_twice(box: Box) -> None:
    box.receiver.answers["twiml"] = MACHINE.format("maxLength='6'")
    box.receiver.answers["left"] = "<Response><Say>bye</Say></Response>"
    assert box.ended(box.call(CHAN))["said"] == ["bye"]
    until(lambda: box.receiver.at("tape"))
    (left,), (tape,) = box.receiver.at("left"), box.receiver.at("tape")
    assert (left["RecordingDuration"], tape["RecordingDuration"]) == ("6", "6")
    assert left["RecordingUrl"] == tape["RecordingUrl"]
    assert (tape["RecordingSource"], tape["RecordingSid"]) == ("RecordVerb", left["RecordingSid"])
    assert (left["CallStatus"], "Digits" in left) == ("in-progress", False)


def test_hanging_up_behind_the_message_is_told_as_digits(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "message_s": 9, "after_message": "hang-up"}}, rate=SLOW)
    box.receiver.answers["twiml"] = MACHINE.format("")
    box.ended(box.call(CHAN))
    until(lambda: box.receiver.at("left"))
    (left,) = box.receiver.at("left")
    assert (left["Digits"], left["CallStatus"], left["RecordingDuration"]) == ("hangup", "completed", "9")


def test_who_hangs_up_before_the_beep_leaves_nothing(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "message_s": 0}})
    box.receiver.answers["twiml"] = MACHINE.format("recordingStatusCallbackEvent='completed absent'")
    assert box.ended(box.call(CHAN))["said"] == []
    until(lambda: box.receiver.at("tape"))
    (told,) = box.receiver.at("tape")
    assert (told["RecordingStatus"], told["RecordingDuration"]) == ("absent", "0")
    assert sound(box, told["RecordingSid"], ".mp3").status_code == 404
    # Of an empty recording no action is told.
    assert box.receiver.at("left") == []


def test_people_nobody_described_leave_messages_or_hang_up(box: Box) -> None:
    turns = [box.sandbox.network.town.own_call(f"+8529{n:07d}") for n in range(2000)]
    left = [turn for turn in turns if turn.message_s]
    assert 0.65 < len(left) / len(turns) < 0.75
    assert all(4 <= turn.message_s <= 20 for turn in left)


def test_somebody_calls_and_leaves_a_message(box: Box) -> None:
    box.receiver.answers["voice-in"] = MACHINE.format("")
    sid = box.post("inbound-call", **{"from": CHAN, "to": OURS})["sid"]
    box.ended(sid)
    until(lambda: box.receiver.at("tape"))
    assert box.receiver.said("tape", "CallSid") == [sid]
