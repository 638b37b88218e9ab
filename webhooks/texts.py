"""Texts to customers: whether they arrived."""

from __future__ import annotations

from flask import Blueprint

from dialer.calls.heard import write_down
from dialer.twilio.addresses import TEXT
from webhooks.door import door
from webhooks.noted import noted
from webhooks.reports import text_report
from webhooks.told import token_of_delivery, told

room = Blueprint("texts", __name__)


@room.post(f"{TEXT}/status")
def text_status(token: str) -> tuple[str, int]:
    """How far the text is."""
    report = text_report(told(), token_of_delivery())
    with door().sessions.begin() as session:
        known = report is not None and write_down(session, report, door().now(), token=token)
    return noted(told().get("MessageStatus", ""), known=known)
