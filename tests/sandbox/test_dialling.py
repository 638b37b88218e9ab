"""Dial: two people hear each other, over a bridge or in a room."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.box import OURS, SLOW, Box, seconds
from tests.sandbox.conftest import AGENT, CHAN, WONG, MakeBox
from tests.sandbox.receiver import until

ROOM = "<Response><Dial action='/done'><Conference {}>room-7</Conference></Dial><Say>after</Say></Response>"
EVENTS = "statusCallback='/room' statusCallbackEvent='start end join leave hold mute'"


def test_a_dialled_agent_and_the_customer_talk_until_the_customer_has_had_enough(box: Box) -> None:
    number = f"<Number statusCallback='/leg' statusCallbackEvent='initiated answered completed'>{AGENT}</Number>"
    box.receiver.answers["twiml"] = f"<Response><Dial action='/done'>{number}</Dial></Response>"
    sid = box.call(CHAN)
    seen = box.ended(sid)
    leg = next(one for one in box.ledger()["calls"] if one["parent"] == sid)
    assert (leg["direction"], leg["to"], leg["status"]) == ("outbound-dial", AGENT, "completed")
    assert (seen["talked_with"], leg["talked_with"]) == ([AGENT], [CHAN])
    assert seconds(seen["first_talked_at"], seen["ended_at"]) == 30
    until(lambda: box.receiver.at("done") and len(box.receiver.at("leg")) == 3)
    (done,) = box.receiver.at("done")
    assert (done["DialCallStatus"], done["DialCallSid"], done["DialBridged"]) == ("completed", leg["sid"], "true")
    # The caller hung up first.
    assert (done["CallStatus"], done["DialCallDuration"]) == ("completed", "30")
    assert box.receiver.said("leg", "SequenceNumber") == ["0", "1", "2"]
    assert box.receiver.said("leg", "ParentCallSid") == [sid] * 3
    assert "ToCountry" not in box.receiver.at("leg")[0]


def test_when_the_dialled_leg_hangs_up_the_caller_goes_on(box: Box) -> None:
    box.receiver.answers["twiml"] = f"<Response><Dial action='/done'>{WONG}</Dial></Response>"
    box.receiver.answers["done"] = "<Response><Say>goodbye</Say></Response>"
    seen = box.ended(box.call(CHAN))
    assert (seen["talked_with"], seen["said"]) == ([WONG], ["goodbye"])
    assert box.receiver.said("done", "CallStatus") == ["in-progress"]


@pytest.mark.parametrize("answer", ["busy", "no-answer", "unreachable"])
def test_a_dial_that_reaches_nobody_says_why_and_goes_on(make_box: MakeBox, answer: str) -> None:
    box = make_box({WONG: {"answers": [answer]}})
    box.receiver.answers["twiml"] = f"<Response><Dial timeout='6'>{WONG}</Dial><Say>sorry</Say></Response>"
    assert box.ended(box.call(CHAN))["said"] == ["sorry"]
    box.receiver.answers["twiml"] = f"<Response><Dial timeout='6' action='/done'>{WONG}</Dial></Response>"
    box.ended(box.call(CHAN))
    assert box.receiver.said("done", "DialCallStatus") == ["failed" if answer == "unreachable" else answer]
    codes = {"busy": "486", "no-answer": "487", "unreachable": "404"}
    assert box.receiver.said("done", "DialSipResponseCode") == [codes[answer]]


def test_the_first_of_several_to_answer_is_bridged_and_the_others_stop_ringing(make_box: MakeBox) -> None:
    slow = "+85291234507"
    box = make_box({slow: {"answers": ["answer"], "ring_s": 12}})
    box.receiver.answers["twiml"] = f"<Response><Dial><Number>{slow}</Number><Number>{AGENT}</Number></Dial></Response>"
    sid = box.call(CHAN)
    assert box.ended(sid)["talked_with"] == [AGENT]
    legs = {one["to"]: one["status"] for one in box.ledger()["calls"] if one["parent"] == sid}
    assert legs == {slow: "canceled", AGENT: "completed"}


def test_a_whisper_is_heard_by_the_agent_alone_before_the_voices_meet(box: Box) -> None:
    box.receiver.answers["twiml"] = f"<Response><Dial><Number url='/whisper'>{AGENT}</Number></Dial></Response>"
    box.receiver.answers["whisper"] = "<Response><Say>Mrs Chan, dental check</Say></Response>"
    sid = box.call(CHAN)
    seen = box.ended(sid)
    leg = next(one for one in box.ledger()["calls"] if one["parent"] == sid)
    assert (leg["said"], seen["said"]) == (["Mrs Chan, dental check"], [])
    assert leg["first_talked_at"] > leg["answered_at"]


def test_an_inbound_call_rings_on_until_the_bridge_when_asked_to(box: Box) -> None:
    box.receiver.answers["voice-in"] = f"<Response><Dial answerOnBridge='true'>{AGENT}</Dial></Response>"
    sid = box.post("inbound-call", **{"from": CHAN, "to": OURS})["sid"]
    seen = box.ended(sid)
    assert seen["answered_at"] == seen["first_talked_at"]


def test_a_softphone_is_dialled_by_its_name(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Dial><Client>agent-4</Client></Dial></Response>"
    assert box.ended(box.call(CHAN))["talked_with"] == ["client:agent-4"]


def test_a_sip_telephone_is_dialled_and_has_no_country(box: Box) -> None:
    sip = "sip:desk-4@pbx.example.com"
    box.receiver.answers["twiml"] = f"<Response><Dial><Sip statusCallback='/leg'>{sip}</Sip></Dial></Response>"
    sid = box.call(CHAN)
    assert box.ended(sid)["talked_with"] == [sip]
    until(lambda: box.receiver.at("leg"))
    assert box.receiver.said("leg", "To") == [sip]


@pytest.mark.parametrize("address", ["client:agent-4", "sip:desk-4@pbx.example.com"])
def test_a_call_to_an_address_tells_only_where_it_comes_from(box: Box, address: str) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='4'/></Response>"
    last = box.told_of_end(box.call(address))
    assert (last["To"], last["CallStatus"], last["FromCountry"]) == (address, "completed", "HK")
    assert not {name for name in last if name.startswith(("ToC", "ToS", "ToZ", "CalledC", "CalledS", "CalledZ"))}


def test_a_conference_joins_an_agent_and_a_customer_and_tells_its_story(box: Box) -> None:
    box.receiver.answers["agent"] = ROOM.format(f"endConferenceOnExit='true' participantLabel='dispatch' {EVENTS}")
    box.receiver.answers["customer"] = ROOM.format("startConferenceOnEnter='true' statusCallback='/never'")
    agent = box.call(AGENT, url=box.hook("agent"))
    until(lambda: box.receiver.said("room", "StatusCallbackEvent") == ["participant-join"])
    customer = box.call(CHAN, url=box.hook("customer"))
    seen = box.ended(customer)
    assert (seen["talked_with"], box.witnessed(agent)["talked_with"]) == ([AGENT], [CHAN])
    assert seconds(seen["first_talked_at"], seen["ended_at"]) == 30
    box.become(agent, "completed")
    until(lambda: "conference-end" in box.receiver.said("room", "StatusCallbackEvent"))
    story = [(one["StatusCallbackEvent"], one.get("CallSid")) for one in box.receiver.at("room")]
    assert story == [
        ("participant-join", agent),
        ("participant-join", customer),
        ("conference-start", None),
        ("participant-leave", customer),
        ("participant-leave", agent),
        ("conference-end", None),
    ]
    assert box.receiver.said("room", "SequenceNumber") == ["1", "2", "3", "4", "5", "6"]
    last = box.receiver.at("room")[-1]
    assert last["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert (last["CallSidEndingConference"], last["ParticipantLabelEndingConference"]) == (agent, "dispatch")
    assert box.receiver.at("never") == []


def test_when_the_moderator_leaves_the_others_go_on_behind_their_dial(box: Box) -> None:
    box.receiver.answers["agent"] = ROOM.format("endConferenceOnExit='true'")
    box.receiver.answers["done"] = "<Response><Say>after</Say></Response>"
    box.receiver.answers["customer"] = ROOM.format("")
    agent, customer = box.call(AGENT, url=box.hook("agent")), box.call(CHAN, url=box.hook("customer"))
    until(lambda: box.witnessed(customer)["talked_with"])
    box.become(agent, "completed")
    assert box.ended(customer)["said"] == ["after"]
    done = {one["CallSid"]: one["DialCallStatus"] for one in box.receiver.at("done")}
    assert done[customer] == "answered"


def test_somebody_alone_in_a_room_waits_twenty_seconds(make_box: MakeBox) -> None:
    box = make_box(rate=SLOW)
    box.receiver.answers["twiml"] = ROOM.format("")
    sid = box.call(CHAN)
    seen = box.ended(sid)
    # And what asking for the document took: two real seconds on a busy machine.
    assert 20 <= seconds(seen["answered_at"], seen["ended_at"]) <= 60
    assert seen["talked_with"] == []


def test_nobody_hears_anybody_before_the_conference_has_started(box: Box) -> None:
    box.receiver.answers["twiml"] = ROOM.format("startConferenceOnEnter='false'")
    sids = [box.call(CHAN), box.call(WONG)]
    assert [box.ended(sid)["talked_with"] for sid in sids] == [[], []]


def test_participants_are_listed_held_muted_and_taken_out(box: Box) -> None:
    box.receiver.answers["agent"] = ROOM.format(f"participantLabel='dispatch' {EVENTS}")
    agent = box.call(AGENT, url=box.hook("agent"))
    until(lambda: box.client.conferences.list(friendly_name="room-7", status="init"))
    (room,) = box.client.conferences.list()
    people = box.client.conferences(str(room.sid)).participants
    assert [(one.call_sid, one.label, one.hold) for one in people.list()] == [(agent, "dispatch", False)]
    assert people.get("dispatch").update(hold=True, muted=True).hold is True
    assert people.get(agent).delete()
    assert box.ended(agent)["status"] == "completed"
    until(lambda: "conference-end" in box.receiver.said("room", "StatusCallbackEvent"))
    told = box.receiver.said("room", "StatusCallbackEvent")
    assert told[1:4] == ["participant-mute", "participant-hold", "participant-leave"]
    assert box.receiver.said("room", "ReasonParticipantLeft")[3] == "participant_updated_via_api"
    assert str(box.client.conferences(str(room.sid)).fetch().reason_conference_ended) == "last-participant-kicked"


def test_a_participant_called_into_a_room_holds_its_label_alone(box: Box) -> None:
    room = box.client.conferences("room-9").participants
    one = room.create(from_=OURS, to=AGENT, label="attempt-1", end_conference_on_exit=True)
    assert (str(one.status), one.label) == ("queued", "attempt-1")
    with pytest.raises(TwilioRestException) as refused:
        room.create(from_=OURS, to=CHAN, label="attempt-1")
    assert refused.value.code == 16026
    room.create(from_=OURS, to=CHAN, label="attempt-2")
    assert one.call_sid
    until(lambda: box.witnessed(str(one.call_sid))["talked_with"] == [CHAN])
