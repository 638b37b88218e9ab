"""Agents' legs: into the conference, and who else comes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dialer.agents.presence import Leg
from tests.cast import agent, branch
from tests.dialer.play import Play
from tests.webhooks.twilio import PUBLIC, Twilio


def rings(play: Play) -> Leg:
    """Wing's telephone rings."""
    with play.scene() as session:
        wing = agent(session)
        line = branch(session).line
        found = Leg(
            agent_id=wing.id, e164=wing.phone, line=line, state="placed", carrier_id="CA-leg", wanted_at=play.now
        )
        session.add(found)
    return found


def leg(play: Play) -> Leg:
    with play.scene() as session:
        return session.scalars(select(Leg)).one()


def test_the_agent_who_picks_up_stands_in_the_conference_and_hears_of_it(play: Play, twilio: Twilio) -> None:
    found = rings(play)
    said = twilio.hears(f"/twilio/leg/{found.token}/answer", {"CallSid": "CA-leg"})
    assert [e.tag for e in said] == ["Dial", "Hangup"]
    (conference,) = said[0]
    assert conference.text == f"agent-{found.agent_id}"
    assert conference.attrib == {
        "beep": "false",
        "startConferenceOnEnter": "true",
        "endConferenceOnExit": "true",
        "waitUrl": "",
        "statusCallback": f"{PUBLIC}/twilio/leg/{found.token}/conference#rc=2&rp=all",
        "statusCallbackEvent": "start end join leave",
    }
    assert (leg(play).state, leg(play).joined_at) == ("joined", play.now)


def test_a_leg_that_was_given_up_is_hung_up(play: Play, twilio: Twilio) -> None:
    found = rings(play)
    with play.scene() as session:
        session.merge(found).state = "ended"
    said = twilio.hears(f"/twilio/leg/{found.token}/answer", {"CallSid": "CA-leg"})
    assert [e.tag for e in said] == ["Hangup"]
    assert leg(play).state == "ended"


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_every_end_of_the_leg_is_its_end(play: Play, twilio: Twilio, status: str) -> None:
    found = rings(play)
    twilio.posts(f"/twilio/leg/{found.token}/status", {"CallSid": "CA-leg", "CallStatus": status})
    assert (leg(play).state, leg(play).ended_at) == ("ended", play.now)


@pytest.mark.parametrize("status", ["initiated", "ringing", "in-progress"])
def test_on_its_way_is_not_its_end(play: Play, twilio: Twilio, status: str) -> None:
    found = rings(play)
    twilio.posts(f"/twilio/leg/{found.token}/status", {"CallSid": "CA-leg", "CallStatus": status})
    assert leg(play).state == "placed"


@pytest.mark.parametrize(
    ("who", "event", "met"),
    [
        # the customer comes in: the voices meet
        ("customer", "participant-join", True),
        # leaving, or the agent's own coming, is something else
        ("customer", "participant-leave", False),
        ("CA-leg", "participant-join", False),
        ("", "conference-start", False),
    ],
)
def test_the_voices_meet_when_the_customer_comes_in(
    play: Play, twilio: Twilio, who: str, event: str, met: bool
) -> None:
    call = play.rings()
    sid = call.carrier_id or "" if who == "customer" else who
    sent = {"CallSid": sid, "StatusCallbackEvent": event, "FriendlyName": "agent-1"}
    answer = twilio.posts(f"/twilio/leg/{leg(play).token}/conference", sent)
    assert answer.status_code == 204
    assert (play.attempt().joined_at is not None) == met


@pytest.mark.parametrize(
    "events",
    [
        # as they happen
        ("conference-start", "participant-join", "participant-leave", "conference-end"),
        # the beginning is told last, or not at all
        ("participant-join", "participant-leave", "conference-end", "conference-start"),
        ("participant-leave",),
        # each twice
        ("conference-end", "conference-end", "conference-start", "conference-start"),
    ],
)
def test_what_is_told_of_an_old_conference_changes_nothing_of_the_new_one(
    play: Play, twilio: Twilio, events: tuple[str, ...]
) -> None:
    old = rings(play)
    twilio.hears(f"/twilio/leg/{old.token}/answer", {"CallSid": "CA-leg"})
    twilio.posts(f"/twilio/leg/{old.token}/status", {"CallSid": "CA-leg", "CallStatus": "completed"})
    with play.scene() as session:
        row = {"agent_id": old.agent_id, "e164": old.e164, "line": old.line, "state": "placed", "wanted_at": play.now}
        session.add(new := Leg(**row, carrier_id="CA-new"))
    twilio.hears(f"/twilio/leg/{new.token}/answer", {"CallSid": "CA-new"})
    for event in events:
        sent = {"StatusCallbackEvent": event, "CallSid": "CA-leg", "ConferenceSid": "CF-old"}
        assert twilio.posts(f"/twilio/leg/{old.token}/conference", sent).status_code == 204
    with play.scene() as session:
        found = session.get_one(Leg, new.id)
        before = session.get_one(Leg, old.id)
    assert (found.state, found.conference_id, before.state) == ("joined", None, "ended")


def test_the_conference_is_kept_with_the_leg_whatever_is_told_of_it_first(play: Play, twilio: Twilio) -> None:
    found = rings(play)
    twilio.hears(f"/twilio/leg/{found.token}/answer", {"CallSid": "CA-leg"})
    sent = {"StatusCallbackEvent": "participant-join", "CallSid": "CA-leg", "ConferenceSid": "CF1"}
    twilio.posts(f"/twilio/leg/{found.token}/conference", sent)
    assert leg(play).conference_id == "CF1"


@pytest.mark.parametrize(
    ("whispers", "how"),
    [
        # hears everybody, and is heard by nobody
        (False, {"muted": "true"}),
        # is heard by the agent alone
        (True, {"muted": "false", "coach": "CA-leg"}),
    ],
)
def test_a_supervisor_who_picks_up_stands_beside_the_agent(
    play: Play, twilio: Twilio, whispers: bool, how: dict[str, str]
) -> None:
    heard = rings(play)
    twilio.hears(f"/twilio/leg/{heard.token}/answer", {"CallSid": "CA-leg"})
    listens = listening(play, heard.agent_id, whispers=whispers)
    (conference,) = twilio.hears(f"/twilio/leg/{listens.token}/answer", {"CallSid": "CA-rita"})[0]
    assert conference.text == f"agent-{heard.agent_id}"
    alone = {"startConferenceOnEnter": "false", "endConferenceOnExit": "false", "beep": "false", "waitUrl": ""}
    assert conference.attrib == alone | how


def test_a_supervisor_does_not_open_a_conference_of_nobody(play: Play, twilio: Twilio) -> None:
    heard = rings(play)
    listens = listening(play, heard.agent_id)
    assert [e.tag for e in twilio.hears(f"/twilio/leg/{listens.token}/answer", {"CallSid": "CA-rita"})] == ["Hangup"]


def listening(play: Play, to: int, *, whispers: bool = False) -> Leg:
    """Rita's telephone rings: she wants to hear this agent."""
    with play.scene() as session:
        rita = agent(session, "rita", post="supervisor", roles=[])
        row = {"agent_id": rita.id, "e164": rita.phone, "line": "+85221234567", "wanted_at": play.now}
        session.add(found := Leg(**row, state="placed", carrier_id="CA-rita", listens_to=to, whispers=whispers))
    return found


@pytest.mark.parametrize("leaf", ["answer", "status", "conference"])
def test_a_leg_that_nobody_here_knows_changes_nothing(twilio: Twilio, leaf: str) -> None:
    sent = {"CallSid": "CA-?", "CallStatus": "completed", "StatusCallbackEvent": "participant-join"}
    assert twilio.posts(f"/twilio/leg/nobody-knows-it/{leaf}", sent).status_code in (200, 204)


@pytest.mark.parametrize(
    ("event", "state"),
    [
        # the agent himself went
        ({"StatusCallbackEvent": "participant-leave", "CallSid": "CA-leg"}, "ended"),
        # a customer went, the agent waits for the next
        ({"StatusCallbackEvent": "participant-leave", "CallSid": "CA-customer"}, "joined"),
        # the whole conference is over
        ({"StatusCallbackEvent": "conference-end"}, "ended"),
    ],
)
def test_an_agent_who_left_the_conference_is_not_there_any_more(
    play: Play, twilio: Twilio, event: dict[str, str], state: str
) -> None:
    found = rings(play)
    twilio.hears(f"/twilio/leg/{found.token}/answer", {"CallSid": "CA-leg"})
    twilio.posts(f"/twilio/leg/{found.token}/conference", event)
    assert leg(play).state == state
