"""A person who is played: nothing happens at their telephone but what the player does."""

from __future__ import annotations

import pytest
import requests

from sandbox.people.played import LEASE_S, Played
from sandbox.people.town import Town
from tests.sandbox.box import OURS, Box, seconds
from tests.sandbox.conftest import AGENT, CHAN, WONG, MakeBox
from tests.sandbox.played import Telephone
from tests.sandbox.receiver import until

#: Slow enough for a player, quick enough for a test.
PACE = 10.0
GATHER = "<Response><Gather {} timeout='30' action='/pressed'><Say>press</Say></Gather><Say>silent</Say></Response>"
STAY = "<Response><Pause length='3000'/></Response>"


@pytest.fixture
def slow(make_box: MakeBox) -> Box:
    """A network that a player can keep up with."""
    return make_box(rate=PACE)


def answered(box: Box, twiml: str) -> tuple[Telephone, str]:
    """Mrs Chan, played, has picked up a call with these instructions."""
    chan = Telephone(box.url, CHAN)
    box.receiver.answers["twiml"] = twiml
    sid = box.call(CHAN, timeout=300)
    chan.until("ringing")
    chan.do("answer")
    return chan, sid


def test_it_rings_until_the_player_answers_and_talks_until_the_player_hangs_up(slow: Box) -> None:
    chan = Telephone(slow.url, CHAN)
    slow.receiver.answers["twiml"] = f"<Response><Say>hello</Say>{STAY[10:]}"
    sid = slow.call(CHAN, timeout=300)
    shown = chan.until("ringing")
    assert (shown["call"]["line"], shown["call"]["by_hand"], shown["played"]) == (OURS, True, True)
    rung_at = slow.witnessed(sid)["ringing_at"]
    # She would have answered after five seconds and left after thirty.
    until(lambda: seconds(rung_at, chan.look()["now"]) > 6)
    assert chan.look()["state"] == "ringing"
    assert chan.do("answer")["state"] == "in-call"
    until(lambda: ("said", "hello") in chan.heard())
    until(lambda: chan.look()["call"]["lasted_s"] > 32)
    assert chan.do("hang-up")["state"] == "idle"
    seen = slow.ended(sid)
    assert (seen["status"], seen["person"]) == ("completed", "played")
    assert chan.look()["past"][0]["status"] == "completed"


def test_when_nobody_answers_the_ring_timeout_ends_it(box: Box) -> None:
    Telephone(box.url, CHAN)
    seen = box.ended(box.call(CHAN, timeout=20))
    assert seen["status"] == "no-answer"
    assert 20 <= seconds(seen["ringing_at"], seen["ring_ended_at"]) <= 25


def test_a_declined_call_is_busy_with_the_code_of_a_decline(slow: Box) -> None:
    chan = Telephone(slow.url, CHAN)
    sid = slow.call(CHAN, timeout=300)
    chan.until("ringing")
    chan.do("decline")
    assert slow.told_of_end(sid)["SipResponseCode"] == "603"
    assert slow.witnessed(sid)["status"] == "busy"


@pytest.mark.parametrize(
    ("pressed", "attributes", "digits", "finished_on"),
    [
        # the first key is enough
        ("9", "numDigits='1'", "9", ""),
        # the finishing key ends it at once
        ("12#", "", "12", "#"),
        # nothing finishes it: silence does
        ("55", "timeout='3'", "55", ""),
    ],
)
def test_the_keys_pressed_are_gathered(slow: Box, pressed: str, attributes: str, digits: str, finished_on: str) -> None:
    chan, _ = answered(slow, GATHER.replace(" timeout='30'", "").format(attributes or "timeout='30'"))
    chan.until_waits_for("keys")
    chan.do("press", keys=pressed)
    until(lambda: slow.receiver.at("pressed"))
    (told,) = slow.receiver.at("pressed")
    assert (told["Digits"], told["FinishedOnKey"]) == (digits, finished_on)


def test_a_key_cuts_the_prompt_short(slow: Box) -> None:
    long = "回" * 400
    chan, sid = answered(
        slow, f"<Response><Gather numDigits='1' action='/pressed'><Say>{long}</Say></Gather></Response>"
    )
    chan.until_waits_for("keys")
    chan.do("press", keys="1")
    until(lambda: slow.receiver.at("pressed"))
    assert seconds(slow.witnessed(sid)["answered_at"], chan.look()["now"]) < 100


def test_a_key_that_no_gather_waits_for_is_forgotten(slow: Box) -> None:
    chan, _ = answered(slow, f"<Response><Pause length='10'/>{GATHER.format('')[10:]}")
    chan.do("press", keys="7")
    chan.until_waits_for("keys")
    assert chan.heard() == [("pressed", "7"), ("said", "press")]
    assert slow.receiver.at("pressed") == []


def test_a_player_who_presses_nothing_lets_the_gather_fall_through(box: Box) -> None:
    chan, sid = answered(box, "<Response><Gather timeout='3' action='/pressed'/><Say>silent</Say></Response>")
    assert box.ended(sid)["said"] == ["silent"]
    assert box.receiver.at("pressed") == []
    assert chan.look()["state"] == "idle"


def test_words_are_understood_where_speech_is_gathered_and_a_breath_holds_the_silence_off(slow: Box) -> None:
    speech = "<Response><Gather input='speech' timeout='8' action='/pressed'/><Say>silent</Say></Response>"
    chan, sid = answered(slow, speech)
    chan.until_waits_for("words")
    # A key is nothing to a network that listens for words.
    chan.do("press", keys="1")
    begun_at = chan.look()["now"]
    while seconds(begun_at, chan.look()["now"]) < 12:
        chan.do("speak", words="")
    chan.do("speak", words="我周一不方便")
    until(lambda: slow.receiver.at("pressed"))
    (told,) = slow.receiver.at("pressed")
    assert told["SpeechResult"] == "我周一不方便"
    assert "Digits" not in told
    assert "silent" not in slow.witnessed(sid)["said"]


def test_a_message_is_recorded_for_as_long_as_is_spoken(slow: Box) -> None:
    chan, _ = answered(slow, "<Response><Record action='/left' timeout='5'/><Say>none</Say></Response>")
    chan.until_waits_for("keys", "message")
    until(lambda: chan.heard() == [("beep", "")])
    chan.do("speak", words="请明天下午再打给我好吗谢谢您")
    chan.do("press", keys="#")
    until(lambda: slow.receiver.at("left"))
    (left,) = slow.receiver.at("left")
    # Fourteen characters of a quarter of a second each.
    assert (left["Digits"], left["RecordingDuration"]) == ("#", "3")


def test_hanging_up_during_a_message_leaves_what_was_said(slow: Box) -> None:
    chan, sid = answered(slow, "<Response><Record action='/left' timeout='60'/></Response>")
    chan.until_waits_for("keys", "message")
    # A sentence of half a minute, broken off.
    chan.do("speak", words="请" * 120)
    until(lambda: seconds(slow.witnessed(sid)["answered_at"], chan.look()["now"]) > 10)
    chan.do("hang-up")
    until(lambda: slow.receiver.at("left"))
    (left,) = slow.receiver.at("left")
    assert left["Digits"] == "hangup"
    assert 4 <= int(left["RecordingDuration"]) <= 20


def test_the_player_calls_one_of_our_lines(slow: Box) -> None:
    chan = Telephone(slow.url, CHAN)
    slow.receiver.answers["voice-in"] = GATHER.format("numDigits='1'")
    slow.receiver.answers["pressed"] = "<Response><Say>thanks</Say></Response>"
    assert chan.do("call", to=OURS)["state"] in ("calling", "in-call")
    chan.until_waits_for("keys")
    assert chan.try_to("call", to=OURS).status_code == 409
    chan.do("press", keys="9")
    chan.until("idle")
    (call,) = slow.client.calls.list(from_=CHAN)
    assert (call.direction, str(call.status)) == ("inbound", "completed")
    assert slow.receiver.said("pressed", "Digits") == ["9"]


def test_hanging_up_while_our_line_rings_is_no_answer(slow: Box) -> None:
    slow.receiver.answers["voice-in"] = "<Response><Pause length='60'/><Reject/></Response>"
    chan = Telephone(slow.url, CHAN)
    chan.do("call", to=OURS)
    assert chan.until("calling")["call"]["by_hand"]
    chan.do("hang-up")
    (call,) = slow.client.calls.list(from_=CHAN)
    assert str(call.status) == "no-answer"


def test_the_company_is_told_from_ringing_to_talking(make_box: MakeBox) -> None:
    box = make_box({AGENT: {"kind": "agent", "ring_s": 10}}, rate=PACE)
    chan, _ = answered(box, f"<Response><Dial>{AGENT}</Dial></Response>")
    until(lambda: chan.look()["call"]["company"] == "ringback")
    until(lambda: chan.look()["call"]["company"] == "talking")
    assert ("with", AGENT) in chan.heard()


def test_in_a_conference_one_waits_with_music_until_somebody_comes(slow: Box) -> None:
    room = "<Response><Dial><Conference>desk</Conference></Dial></Response>"
    chan, _ = answered(slow, room)
    until(lambda: chan.look()["call"]["company"] == "music")
    slow.call(AGENT, twiml=room)
    until(lambda: chan.look()["call"]["company"] == "talking")
    assert ("with", AGENT) in chan.heard()


def test_texts_are_a_conversation_in_which_only_the_player_answers(make_box: MakeBox) -> None:
    box = make_box({CHAN: {"sms_reply": "call me", "sms_reply_after_s": 1}})
    chan = Telephone(box.url, CHAN)
    box.client.messages.create(to=CHAN, from_=OURS, body="您好")
    until(lambda: chan.look()["texts"] and chan.look()["texts"][0]["status"] == "delivered")
    begun_at = chan.look()["now"]
    until(lambda: seconds(begun_at, chan.look()["now"]) > 30)
    chan.do("write", to=OURS, body="STOP")
    shown = chan.look()
    assert [(text["theirs"], text["body"]) for text in shown["texts"]] == [(False, "您好"), (True, "STOP")]
    assert shown["opted_out_of"] == [OURS]
    until(lambda: box.receiver.at("sms-in"))
    assert box.receiver.said("sms-in", "Body") == ["STOP"]
    assert chan.do("write", to=OURS, body="START")["opted_out_of"] == []


def test_nobody_writes_back_from_mainland_china(box: Box) -> None:
    mainland = Telephone(box.url, "+8613800138000")
    assert mainland.look()["writes"] is False
    assert mainland.try_to("write", to=OURS, body="STOP").status_code == 409


def test_a_second_call_finds_a_played_telephone_busy(slow: Box) -> None:
    chan, first = answered(slow, STAY)
    assert slow.ended(slow.call(CHAN))["status"] == "busy"
    assert chan.look()["call"]["sid"] == first


def test_who_stops_playing_hangs_up_and_the_person_acts_alone_again(slow: Box) -> None:
    chan, sid = answered(slow, STAY)
    assert chan.do("leave")["played"] is False
    assert slow.ended(sid)["status"] == "completed"
    again = slow.call(CHAN)
    until(lambda: slow.witnessed(again)["answered_at"])
    seen = slow.witnessed(again)
    assert seconds(seen["ringing_at"], seen["answered_at"]) == 5
    assert chan.look()["call"]["by_hand"] is False
    assert chan.try_to("hang-up").status_code == 409


def test_a_page_that_is_no_longer_heard_of_stops_playing() -> None:
    now = [100.0]
    played = Played(lambda: now[0])
    played.take(CHAN)
    now[0] += LEASE_S - 1
    assert played.numbers() == [CHAN]
    played.take(CHAN)
    now[0] += LEASE_S - 1
    assert played.holds(CHAN)
    now[0] += 1
    assert not played.holds(CHAN)
    assert not played.holds(WONG)


def test_it_is_told_who_is_played_and_who_of_them_is_in_a_call(slow: Box) -> None:
    Telephone(slow.url, WONG)
    answered(slow, STAY)
    told = requests.get(f"{slow.url}/sandbox/phone.json", timeout=5).json()
    assert (sorted(told["played"]), told["in_use"]) == ([CHAN, WONG], [CHAN])


def test_being_played_changes_nothing_about_the_calls_drawn_later() -> None:
    alone, interrupted = Town(7), Town(7)
    undisturbed = [alone.next_call(CHAN) for _ in range(4)]
    drawn = [interrupted.next_call(CHAN)]
    interrupted.played.take(CHAN)
    assert interrupted.next_call(CHAN).played
    interrupted.played.give_back(CHAN)
    drawn += [interrupted.next_call(CHAN) for _ in range(2)]
    assert drawn == [undisturbed[0], *undisturbed[2:]]
