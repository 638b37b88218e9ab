"""Texts: on their way, refused, answered."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.records.segments import segments
from tests.sandbox.box import OURS, Box, seconds
from tests.sandbox.conftest import CHAN, WONG, MakeBox
from tests.sandbox.receiver import until

GRANDPA, GONE, TEACHER = "+12025550143", "+85291234508", "+85291234509"


def text(box: Box, to: str, body: str = "您好", **more: Any) -> str:
    sid = box.client.messages.create(to=to, from_=OURS, body=body, status_callback=box.hook("text"), **more).sid
    assert sid
    return sid


def test_a_text_is_queued_then_sent_then_delivered(box: Box) -> None:
    sid = text(box, WONG)
    until(lambda: len(box.receiver.at("text")) == 2)
    sent, delivered = box.receiver.at("text")
    assert (sent["MessageStatus"], delivered["MessageStatus"]) == ("sent", "delivered")
    assert (delivered["MessageSid"], delivered["SmsSid"], delivered["SmsStatus"]) == (sid, sid, "delivered")
    assert delivered["RawDlrDoneDate"][:8] == "26030202"
    assert all(webhook.genuine for webhook in box.receiver.got)
    assert str(box.client.messages(sid).fetch().status) == "delivered"


@pytest.mark.parametrize(
    ("to", "person", "code"),
    [
        # in the United States a text to a landline is taken and lost
        (GRANDPA, {"kind": "landline"}, "30006"),
        (GONE, {"answers": ["unreachable"]}, "30003"),
    ],
)
def test_a_text_that_does_not_arrive_says_why(make_box: MakeBox, to: str, person: dict[str, Any], code: str) -> None:
    box = make_box({to: person})
    text(box, to)
    until(lambda: len(box.receiver.at("text")) == 2)
    assert (box.receiver.at("text")[-1]["MessageStatus"], box.receiver.at("text")[-1]["ErrorCode"]) == (
        "undelivered",
        code,
    )


@pytest.mark.parametrize(
    ("code", "status"),
    [
        # never left the queue
        (30001, "failed"),
        (30003, "undelivered"),
        (30005, "undelivered"),
        (30006, "undelivered"),
        # a carrier filtered it
        (30007, "undelivered"),
        (30008, "undelivered"),
    ],
)
def test_a_person_may_be_out_of_reach_for_texts_alone(make_box: MakeBox, code: int, status: str) -> None:
    box = make_box({WONG: {"answers": ["answer"], "text_error": code}})
    sid = text(box, WONG)
    until(lambda: len(box.receiver.at("text")) == 2)
    told = box.receiver.at("text")[-1]
    assert (told["MessageStatus"], told["ErrorCode"]) == (status, str(code))
    assert box.client.messages(sid).fetch().error_code == code
    assert box.ended(box.call(WONG))["status"] == "completed"


def test_outside_north_america_and_britain_a_landline_is_refused_at_once(make_box: MakeBox) -> None:
    box = make_box({GONE: {"kind": "landline"}})
    with pytest.raises(TwilioRestException) as refused:
        text(box, GONE)
    assert refused.value.code == 21614


def test_a_text_can_be_taken_back_before_it_is_sent(make_box: MakeBox) -> None:
    box = make_box(rate=1.0)
    sid = text(box, WONG)
    assert str(box.client.messages(sid).update(status="canceled").status) == "canceled"


def test_stop_opts_out_and_start_comes_back_but_other_words_do_neither(box: Box) -> None:
    def write(body: str) -> None:
        box.post("inbound-sms", **{"from": CHAN, "to": OURS, "body": body})

    write("退订")
    text(box, CHAN)
    write(" stop ")
    with pytest.raises(TwilioRestException) as refused:
        text(box, CHAN)
    assert refused.value.code == 21610
    write("START")
    text(box, CHAN)


@pytest.mark.parametrize(
    ("body", "kind"), [("STOP", "STOP"), ("unstop", "START"), (" Help ", "HELP"), ("OptOut", "STOP")]
)
def test_with_advanced_opt_out_the_network_answers_and_says_so(make_box: MakeBox, body: str, kind: str) -> None:
    box = make_box({}, "--advanced-opt-out")
    box.post("inbound-sms", **{"from": CHAN, "to": OURS, "body": body})
    until(lambda: box.receiver.at("sms-in"))
    (told,) = box.receiver.at("sms-in")
    assert (told["OptOutType"], told["MessagingServiceSid"][:2]) == (kind, "MG")
    replies = [(one["direction"], one["to"]) for one in box.ledger()["messages"][1:]]
    assert replies == [("outbound-reply", CHAN)]


@pytest.mark.parametrize(
    ("argv", "body"),
    [
        # without Advanced Opt-Out the word is heeded and not named
        ([], "STOP"),
        # not one of Twilio's words
        (["--advanced-opt-out"], "退订"),
    ],
)
def test_otherwise_the_network_answers_nothing(make_box: MakeBox, argv: list[str], body: str) -> None:
    box = make_box({}, *argv)
    box.post("inbound-sms", **{"from": CHAN, "to": OURS, "body": body})
    until(lambda: box.receiver.at("sms-in"))
    assert "OptOutType" not in box.receiver.at("sms-in")[0]
    assert len(box.ledger()["messages"]) == 1


def test_an_inbound_text_is_told_and_what_it_is_answered_is_sent(box: Box) -> None:
    box.receiver.answers["sms-in"] = "<Response><Message>收到</Message></Response>"
    sid = box.post("inbound-sms", **{"from": CHAN, "to": OURS, "body": "你" * 71})["sid"]
    until(lambda: len(box.ledger()["messages"]) == 2)
    (told,) = box.receiver.at("sms-in")
    assert (told["MessageSid"], told["SmsMessageSid"], told["SmsStatus"]) == (sid, sid, "received")
    assert (told["From"], told["To"], told["NumSegments"], told["NumMedia"]) == (CHAN, OURS, "2", "0")
    reply = box.ledger()["messages"][1]
    assert (reply["direction"], reply["to"], reply["body"]) == ("outbound-reply", CHAN, "收到")


def test_who_missed_our_call_rings_back_after_our_text(make_box: MakeBox) -> None:
    box = make_box({TEACHER: {"answers": ["no-answer", "answer"], "calls_back_after_s": 90}})
    box.receiver.answers["voice-in"] = "<Response><Say>thank you for calling back</Say></Response>"
    # A text alone is no reason to ring back.
    text(box, TEACHER)
    until(lambda: len(box.receiver.at("text")) == 2)
    box.ended(box.call(TEACHER, timeout=5))
    sid = text(box, TEACHER)
    until(lambda: box.receiver.at("voice-in"))
    (back,) = [one for one in box.ledger()["calls"] if one["direction"] == "inbound"]
    assert (back["from"], back["to"]) == (TEACHER, OURS)
    assert seconds(box.witnessed(sid)["sent_at"], back["created_at"]) == pytest.approx(92, abs=0.1)


def test_a_person_writes_back_but_never_from_mainland_china(make_box: MakeBox) -> None:
    mainland = "+8613800138000"
    writes = {"sms_reply": "STOP", "sms_reply_after_s": 5}
    box = make_box({TEACHER: writes, mainland: writes})
    text(box, mainland)
    text(box, TEACHER)
    until(lambda: box.receiver.at("sms-in"))
    assert box.receiver.said("sms-in", "From") == [TEACHER]
    with pytest.raises(TwilioRestException):
        text(box, TEACHER)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        # the counts of Twilio's own calculator
        ("你" * 70, 1),
        ("你" * 71, 2),
        ("你" * 134, 2),
        ("你" * 135, 3),
        # the euro sign takes two septets
        ("€" * 80, 1),
        ("€" * 81, 2),
        # an emoji takes two UTF-16 units
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("a" * 160, 1),
        ("a" * 161, 2),
    ],
)
def test_a_text_takes_as_many_parts_as_twilio_counts(body: str, parts: int) -> None:
    assert segments(body) == parts
