"""Customers who call or write to us."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.messaging_response import MessagingResponse

from dialer.inbound.messages import last_words, message_left
from dialer.inbound.ring_back import ring_back
from dialer.inbound.texts import receive
from dialer.inbound.words import Spoken
from dialer.twilio.addresses import CALL, INBOUND, INBOUND_CALL, INBOUND_TEXT
from webhooks.door import door
from webhooks.recordings import announced, awaited
from webhooks.spoken import spoken, turned_away, twiml
from webhooks.told import token_of_delivery, told
from webhooks.written import came_with

room = Blueprint("inbound", __name__)


@room.post(INBOUND_CALL)
def inbound_call() -> Response:
    """A customer rings one of our numbers."""
    form, of = told(), door().addresses.of
    with door().sessions.begin() as session:
        heard, token, inbound = ring_back(
            session, form.get("From", ""), form.get("To", ""), form.get("CallSid", ""), door().now()
        )
        answer = heard if isinstance(heard, Spoken) else announced(session, heard, token)
    if isinstance(answer, Spoken):
        message, recording = (of(INBOUND, inbound, leaf, retried=True) for leaf in ("message", "recording"))
        return turned_away(answer, message, recording)
    return spoken(answer, over=of(CALL, token, "over") if token else "")


@room.post(f"{INBOUND}/message")
def inbound_message(token: str) -> Response:
    """A caller has left something after the tone, pressed a key or hung up."""
    with door().sessions.begin() as session:
        call = message_left(session, token, door().now()) if _something_left() else None
        if call is not None:
            awaited(session, call)
        said = last_words(session, token, left=call is not None)
    return turned_away(said)


def _something_left() -> bool:
    """Twilio asks also for a recording of no length at all."""
    return bool(told().get("RecordingUrl")) and told().get("RecordingDuration", "") != "0"


@room.post(INBOUND_TEXT)
def inbound_text() -> Response:
    """A customer writes to one of our numbers; the carrier itself confirms a STOP, so we say nothing.

    A field that is missing harms nothing.
    """
    form = told()
    with door().sessions.begin() as session:
        receive(session, came_with(form, token_of_delivery()), door().now())
    return twiml(MessagingResponse())
