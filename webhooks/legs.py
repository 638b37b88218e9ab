"""Agents' legs: an agent's telephone joins his conference; who else joins it; when it goes down."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import VoiceResponse

from dialer.agents.legs import leg_ended, leg_joined, leg_of
from dialer.agents.presence import conference
from dialer.calls.record import Report, attempt_id_of, record
from dialer.twilio.addresses import LEG
from webhooks.door import door
from webhooks.spoken import twiml
from webhooks.told import told

_DOWN = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

room = Blueprint("legs", __name__)


@room.post(f"{LEG}/answer")
def leg_answered(token: str) -> Response:
    """The agent picked up: into his conference, where he waits for customers."""
    response = VoiceResponse()
    with door().sessions.begin() as session:
        leg = leg_of(session, token=token)
        if leg is not None and leg.state != "ended":
            leg_joined(leg, told().get("CallSid", ""), door().now())
            response.dial().conference(
                conference(leg.agent_id),
                beep="false",
                start_conference_on_enter=True,
                end_conference_on_exit=True,
                wait_url="",
                # Twilio takes these from the first participant alone, and that is the agent.
                status_callback=door().addresses.of(LEG, token, "conference", retried=True),
                status_callback_event="start end join leave",
            )
    response.hangup()
    return twiml(response)


@room.post(f"{LEG}/status")
def leg_status(token: str) -> tuple[str, int]:
    """How far the call to the agent's telephone is."""
    with door().sessions.begin() as session:
        leg = leg_of(session, token=token)
        if leg is not None:
            leg.carrier_id = leg.carrier_id or told().get("CallSid")
            if told().get("CallStatus") in _DOWN:
                leg_ended(session, leg.id, door().now())
    return "", 204


@room.post(f"{LEG}/conference")
def leg_conference(token: str) -> tuple[str, int]:
    """Somebody came into the agent's conference or left it."""
    sid, event = told().get("CallSid", ""), told().get("StatusCallbackEvent", "")
    with door().sessions.begin() as session:
        if event == "participant-join" and sid:
            attempt_id = attempt_id_of(session, carrier_id=sid)
            if attempt_id is not None:
                record(session, attempt_id, Report(f"joined:{sid}", sid, "joined"), door().now())
        leg = leg_of(session, token=token)
        left = event == "conference-end" or (event == "participant-leave" and leg and leg.carrier_id == sid)
        if leg is not None and left:
            leg_ended(session, leg.id, door().now())
    return "", 204
