"""What the sandbox tells of calls has the fields that Twilio sends, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts import webhook_fields as fields
from tests.contracts.webhook_judge import complaints
from tests.sandbox.box import OURS, Box
from tests.sandbox.conftest import AGENT, CHAN, WONG
from tests.sandbox.receiver import until

SOFTPHONE, SIP = "client:mei", "sip:mei@pbx.example.org"


@pytest.mark.parametrize("to", [CHAN, SOFTPHONE, SIP])
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("answer", ["initiated", "ringing", "in-progress", "completed"]),
        ("machine", ["initiated", "ringing", "in-progress", "completed"]),
        ("busy", ["initiated", "ringing", "busy"]),
        ("no-answer", ["initiated", "ringing", "no-answer"]),
        ("unreachable", ["initiated", "failed"]),
    ],
)
def test_a_call_tells_its_progress(box: Box, to: str, answer: str, told: list[str]) -> None:
    box.post("people", **{to: {"answers": [answer], "ring_s": 2, "talk_s": 65}})
    sid = box.call(to, timeout=20, twiml=f"<Response><Dial>{AGENT}</Dial></Response>")
    box.told_of_end(sid)
    news = box.news_of(sid)
    assert [form["CallStatus"] for form in news] == told
    assert [form["SequenceNumber"] for form in news] == [str(place) for place in range(len(told))]
    assert complaints(box, "status") == []


def test_a_call_that_is_taken_back_while_it_rings_tells_it(box: Box) -> None:
    box.post("people", **{CHAN: {"answers": ["answer"], "ring_s": 200}})
    sid = box.call(CHAN, timeout=300)
    until(lambda: box.status(sid) == "ringing")
    box.become(sid, "canceled")
    assert box.told_of_end(sid)["CallStatus"] == "canceled"
    assert box.news_of(sid)[-1]["SequenceNumber"] == "2"
    assert complaints(box, "status") == []


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (["completed"], {"completed": "0"}),
        (["answered", "completed"], {"in-progress": "0", "completed": "1"}),
        (["initiated"], {"initiated": "0"}),
        (["ringing", "completed"], {"ringing": "0", "completed": "1"}),
        # nothing named: the end alone
        ([], {"completed": "0"}),
    ],
)
def test_only_what_is_subscribed_to_is_told_and_counted(box: Box, events: list[str], told: dict[str, str]) -> None:
    sid = box.call(CHAN, status_callback_event=events)
    box.ended(sid)
    until(lambda: len(box.news_of(sid)) == len(told))
    assert {form["CallStatus"]: form["SequenceNumber"] for form in box.news_of(sid)} == told
    assert complaints(box, "status") == []


def test_the_leg_of_a_dial_names_its_parent_and_no_place(box: Box) -> None:
    nouns = "".join(
        f"<{noun} statusCallback='/leg' statusCallbackEvent='initiated ringing answered completed'>{to}</{noun}>"
        for noun, to in (("Number", AGENT), ("Client", "mei"), ("Sip", SIP))
    )
    box.receiver.answers["twiml"] = f"<Response><Dial>{nouns}</Dial></Response>"
    sid = box.call(CHAN)
    box.ended(sid)
    until(lambda: sum("CallDuration" in form for form in box.receiver.at("leg")) == 3)
    legs = box.receiver.at("leg")
    assert {form["ParentCallSid"] for form in legs} == {sid}
    assert {form["Direction"] for form in legs} == {"outbound-dial"}
    assert complaints(box, "leg") == []


def test_a_request_for_twiml_is_no_news_of_progress(box: Box) -> None:
    box.ended(box.call(CHAN))
    assert box.receiver.said("twiml", "CallStatus") == ["in-progress"]
    assert complaints(box, "twiml", fields.TWIML) == []
    assert "AnsweredBy" not in box.receiver.at("twiml")[0]


@pytest.mark.parametrize("wanted", ["Enable", "DetectMessageEnd"])
@pytest.mark.parametrize("answer", ["answer", "machine", "hang-up"])
def test_a_verdict_that_was_waited_for_comes_with_the_request(box: Box, wanted: str, answer: str) -> None:
    box.post("people", **{CHAN: {"answers": [answer], "ring_s": 2, "talk_s": 30}})
    sid = box.call(CHAN, machine_detection=wanted, timeout=20)
    box.told_of_end(sid)
    assert complaints(box, "twiml", fields.TWIML_AFTER_DETECTION) == []
    assert complaints(box, "status") == []


def test_a_verdict_that_was_not_waited_for_comes_by_itself(box: Box) -> None:
    more: dict[str, Any] = {"async_amd": "true", "async_amd_status_callback": box.hook("machine")}
    sid = box.call(CHAN, machine_detection="Enable", twiml=f"<Response><Dial>{AGENT}</Dial></Response>", **more)
    box.told_of_end(sid)
    until(lambda: box.receiver.at("machine"))
    assert complaints(box, "machine", fields.DETECTED) == []
    assert box.receiver.said("machine", "AnsweredBy") == ["human"]


def test_a_call_from_outside_asks_and_tells(box: Box) -> None:
    sid = box.post("inbound-call", **{"from": CHAN, "to": OURS})["sid"]
    box.ended(sid)
    until(lambda: box.receiver.at("status-in"))
    (asked,) = box.receiver.at("voice-in")
    assert (asked["CallStatus"], asked["Direction"]) == ("ringing", "inbound")
    assert complaints(box, "voice-in", fields.TWIML) == []
    assert complaints(box, "status-in") == []


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished_on"),
    [
        ("numDigits='1'", "2", "2", ""),
        ("", "12#", "12", "#"),
        ("actionOnEmptyResult='true'", "", "", ""),
    ],
)
def test_what_was_pressed_is_told(box: Box, attributes: str, keys: str, digits: str, finished_on: str) -> None:
    box.post("people", **{CHAN: {"answers": ["answer"], "ring_s": 2, "talk_s": 60, "digits": keys}})
    box.receiver.answers["twiml"] = f"<Response><Gather action='/key' {attributes}/></Response>"
    box.ended(box.call(CHAN))
    (told,) = box.receiver.at("key")
    assert (told["Digits"], told["FinishedOnKey"]) == (digits, finished_on)
    assert complaints(box, "key", fields.GATHERED) == []


@pytest.mark.parametrize(
    ("callee", "status", "of_the_caller"),
    [
        # the caller leaves first, the callee leaves first
        ({"talk_s": 300}, "completed", "completed"),
        ({"talk_s": 5}, "completed", "in-progress"),
        ({"answers": ["busy"]}, "busy", "in-progress"),
        ({"answers": ["no-answer"]}, "no-answer", "in-progress"),
        ({"answers": ["unreachable"]}, "failed", "in-progress"),
    ],
)
def test_how_a_dial_ended_is_told(box: Box, callee: dict[str, Any], status: str, of_the_caller: str) -> None:
    box.post("people", **{WONG: {"answers": ["answer"], "ring_s": 2} | callee})
    box.receiver.answers["twiml"] = f"<Response><Dial action='/done' timeout='10'>{WONG}</Dial></Response>"
    box.ended(box.call(CHAN))
    until(lambda: box.receiver.at("done"))
    (told,) = box.receiver.at("done")
    assert (told["DialCallStatus"], told["CallStatus"]) == (status, of_the_caller)
    assert complaints(box, "done", fields.DIALLED) == []
