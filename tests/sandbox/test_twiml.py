"""TwiML is performed: what people hear, press and say, and what our side is told of it."""

from __future__ import annotations

import pytest

from tests.sandbox.box import OURS, Box, seconds
from tests.sandbox.conftest import CHAN, WONG, MakeBox
from tests.sandbox.receiver import Answer

MACHINE = "+85291234504"


def test_speaking_takes_its_time_a_chinese_character_four_times_a_letter(box: Box) -> None:
    seen = box.ended(box.call(CHAN, twiml=f"<Response><Say>{'回' * 40}</Say><Say>{'a' * 50}</Say></Response>"))
    assert seconds(seen["answered_at"], seen["ended_at"]) == pytest.approx(40 * 0.25 + 50 * 0.06, abs=0.02)
    assert seen["said"] == ["回" * 40, "a" * 50]
    assert seen["first_said_at"] == seen["answered_at"]


def test_the_keys_a_person_presses_go_to_the_action_and_its_answer_is_performed(box: Box) -> None:
    box.receiver.answers["pressed"] = "<Response><Say>thanks</Say></Response>"
    gather = "<Response><Gather numDigits='1' action='/pressed'><Say>press</Say></Gather><Say>silent</Say></Response>"
    box.receiver.answers["twiml"] = gather
    sid = box.call(CHAN)
    assert box.ended(sid)["said"] == ["press", "thanks"]
    (pressed,) = box.receiver.at("pressed")
    assert (pressed["Digits"], pressed["FinishedOnKey"], pressed["msg"]) == ("1", "", "Gather End")
    assert (pressed["CallSid"], pressed["CallStatus"]) == (sid, "in-progress")


def test_silence_at_a_gather_falls_through_to_the_next_verb(box: Box) -> None:
    said = "<Response><Gather action='/pressed'><Say>press</Say></Gather><Say>silent</Say></Response>"
    box.receiver.answers["twiml"] = said
    assert box.ended(box.call(WONG))["said"] == ["press", "silent"]
    assert box.receiver.at("pressed") == []


@pytest.mark.parametrize(
    ("keys", "attributes", "digits", "finished_on"),
    [
        # numDigits stops the reading
        ("1234", "numDigits='3'", "123", ""),
        # the finishing key is not a digit
        ("12#34", "", "12", "#"),
        # another finishing key
        ("12*", "finishOnKey='*'", "12", "*"),
        # nobody finishes: the timeout does
        ("12", "numDigits='4' timeout='3'", "12", ""),
    ],
)
def test_keys_are_read_up_to_where_the_gather_wants(
    make_box: MakeBox, keys: str, attributes: str, digits: str, finished_on: str
) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "digits": keys}})
    box.receiver.answers["twiml"] = f"<Response><Gather {attributes} action='/pressed'/></Response>"
    box.ended(box.call(CHAN))
    (pressed,) = box.receiver.at("pressed")
    assert (pressed["Digits"], pressed["FinishedOnKey"]) == (digits, finished_on)


def test_one_gather_after_another_gets_the_next_keys(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "digits": ["3", "2", "9"]}})
    gather = "<Response><Gather numDigits='1' action='/{}'/></Response>"
    box.receiver.answers |= {"twiml": gather.format("b"), "b": gather.format("c"), "c": gather.format("d")}
    box.ended(box.call(CHAN))
    assert [box.receiver.said(path, "Digits") for path in "bcd"] == [["3"], ["2"], ["9"]]


def test_what_a_person_says_goes_to_the_action_with_how_sure_the_network_is(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "digits": "", "speech": ["我要改期", "星期二"]}})
    listen = "<Response><Gather input='{}' action='/{}'/><Say>silent</Say></Response>"
    box.receiver.answers |= {"twiml": listen.format("dtmf speech", "b"), "b": listen.format("speech", "c")}
    box.receiver.answers["c"] = listen.format("dtmf", "never")
    assert box.ended(box.call(CHAN))["said"] == ["silent"]
    assert [box.receiver.said(path, "SpeechResult") for path in ("b", "c", "never")] == [["我要改期"], ["星期二"], []]
    (told,) = box.receiver.at("b")
    assert 0 < float(told["Confidence"]) <= 1
    assert "Digits" not in told


def test_keys_count_before_words(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "digits": "2", "speech": "two"}})
    box.receiver.answers["twiml"] = "<Response><Gather input='speech dtmf' numDigits='1' action='/pressed'/></Response>"
    box.ended(box.call(CHAN))
    (told,) = box.receiver.at("pressed")
    assert (told["Digits"], "SpeechResult" in told) == ("2", False)


def test_silence_at_a_gather_is_told_when_it_wants_to_know(box: Box) -> None:
    gather = "<Gather action='/pressed' input='dtmf speech' timeout='6' actionOnEmptyResult='true'/>"
    box.receiver.answers["twiml"] = f"<Response>{gather}</Response>"
    seen = box.ended(box.call(WONG))
    (told,) = box.receiver.at("pressed")
    assert (told["Digits"], told["FinishedOnKey"], told["msg"]) == ("", "", "Gather End")
    assert seconds(seen["answered_at"], seen["ended_at"]) >= 6


def test_a_redirect_leads_on_and_a_hangup_ends_it(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Redirect>/next</Redirect><Say>never</Say></Response>"
    box.receiver.answers["next"] = "<Response><Say>here</Say><Hangup/><Say>never</Say></Response>"
    assert box.ended(box.call(CHAN))["said"] == ["here"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<Response><Say>half", 12100),
        ("<Html/>", 12100),
        ((500, "sorry", "text/plain"), 11200),
        ((200, "{}", "application/json"), 12300),
    ],
)
def test_a_bad_document_is_apologised_for_and_noted(box: Box, answer: Answer, code: int) -> None:
    box.receiver.answers["twiml"] = answer
    sid = box.call(CHAN)
    seen = box.ended(sid)
    assert seen["status"] == "completed"
    assert seen["said"] == ["We are sorry. An application error has occurred. Goodbye."]
    assert (code, sid) in [(error["code"], error["about"]) for error in box.ledger()["errors"]]


def test_a_failing_document_has_a_fallback(box: Box) -> None:
    box.receiver.answers |= {
        "twiml": (503, "", "text/plain"),
        "fallback": "<Response><Say>plan B</Say></Response>",
    }
    assert box.ended(box.call(CHAN, fallback_url=box.hook("fallback")))["said"] == ["plan B"]
    (asked,) = box.receiver.at("fallback")
    assert (asked["ErrorCode"], asked["ErrorUrl"]) == ("11200", box.hook("twiml"))


def test_the_document_waits_for_the_verdict_of_machine_detection(make_box: MakeBox) -> None:
    box = make_box({MACHINE: {"answers": ["machine"], "ring_s": 3}})
    sid = box.call(MACHINE, machine_detection="Enable")
    last = box.told_of_end(sid)
    (asked,) = box.receiver.at("twiml")
    assert (asked["AnsweredBy"], last["AnsweredBy"]) == ("machine_start", "machine_start")
    assert asked["MachineDetectionDuration"] == "4000"
    assert box.client.calls(sid).fetch().answered_by == "machine_start"


def test_an_asynchronous_verdict_comes_apart_from_the_document(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='20'/></Response>"
    wish = {"async_amd": "true", "async_amd_status_callback": box.hook("amd")}
    sid = box.call(CHAN, machine_detection="Enable", **wish)
    box.ended(sid)
    (asked,), (verdict,) = box.receiver.at("twiml"), box.receiver.at("amd")
    assert "AnsweredBy" not in asked
    assert (verdict["CallSid"], verdict["AnsweredBy"]) == (sid, "human")
    assert "CallStatus" not in verdict


def test_an_inbound_call_asks_while_ringing_and_is_answered_by_the_first_words(box: Box) -> None:
    box.receiver.answers["voice-in"] = "<Response><Say>welcome</Say></Response>"
    sid = box.post("inbound-call", **{"from": CHAN, "to": OURS})["sid"]
    seen = box.ended(sid)
    (asked,) = box.receiver.at("voice-in")
    assert (asked["CallStatus"], asked["Direction"], asked["From"]) == ("ringing", "inbound", CHAN)
    assert {"CallToken", "FromCountry", "ToCountry", "CallerZip", "CalledCity"} <= set(asked)
    assert "StirVerstat" not in asked
    assert (seen["status"], seen["said"], seen["ringing_at"]) == ("completed", ["welcome"], None)
    assert box.told_of_end(sid, "status-in")["CallStatus"] == "completed"


def test_an_inbound_call_can_be_rejected(box: Box) -> None:
    box.receiver.answers["voice-in"] = "<Response><Reject reason='busy'/></Response>"
    sid = box.post("inbound-call", **{"from": CHAN, "to": OURS})["sid"]
    seen = box.ended(sid)
    assert (seen["status"], seen["answered_at"]) == ("busy", None)
