"""Customers who leave a conference: they hung up, or are alone and are to wait until somebody is there again."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from dialer.attempt_life import Result
from dialer.calls.answer import Answer
from dialer.calls.heard import write_down
from dialer.calls.record import Report, attempt_id_of
from dialer.handling.left_alone import left, still_alone
from dialer.twilio.addresses import CALL
from webhooks.calls import asked_next
from webhooks.door import door
from webhooks.spoken import spoken
from webhooks.told import told

log = structlog.get_logger()

#: Real seconds that our own machinery may take to ring an agent's telephone.
LATE = 2

room = Blueprint("waiting", __name__)


@room.post(f"{CALL}/over")
def call_left(token: str) -> Response:
    """The conference is left. Who is still on the line is alone; who is not has hung up (Twilio's Dial action)."""
    sid, goes_on = told().get("CallSid", ""), told().get("CallStatus") == "in-progress"
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        heard = left(session, attempt_id, sid, door().now()) if attempt_id and goes_on else None
        if heard is None and not write_down(session, _ended(sid), door().now(), token=token):
            log.info("webhook_unknown", webhook=request.endpoint)
    return _said(heard, token)


@room.post(f"{CALL}/wait")
def call_waits(token: str) -> Response:
    """A customer who waits asks what is next."""
    sid = told().get("CallSid", "")
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        late, now = door().real(LATE), door().now()
        heard = still_alone(session, attempt_id, sid, late, now) if attempt_id else None
    return _said(heard, token)


def _ended(sid: str) -> Report:
    return Report(f"over:{sid}", sid, "ended", Result.TALKED)


def _said(heard: Answer, token: str) -> Response:
    return spoken(heard, **asked_next(token))
