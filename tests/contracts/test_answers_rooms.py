"""What the sandbox answers about conferences, participants and recordings is what Twilio's description says."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.contracts.judged import Judged
from tests.sandbox.box import OURS
from tests.sandbox.conftest import AGENT, CHAN, WONG
from tests.sandbox.receiver import until

ROOM = "agent-17"
ENTER = f'<Response><Dial><Conference endConferenceOnExit="{{}}" waitUrl="">{ROOM}</Conference></Dial></Response>'


@pytest.fixture
def met(judged: Judged) -> tuple[Judged, str, str, str]:
    """Mrs Chan and an agent in one conference, whose sid comes before theirs."""
    judged.box.post("people", **{CHAN: {"answers": ["answer"], "ring_s": 1, "talk_s": 100_000}})
    agent = judged.box.call(AGENT, twiml=ENTER.format("true"))
    until(lambda: judged.client.conferences.list(friendly_name=ROOM, status="init"))
    customer = judged.box.call(CHAN, twiml=ENTER.format("false"))
    until(lambda: judged.client.conferences.list(friendly_name=ROOM, status="in-progress"))
    room = judged.client.conferences.list(friendly_name=ROOM)[0].sid
    return judged, room, agent, customer


Met = tuple[Judged, str, str, str]


def test_a_conference_is_shown_as_described_from_its_beginning_to_its_end(met: Met) -> None:
    judged, room, _, _ = met
    assert judged.client.conferences(room).update(status="completed").status == "completed"
    ended = judged.client.conferences(room).fetch()
    assert (ended.status, ended.reason_conference_ended) == ("completed", "conference-ended-via-api")
    assert judged.client.conferences.list(date_created_after="2026-03-02", page_size=1)
    assert judged.complaints == []


@pytest.mark.parametrize(
    ("leaves", "reason"),
    [
        ("agent", "participant-with-end-conference-on-exit-left"),
        ("kicked", "participant-with-end-conference-on-exit-kicked"),
    ],
)
def test_why_a_conference_ended_is_one_of_the_reasons_described(met: Met, leaves: str, reason: str) -> None:
    judged, room, agent, _ = met
    if leaves == "kicked":
        assert judged.client.conferences(room).participants(agent).delete()
    else:
        judged.box.become(agent, "completed")
    until(lambda: judged.client.conferences(room).fetch().status == "completed")
    ended = judged.client.conferences(room).fetch()
    assert (ended.reason_conference_ended, ended.call_sid_ending_conference) == (reason, agent)
    assert judged.complaints == []


def test_participants_are_listed_treated_and_taken_out_as_described(met: Met) -> None:
    judged, room, agent, customer = met
    people = judged.client.conferences(room).participants
    assert {one.call_sid for one in people.list(page_size=1)} == {agent, customer}
    held = people(customer).update(hold=True, muted=True)
    assert (held.hold, held.muted) == (True, True)
    back = people(customer).update(hold=False)
    assert (back.hold, back.muted) == (False, True)
    assert {one.call_sid for one in people.list(muted=True)} == {customer}
    assert {one.call_sid for one in people.list(hold=False)} == {agent, customer}
    assert people(customer).delete()
    with pytest.raises(TwilioRestException) as gone:
        people(customer).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert judged.complaints == []


def test_somebody_is_called_into_a_conference_as_described(met: Met) -> None:
    judged, room, _, _ = met
    people = judged.client.conferences(room).participants
    asked = people.create(from_=OURS, to=WONG, label="dr-wong", timeout=30, start_conference_on_enter=True)
    assert (asked.status, asked.label, asked.conference_sid) == ("queued", "dr-wong", room)
    until(lambda: len(people.list()) == 3)
    assert people("dr-wong").fetch().status == "connected"
    with pytest.raises(TwilioRestException) as again:
        people.create(from_=OURS, to=WONG, label="dr-wong")
    assert again.value.code == 16026
    assert judged.complaints == []


def test_a_supervisor_coaches_as_described(met: Met) -> None:
    judged, room, agent, _ = met
    people = judged.client.conferences(room).participants
    people.create(from_=OURS, to="client:boss", label="boss", coaching=True, call_sid_to_coach=agent, muted=True)
    until(lambda: len(people.list()) == 3)
    coach = people("boss").fetch()
    assert (coach.coaching, coach.call_sid_to_coach) == (True, agent)
    assert {one.label for one in people.list(coaching=True)} == {"boss"}
    assert judged.complaints == []


def test_a_recording_is_begun_paused_stopped_listed_and_deleted_as_described(met: Met) -> None:
    judged, _, _, customer = met
    tapes = judged.client.calls(customer).recordings
    made = tapes.create(recording_channels="dual", recording_track="both")
    assert (made.status, made.channels, made.source) == ("in-progress", 2, "StartCallRecordingAPI")
    one = tapes(made.sid)
    assert one.update(status="paused", pause_behavior="skip").status == "paused"
    assert one.update(status="in-progress").status == "in-progress"
    assert one.update(status="stopped").status in ("stopped", "processing", "completed")
    until(lambda: one.fetch().status in ("completed", "absent"))
    assert [tape.sid for tape in tapes.list()] == [made.sid]
    assert [tape.sid for tape in judged.client.recordings.list(call_sid=customer)] == [made.sid]
    assert judged.client.recordings(made.sid).fetch().call_sid == customer
    assert judged.client.recordings(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        judged.client.recordings(made.sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)
    assert judged.complaints == []


def test_the_recording_of_a_whole_call_has_a_sound(judged: Judged) -> None:
    sid = judged.box.call(WONG, record=True)
    judged.box.ended(sid)
    until(lambda: judged.client.recordings.list(call_sid=sid)[0].status == "completed")
    tape = judged.client.recordings.list(call_sid=sid)[0]
    assert tape.source == "OutboundAPI"
    sound = judged.ask("GET", f"Recordings/{tape.sid}.mp3")
    assert (sound.status, sound.kind) == (200, "audio/mpeg")
    assert sound.body
    judged.heard.remove(sound)
    assert judged.complaints == []


def test_the_recording_of_a_conference_is_listed_below_it_as_described(judged: Judged) -> None:
    enter = ENTER.format("true").replace("<Conference ", '<Conference record="record-from-start" ')
    agent = judged.box.call(AGENT, twiml=enter)
    judged.box.call(CHAN, twiml=enter)
    until(lambda: judged.client.conferences.list(friendly_name=ROOM, status="in-progress"))
    room = judged.client.conferences.list(friendly_name=ROOM)[0].sid
    judged.box.become(agent, "completed")
    tapes = judged.client.conferences(room).recordings
    until(lambda: [tape.status for tape in tapes.list()] == ["completed"])
    tape = tapes.list()[0]
    assert (tape.source, tape.conference_sid) == ("Conference", room)
    assert tapes(tape.sid).fetch().sid == tape.sid
    assert judged.complaints == []
