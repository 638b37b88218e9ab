"""Conferences: who hears whom, what is done with participants, and that the witness knows who heard nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.records.hearing import Sound, silences
from tests.sandbox.box import OURS, SLOW, Box, seconds
from tests.sandbox.conftest import AGENT, CHAN, MakeBox
from tests.sandbox.receiver import until

ROOM = "<Response><Dial action='/done'><Conference {}>room-7</Conference></Dial></Response>"
EVENTS = "statusCallback='/room' statusCallbackEvent='start end join leave mute hold modify announcement'"
SUPERVISOR = "+85298765433"
#: Mrs Chan has all the time in the world.
PATIENT = {CHAN: {"answers": ["answer"], "ring_s": 1, "talk_s": 5000, "patience_s": 5000}}
OTHERS = {SUPERVISOR: {"kind": "agent"}}


class Meeting:
    """An agent and a customer who talk to each other in a room."""

    def __init__(self, box: Box, customer: str = "", agent: str = "") -> None:
        self.box = box
        box.receiver.answers |= {"agent": ROOM.format(f"{agent} {EVENTS}"), "customer": ROOM.format(customer)}
        self.agent = box.call(AGENT, url=box.hook("agent"))
        until(lambda: box.receiver.said("room", "StatusCallbackEvent"))
        self.customer = box.call(CHAN, url=box.hook("customer"))
        until(lambda: box.witnessed(self.customer)["talked_with"])
        self.room: Any = box.client.conferences(str(box.client.conferences.list()[0].sid))

    def treat(self, call: str, **how: Any) -> Any:
        return self.room.participants(call).update(**how)

    def pass_time(self, virtual_s: float) -> None:
        net = self.box.sandbox.network
        then = net.now() + virtual_s
        until(lambda: net.now() > then)

    def listens_to(self, call: str) -> set[str]:
        """What this call hears at the moment."""
        return {one["what"] for one in self.box.witnessed(call)["heard"] if one["to"] is None}

    def join(self, number: str, **how: Any) -> str:
        """Somebody else is called into the room; their call, once they are in."""
        call = str(self.room.participants.create(from_=OURS, to=number, **how).call_sid)
        until(lambda: self.box.witnessed(call)["heard"])
        return call


@pytest.fixture
def meeting(make_box: MakeBox) -> Meeting:
    return Meeting(make_box(PATIENT | OTHERS))


def test_two_in_a_room_hear_each_other(meeting: Meeting) -> None:
    assert (meeting.listens_to(meeting.customer), meeting.listens_to(meeting.agent)) == ({AGENT}, {CHAN})


def test_on_hold_one_hears_music_and_is_heard_by_nobody(meeting: Meeting) -> None:
    held = meeting.treat(meeting.customer, hold=True, hold_url=meeting.box.hook("music"))
    assert held.hold is True
    assert (meeting.listens_to(meeting.customer), meeting.listens_to(meeting.agent)) == ({"music"}, set())
    assert meeting.treat(meeting.customer, hold=False).hold is False
    assert (meeting.listens_to(meeting.customer), meeting.listens_to(meeting.agent)) == ({AGENT}, {CHAN})
    told = meeting.box.receiver
    until(lambda: told.said("room", "StatusCallbackEvent")[-1] == "participant-unhold")
    assert [(one["StatusCallbackEvent"], one["Hold"]) for one in told.at("room")[-2:]] == [
        ("participant-hold", "true"),
        ("participant-unhold", "false"),
    ]


def test_who_is_muted_hears_everybody_and_is_not_heard(meeting: Meeting) -> None:
    meeting.treat(meeting.agent, muted=True)
    assert (meeting.listens_to(meeting.customer), meeting.listens_to(meeting.agent)) == (set(), {CHAN})
    meeting.treat(meeting.agent, muted=False)
    assert meeting.listens_to(meeting.customer) == {AGENT}


def test_who_listens_in_muted_talks_with_nobody(meeting: Meeting) -> None:
    supervisor = meeting.join(SUPERVISOR, muted=True)
    assert meeting.listens_to(supervisor) == {CHAN, AGENT}
    assert (meeting.listens_to(meeting.customer), meeting.listens_to(meeting.agent)) == ({AGENT}, {CHAN})
    assert meeting.box.witnessed(supervisor)["talked_with"] == []
    assert meeting.box.witnessed(meeting.customer)["talked_with"] == [AGENT]


def test_a_coach_is_heard_by_the_coached_alone(meeting: Meeting) -> None:
    supervisor = meeting.join(SUPERVISOR, coaching=True, call_sid_to_coach=meeting.agent)
    assert meeting.listens_to(supervisor) == {CHAN, AGENT}
    assert meeting.listens_to(meeting.agent) == {CHAN, SUPERVISOR}
    assert meeting.listens_to(meeting.customer) == {AGENT}
    coach = meeting.room.participants(supervisor).fetch()
    assert (coach.coaching, coach.call_sid_to_coach) == (True, meeting.agent)
    assert meeting.treat(supervisor, coaching=False).coaching is False
    assert meeting.listens_to(meeting.customer) == {AGENT, SUPERVISOR}
    assert meeting.treat(supervisor, call_sid_to_coach=meeting.agent).coaching is True
    assert meeting.listens_to(meeting.customer) == {AGENT}


@pytest.mark.parametrize("how", [{"coaching": True}, {"call_sid_to_coach": "CA" + "0" * 32}])
def test_nobody_coaches_nobody(meeting: Meeting, how: dict[str, Any]) -> None:
    with pytest.raises(TwilioRestException) as refused:
        meeting.treat(meeting.agent, **how)
    assert refused.value.status == 400


def test_an_announcement_is_heard_by_one_while_the_conference_goes_on(meeting: Meeting) -> None:
    meeting.box.receiver.answers["notice"] = "<Response><Say>This call is recorded.</Say></Response>"
    meeting.treat(meeting.customer, announce_url=meeting.box.hook("notice"))
    until(lambda: "announcement-end" in meeting.box.receiver.said("room", "StatusCallbackEvent"))
    assert meeting.box.witnessed(meeting.customer)["said"] == ["This call is recorded."]
    assert meeting.box.witnessed(meeting.agent)["said"] == []
    assert meeting.listens_to(meeting.customer) == {AGENT}
    meeting.box.receiver.answers["broken"] = (500, "", "text/plain")
    meeting.treat(meeting.customer, announce_url=meeting.box.hook("broken"))
    until(lambda: "announcement-fail" in meeting.box.receiver.said("room", "StatusCallbackEvent"))


def test_whether_the_conference_ends_with_somebody_can_be_changed(meeting: Meeting) -> None:
    assert meeting.treat(meeting.agent, end_conference_on_exit=True).end_conference_on_exit is True
    meeting.box.receiver.answers["done"] = "<Response><Say>We will call you again.</Say></Response>"
    meeting.box.become(meeting.agent, "completed")
    assert meeting.box.ended(meeting.customer)["said"] == ["We will call you again."]
    told = {one["CallSid"]: (one["DialCallStatus"], one["CallStatus"]) for one in meeting.box.receiver.at("done")}
    assert told[meeting.customer] == ("answered", "in-progress")


@pytest.mark.parametrize("way", ["url", "twiml"])
def test_a_call_in_a_conference_can_be_given_other_instructions(meeting: Meeting, way: str) -> None:
    document = "<Response><Say>One moment please.</Say><Pause length='900'/></Response>"
    meeting.box.receiver.answers["other"] = document
    new = {"url": meeting.box.hook("other")} if way == "url" else {"twiml": document}
    meeting.box.client.calls(meeting.customer).update(**new)
    until(lambda: meeting.box.witnessed(meeting.customer)["said"] == ["One moment please."])
    assert meeting.box.status(meeting.customer) == "in-progress"
    assert [one.call_sid for one in meeting.room.participants.list()] == [meeting.agent]
    assert meeting.listens_to(meeting.agent) == set()
    until(lambda: "participant-leave" in meeting.box.receiver.said("room", "StatusCallbackEvent"))
    # The Dial was not completed but left: nobody asks what comes behind it.
    assert meeting.box.receiver.at("done") == []


def test_who_is_put_through_to_another_room_meets_the_next_agent_there(meeting: Meeting) -> None:
    meeting.box.receiver.answers["other"] = ROOM.format("").replace("room-7", "room-8")
    doctor = meeting.box.call(SUPERVISOR, url=meeting.box.hook("other"))
    meeting.box.client.calls(meeting.customer).update(url=meeting.box.hook("other"))
    until(lambda: meeting.box.witnessed(doctor)["talked_with"] == [CHAN])
    assert meeting.box.witnessed(meeting.customer)["talked_with"] == [AGENT, SUPERVISOR]


@pytest.mark.parametrize(
    ("attributes", "music"),
    [
        # Twilio plays music unless it is told not to
        ("", True),
        ("waitUrl='https://example.com/hold'", True),
        ("waitUrl=''", False),
    ],
)
def test_an_empty_wait_url_means_silence_until_the_conference_starts(
    make_box: MakeBox, attributes: str, music: bool
) -> None:
    box = make_box(PATIENT)
    sid = box.call(CHAN, twiml=ROOM.format(attributes))
    until(lambda: box.witnessed(sid)["answered_at"])
    then = box.sandbox.network.now() + 30
    until(lambda: box.sandbox.network.now() > then)
    seen = box.witnessed(sid)
    assert [one["what"] for one in seen["heard"]] == (["music"] if music else [])
    assert (seen["longest_silence_s"] >= 30) is not music
    assert (seen["silences"] == []) is music


def test_when_the_agents_line_drops_the_customers_silence_is_witnessed(meeting: Meeting) -> None:
    before = meeting.box.witnessed(meeting.customer)["longest_silence_s"]
    meeting.box.become(meeting.agent, "completed")
    meeting.pass_time(40)
    seen = meeting.box.witnessed(meeting.customer)
    assert seen["longest_silence_s"] >= 40 > before
    start, end = seen["silences"][-1]
    assert seconds(start, end) == pytest.approx(seen["longest_silence_s"], abs=0.02)


def test_whoever_waits_too_long_hangs_up_on_hold_later_than_in_silence(make_box: MakeBox) -> None:
    waited: list[float] = []
    for hold in (True, False):
        meeting = Meeting(make_box({CHAN: {"answers": ["answer"], "ring_s": 1, "talk_s": 5000}}))
        if hold:
            meeting.treat(meeting.customer, hold=True)
        else:
            meeting.box.become(meeting.agent, "completed")
        seen = meeting.box.ended(meeting.customer)
        last = [one for one in seen["heard"] if one["what"] == AGENT][-1]
        waited.append(seconds(last["to"], seen["ended_at"]))
    assert waited == pytest.approx([120, 20], abs=0.01)


def test_words_music_and_the_ringing_tone_are_no_silence(make_box: MakeBox) -> None:
    box = make_box({AGENT: {"kind": "agent", "ring_s": 15}}, rate=SLOW)
    say = f"<Say>{'a' * 100}</Say><Pause length='7'/><Play>/jingle.mp3</Play>"
    seen = box.ended(box.call(CHAN, twiml=f"<Response>{say}<Dial>{AGENT}</Dial></Response>"))
    assert [one["what"] for one in seen["heard"]] == ["words", "words", "ringing", AGENT]
    assert seen["longest_silence_s"] == pytest.approx(7, abs=0.02)
    (quiet,) = seen["silences"]
    assert seconds(*quiet) == pytest.approx(7, abs=0.02)


def test_behind_a_dial_that_reached_nobody_the_ringing_tone_is_over(make_box: MakeBox) -> None:
    box = make_box({AGENT: {"answers": ["busy"]}}, rate=SLOW)
    seen = box.ended(box.call(CHAN, twiml=f"<Response><Dial>{AGENT}</Dial><Pause length='9'/></Response>"))
    (ringing,) = seen["heard"]
    assert ringing["what"] == "ringing"
    assert seconds(ringing["to"], seen["ended_at"]) == pytest.approx(seen["longest_silence_s"], abs=0.02)
    assert seen["longest_silence_s"] == pytest.approx(9, abs=0.02)


@pytest.mark.parametrize(
    ("sounds", "quiet"),
    [
        # nothing at all
        ([], [(0, 100)]),
        # heard from the beginning to the end
        ([(0, None)], []),
        # a gap in the middle
        ([(0, 40), (60, None)], [(40, 60)]),
        # two at once, the longer one counts
        ([(10, 90), (20, 30)], [(0, 10), (90, 100)]),
        # what is heard before the answer and behind the end does not matter
        ([(-50, -10), (120, 130)], [(0, 100)]),
        ([(-50, 10), (80, 130)], [(10, 80)]),
    ],
)
def test_silence_is_where_nothing_is_heard(
    sounds: list[tuple[float, float | None]], quiet: list[tuple[float, float]]
) -> None:
    assert silences([Sound("words", since, until_) for since, until_ in sounds], 0, 100) == quiet


def test_what_is_heard_is_told_in_order(meeting: Meeting) -> None:
    heard = meeting.box.witnessed(meeting.customer)["heard"]
    began = [datetime.fromisoformat(one["from"]) for one in heard]
    assert began == sorted(began)
