"""What the sandbox tells of conferences and recordings has the fields that Twilio sends, and no others."""

from __future__ import annotations

import pytest

from tests.contracts import webhook_fields as fields
from tests.contracts.webhook_judge import complaints, of_delivery, of_webhook
from tests.sandbox.box import Box
from tests.sandbox.conftest import AGENT, CHAN
from tests.sandbox.receiver import Answer, until

TOLD = "statusCallback='{}' statusCallbackEvent='start end join leave mute hold modify announcement'"
TAPED = "recordingStatusCallback='{}/tape' recordingStatusCallbackEvent='in-progress completed absent'"


def enter(box: Box, attributes: str = "") -> str:
    """TwiML that enters the room and has it told."""
    told = TOLD.format(box.hook("room"))
    return f"<Response><Dial><Conference {told} {attributes}>room-7</Conference></Dial></Response>"


def wrong_of_rooms(box: Box) -> list[str]:
    """What is wrong with what was told of conferences."""
    return [
        f"{webhook.form['StatusCallbackEvent']}: {wrong}"
        for webhook in box.receiver.got
        if webhook.path == "room"
        for wrong in of_delivery(webhook)
        + of_webhook(fields.CONFERENCES[webhook.form["StatusCallbackEvent"]], webhook.form)
    ]


def meet(box: Box, attributes: str = "") -> tuple[str, str, str]:
    """An agent and Mrs Chan in one conference: its sid, the agent's, hers."""
    box.post("people", **{CHAN: {"answers": ["answer"], "ring_s": 1, "talk_s": 100_000}})
    agent = box.call(AGENT, twiml=enter(box, attributes + " endConferenceOnExit='true' participantLabel='agent'"))
    until(lambda: box.receiver.at("room"))
    customer = box.call(CHAN, twiml=enter(box))
    until(lambda: "conference-start" in box.receiver.said("room", "StatusCallbackEvent"))
    return box.receiver.at("room")[0]["ConferenceSid"], agent, customer


def test_a_conference_tells_who_comes_is_held_and_goes_and_in_which_order(box: Box) -> None:
    room, agent, customer = meet(box)
    person = box.client.conferences(room).participants(customer)
    person.update(hold=True)
    person.update(hold=False)
    person.update(muted=True)
    person.update(muted=False)
    box.become(agent, "completed")
    until(lambda: "conference-end" in box.receiver.said("room", "StatusCallbackEvent"))
    news = box.receiver.at("room")
    assert [form["StatusCallbackEvent"] for form in news] == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-hold",
        "participant-unhold",
        "participant-mute",
        "participant-unmute",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    numbers = [int(form["SequenceNumber"]) for form in news]
    assert numbers == list(range(numbers[0], numbers[0] + len(news)))
    assert [form["ReasonParticipantLeft"] for form in news[7:9]] == [
        "participant_hung_up",
        "moderator_ended_conference",
    ]
    assert news[-1]["CallSidEndingConference"] == agent
    assert wrong_of_rooms(box) == []


@pytest.mark.parametrize("ended_by", ["the API", "the last to leave", "the last to be taken out"])
def test_a_conference_tells_why_it_ended(box: Box, ended_by: str) -> None:
    room, agent, customer = meet(box)
    people = box.client.conferences(room).participants
    if ended_by == "the API":
        box.client.conferences(room).update(status="completed")
    else:
        people(agent).update(end_conference_on_exit=False)
        box.become(agent, "completed")
        if ended_by == "the last to leave":
            box.become(customer, "completed")
        else:
            people(customer).delete()
    until(lambda: "conference-end" in box.receiver.said("room", "StatusCallbackEvent"))
    assert wrong_of_rooms(box) == []


def told(box: Box, event: str) -> bool:
    """Whether a conference has told this."""
    return event in box.receiver.said("room", "StatusCallbackEvent")


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        ("<Response><Say>one minute left</Say></Response>", "announcement-end"),
        ((404, "", "text/plain"), "announcement-fail"),
    ],
)
def test_an_announcement_is_asked_for_and_its_end_told(box: Box, answer: Answer, event: str) -> None:
    box.receiver.answers["announce"] = answer
    room, _, customer = meet(box)
    box.client.conferences(room).participants(customer).update(announce_url=box.hook("announce"))
    until(lambda: told(box, event))
    assert complaints(box, "announce", fields.TWIML) == []
    assert wrong_of_rooms(box) == []


def test_who_begins_to_coach_is_told_as_a_change(box: Box) -> None:
    room, agent, customer = meet(box)
    box.client.conferences(room).participants(agent).update(coaching=True, call_sid_to_coach=customer)
    until(lambda: told(box, "participant-modify"))
    assert box.receiver.at("room")[-1]["Coaching"] == "true"
    assert wrong_of_rooms(box) == []


def test_a_dial_into_a_conference_says_that_it_was_answered(box: Box) -> None:
    box.receiver.answers["twiml"] = (
        "<Response><Dial action='/done'><Conference endConferenceOnExit='true'>room-8</Conference></Dial></Response>"
    )
    sid = box.call(AGENT)
    until(lambda: box.client.conferences.list(friendly_name="room-8"))
    box.become(sid, "completed")
    until(lambda: box.receiver.at("done"))
    assert box.receiver.said("done", "DialCallStatus") == ["answered"]
    assert complaints(box, "done", fields.CONFERRED) == []


def wrong_of_tapes(box: Box, over: fields.Kind) -> list[str]:
    """What is wrong with what was told of recordings."""
    running = fields.TAPE_RUNS if over is fields.TAPE_OF_CALL else over
    return [
        f"{webhook.form['RecordingStatus']}: {wrong}"
        for webhook in box.receiver.got
        if webhook.path == "tape"
        for wrong in of_delivery(webhook)
        + of_webhook(over if webhook.form["RecordingStatus"] == "completed" else running, webhook.form)
    ]


def test_the_recording_of_a_whole_call_is_told_at_its_end(box: Box) -> None:
    sid = box.call(
        CHAN,
        twiml=f"<Response><Dial>{AGENT}</Dial></Response>",
        record=True,
        recording_status_callback=box.hook("tape"),
        recording_status_callback_event=["in-progress", "completed"],
    )
    over = box.told_of_end(sid)
    until(lambda: "completed" in box.receiver.said("tape", "RecordingStatus"))
    assert box.receiver.said("tape", "RecordingSource") == ["OutboundAPI", "OutboundAPI"]
    assert over["RecordingSid"] == box.receiver.at("tape")[-1]["RecordingSid"]
    assert wrong_of_tapes(box, fields.TAPE_OF_CALL) == []
    assert complaints(box, "status") == []


def test_the_recording_of_a_dial_and_of_a_conference_are_told(box: Box) -> None:
    taped = TAPED.format(box.receiver.url)
    dial = f"<Response><Dial record='record-from-answer' {taped}>{AGENT}</Dial></Response>"
    box.ended(box.call(CHAN, twiml=dial))
    until(lambda: "completed" in box.receiver.said("tape", "RecordingStatus"))
    assert set(box.receiver.said("tape", "RecordingSource")) == {"DialVerb"}
    assert wrong_of_tapes(box, fields.TAPE_OF_CALL) == []


def test_the_recording_of_a_conference_names_it_and_no_call(box: Box) -> None:
    taped = f"recordingStatusCallback='{box.hook('tape')}' record='record-from-start'"
    _, agent, _ = meet(box, taped)
    box.become(agent, "completed")
    until(lambda: box.receiver.at("tape"))
    assert box.receiver.said("tape", "RecordingSource") == ["Conference"]
    assert wrong_of_tapes(box, fields.TAPE_OF_CONFERENCE) == []


def test_a_message_that_is_left_is_told_to_its_action_and_to_its_callback(box: Box) -> None:
    record = f"<Record action='/left' maxLength='6' {TAPED.format(box.receiver.url)}/>"
    box.receiver.answers["twiml"] = f"<Response>{record}</Response>"
    box.ended(box.call(CHAN))
    until(lambda: "completed" in box.receiver.said("tape", "RecordingStatus"))
    assert complaints(box, "left", fields.RECORDED) == []
    assert wrong_of_tapes(box, fields.TAPE_OF_CALL) == []


def test_a_recording_begun_by_the_api_is_told(box: Box) -> None:
    _, agent, customer = meet(box)
    tape = box.client.calls(customer).recordings.create(
        recording_status_callback=box.hook("tape"),
        recording_status_callback_event=["in-progress", "completed", "absent"],
        recording_channels="dual",
    )
    began_at = box.sandbox.network.now()
    # Of less than a second there would be nothing to keep.
    until(lambda: box.sandbox.network.now() > began_at + 5)
    box.become(agent, "completed")
    until(lambda: "completed" in box.receiver.said("tape", "RecordingStatus"))
    assert box.receiver.said("tape", "RecordingStatus") == ["in-progress", "completed"]
    assert {form["RecordingSid"] for form in box.receiver.at("tape")} == {tape.sid}
    assert wrong_of_tapes(box, fields.TAPE_OF_CALL) == []
