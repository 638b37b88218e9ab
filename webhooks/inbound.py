"""Customers who call or write to us."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.messaging_response import MessagingResponse

from dialer.inbound.ring_back import ring_back
from dialer.inbound.texts import receive
from dialer.twilio.addresses import CALL, INBOUND_CALL, INBOUND_TEXT
from webhooks.door import door
from webhooks.spoken import spoken, twiml
from webhooks.told import told

room = Blueprint("inbound", __name__)


@room.post(INBOUND_CALL)
def inbound_call() -> Response:
    """A customer rings one of our numbers."""
    form = told()
    with door().sessions.begin() as session:
        heard, token = ring_back(
            session, form.get("From", ""), form.get("To", ""), form.get("CallSid", ""), door().now()
        )
    return spoken(heard, over=door().addresses.of(CALL, token, "over") if token else "")


@room.post(INBOUND_TEXT)
def inbound_text() -> Response:
    """A customer writes to one of our numbers; the carrier itself confirms a STOP, so we say nothing."""
    form = told()
    with door().sessions.begin() as session:
        receive(
            session,
            form.get("MessageSid", ""),
            form.get("From", ""),
            form.get("To", ""),
            form.get("Body", ""),
            form.get("OptOutType", ""),
            door().now(),
        )
    return twiml(MessagingResponse())
