"""Calls to customers: what they hear when they pick up, what became of the call, a machine's voice, a pressed key."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request
from twilio.twiml.voice_response import VoiceResponse

from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.calls.answer import answer
from dialer.calls.record import Report, attempt_id_of, record
from dialer.peace.suppress import suppress
from dialer.twilio.addresses import CALL
from webhooks.door import door
from webhooks.reports import call_report
from webhooks.spoken import spoken, twiml
from webhooks.told import token_of_delivery, told

log = structlog.get_logger()

#: Pressed during a greeting: please leave me in peace.
OPT_OUT_KEY = "9"

room = Blueprint("calls", __name__)


@room.post(f"{CALL}/answer")
def call_answered(token: str) -> Response:
    """The customer picked up: TwiML."""
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        sid = told().get("CallSid", "")
        heard = answer(session, attempt_id, sid, door().now()) if attempt_id else None
    return spoken(heard, keypad=door().addresses.of(CALL, token, "key"))


@room.post(f"{CALL}/status")
def call_status(token: str) -> tuple[str, int]:
    """How far the call is."""
    report = call_report(told(), token_of_delivery())
    return _recorded(token, report)


@room.post(f"{CALL}/over")
def call_left(token: str) -> Response:
    """A customer who rang us back has left the conference."""
    sid = told().get("CallSid", "")
    ended = Report(f"over:{sid}", sid, "ended", Result.TALKED)
    _recorded(token, ended)
    return spoken(None)


@room.post(f"{CALL}/machine")
def call_machine(token: str) -> tuple[str, int]:
    """Whether a person or a machine speaks; `unknown` counts as a person."""
    sid, by = told().get("CallSid", ""), told().get("AnsweredBy", "")
    if not by.startswith(("machine", "fax")):
        return "", 204
    return _recorded(token, Report(f"machine:{sid}", sid, "machine"))


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


def _recorded(token: str, report: Report | None) -> tuple[str, int]:
    """204 in any case: what we do not know, and what we heard before, is nothing that Twilio should send again."""
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        if attempt_id is None or report is None:
            log.info("webhook_unknown", path=request.path, status=told().get("CallStatus", ""))
        else:
            record(session, attempt_id, report, door().now())
    return "", 204
