"""Legs: an agent's telephone joins his conference, a supervisor's listens in it; who else joins; when it goes down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import VoiceResponse

from dialer.agents.legs import leg_ended, leg_joined, leg_of
from dialer.agents.presence import Leg, conference, own_leg
from dialer.calls.heard import write_down
from dialer.calls.record import Report
from dialer.twilio.addresses import LEG
from webhooks.door import door
from webhooks.noted import noted
from webhooks.spoken import twiml
from webhooks.told import told

_DOWN = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

room = Blueprint("legs", __name__)


@room.post(f"{LEG}/answer")
def leg_answered(token: str) -> Response:
    """The agent picked up: into his conference, where he waits for customers; a supervisor: into the agent's."""
    response = VoiceResponse()
    with door().sessions.begin() as session:
        leg = leg_of(session, token=token)
        if leg is not None and leg.state != "ended":
            name, entry = _own(leg) if leg.listens_to is None else _listening(session, leg)
            if name:
                leg_joined(leg, told().get("CallSid", ""), door().now())
                response.dial().conference(name, beep="false", wait_url="", **entry)
    response.hangup()
    return twiml(response)


def _own(leg: Leg) -> tuple[str, dict[str, Any]]:
    return conference(leg.agent_id), {
        "start_conference_on_enter": True,
        "end_conference_on_exit": True,
        # Twilio takes these from the first participant alone, and that is the agent.
        "status_callback": door().addresses.of(LEG, leg.token, "conference", retried=True),
        "status_callback_event": "start end join leave",
    }


def _listening(session: Session, leg: Leg) -> tuple[str, dict[str, Any]]:
    """Nowhere, where the agent's telephone went down meanwhile: a conference that the supervisor opened is nobody's."""
    heard = own_leg(session, leg.listens_to or 0)
    if heard is None:
        return "", {}
    silent = {"start_conference_on_enter": False, "end_conference_on_exit": False}
    how = {"coach": heard.carrier_id, "muted": False} if leg.whispers else {"muted": True}
    return conference(heard.agent_id), silent | how


@room.post(f"{LEG}/status")
def leg_status(token: str) -> tuple[str, int]:
    """How far the call to the telephone is."""
    with door().sessions.begin() as session:
        leg = leg_of(session, token=token)
        if leg is not None:
            leg.carrier_id = leg.carrier_id or told().get("CallSid")
            if told().get("CallStatus") in _DOWN:
                leg_ended(session, leg.id, door().now())
    return noted(told().get("CallStatus", ""), known=leg is not None)


@room.post(f"{LEG}/conference")
def leg_conference(token: str) -> tuple[str, int]:
    """Somebody came into the agent's conference or left it; the token says of which leg it is the conference."""
    sid, event = told().get("CallSid", ""), told().get("StatusCallbackEvent", "")
    with door().sessions.begin() as session:
        if event == "participant-join" and sid:
            now = door().now()
            write_down(session, Report(f"joined:{sid}", sid, "joined", happened_at=now), now)
        leg = leg_of(session, token=token)
        if leg is not None and leg.state != "ended":
            leg.conference_id = leg.conference_id or told().get("ConferenceSid")
            if event == "conference-end" or (event == "participant-leave" and leg.carrier_id == sid):
                leg_ended(session, leg.id, door().now())
    return noted(told().get("CallStatus", ""), known=leg is not None)
