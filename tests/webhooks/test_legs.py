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
