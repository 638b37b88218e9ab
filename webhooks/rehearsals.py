"""Test calls and test texts: the supervisor hears what a customer would hear, and nothing else comes of it."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import VoiceResponse

from dialer.calls.answer import Speak
from dialer.calls.record import Report
from dialer.rehearsing.carrying_out import rehearsal_of, told_of
from dialer.twilio.addresses import REHEARSAL
from webhooks.door import door
from webhooks.noted import noted
from webhooks.reports import call_report, text_report
from webhooks.spoken import spoken, twiml
from webhooks.told import token_of_delivery, told

room = Blueprint("rehearsals", __name__)


@room.post(f"{REHEARSAL}/answer")
def rehearsal_answered(token: str) -> Response:
    """The supervisor picked up: the greeting, as a customer hears it."""
    sid = told().get("CallSid", "")
    with door().sessions.begin() as session:
        one = rehearsal_of(session, token)
        if one is not None:
            told_of(one, Report(f"answer:{sid}", sid, "answered"), door().now())
        heard = Speak(one.words, one.language, may_opt_out=True) if one is not None else None
    return spoken(heard, keypad=door().addresses.of(REHEARSAL, token, "key"))


@room.post(f"{REHEARSAL}/status")
def rehearsal_status(token: str) -> tuple[str, int]:
    """How far the call, or the text, is."""
    report = call_report(told(), token_of_delivery()) or text_report(told(), token_of_delivery())
    with door().sessions.begin() as session:
        one = rehearsal_of(session, token)
        if one is not None and report is not None:
            told_of(one, report, door().now())
    return noted(told().get("CallStatus") or told().get("MessageStatus", ""), known=one is not None)


@room.post(f"{REHEARSAL}/key")
def rehearsal_key(token: str) -> Response:
    """A key ends the call, as it would for a customer; nobody is taken off any list."""
    del token
    goodbye = VoiceResponse()
    goodbye.hangup()
    return twiml(goodbye)
