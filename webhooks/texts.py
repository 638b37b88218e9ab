"""Texts to customers: whether they arrived."""

from __future__ import annotations

from flask import Blueprint

from dialer.calls.record import attempt_id_of, record
from dialer.twilio.addresses import TEXT
from webhooks.door import door
from webhooks.reports import text_report
from webhooks.told import token_of_delivery, told

room = Blueprint("texts", __name__)


@room.post(f"{TEXT}/status")
def text_status(token: str) -> tuple[str, int]:
    """How far the text is."""
    report = text_report(told(), token_of_delivery())
    with door().sessions.begin() as session:
        attempt_id = attempt_id_of(session, token=token)
        if attempt_id is not None and report is not None:
            record(session, attempt_id, report, door().now())
    return "", 204
