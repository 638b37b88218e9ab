"""Calls to customers: what they hear when they pick up, what became of the call, a machine's voice, a pressed key."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import VoiceResponse

from dialer.attempts import Attempt
from dialer.calls.answer import answer
from dialer.calls.heard import write_down
from dialer.calls.record import Report, attempt_id_of, record
from dialer.peace.suppress import suppress
from dialer.twilio.addresses import CALL
from webhooks.door import door
from webhooks.noted import noted
from webhooks.recordings import announced
from webhooks.reports import call_report, machine_report
from webhooks.spoken import spoken, twiml
from webhooks.told import token_of_delivery, told

#: Pressed during a greeting: please leave me in peace.
OPT_OUT_KEY = "9"

room = Blueprint("calls", __name__)


@room.post(f"{CALL}/answer")
def call_answered(token: str) -> Response:
    """The customer picked up: TwiML."""
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        sid = told().get("CallSid", "")
        if attempt_id and (machine := machine_report(told())):
            record(session, attempt_id, machine, door().now())
        heard = answer(session, attempt_id, sid, door().now()) if attempt_id else None
        heard = announced(session, heard, token)
    return spoken(heard, **asked_next(token))


@room.post(f"{CALL}/status")
def call_status(token: str) -> tuple[str, int]:
    """How far the call is."""
    return _recorded(token, machine_report(told()), call_report(told(), token_of_delivery()))


@room.post(f"{CALL}/machine")
def call_machine(token: str) -> tuple[str, int]:
    """Whether a person or a machine speaks, by Twilio's asynchronous detection."""
    return _recorded(token, machine_report(told()))


@room.post(f"{CALL}/key")
def call_key(token: str) -> Response:
    """A key was pressed during a greeting."""
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        if attempt_id and told().get("Digits") == OPT_OUT_KEY:
            suppress(session, session.get_one(Attempt, attempt_id).customer_id, "all", "opt_out", door().now())
    goodbye = VoiceResponse()
    goodbye.hangup()
    return twiml(goodbye)


def asked_next(token: str) -> dict[str, str]:
    """Where Twilio reports a pressed key, asks when a conference is left, and asks again for who waits."""
    of = door().addresses.of
    return {"keypad": of(CALL, token, "key"), "over": of(CALL, token, "over"), "again": of(CALL, token, "wait")}


def _recorded(token: str, *reports: Report | None) -> tuple[str, int]:
    """Written down for a worker, each in one statement: what the other says does not hang on it."""
    with door().at_once() as session:
        known = [write_down(session, report, door().now(), token=token) for report in reports if report is not None]
    return noted(told().get("CallStatus", ""), known=all(known))
