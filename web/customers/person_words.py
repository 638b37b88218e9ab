"""What people call the tables that know something of a customer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

TABLES: dict[str, LazyString] = {
    "customer": _l("the person"),
    "customer_number": _l("telephone numbers"),
    "event": _l("what happened: visits, treatments, invoices"),
    "follow_up": _l("follow-ups"),
    "follow_up_change": _l("history of the follow-ups"),
    "refusal": _l("calls and texts that were not permitted"),
    "attempt": _l("calls and texts from us"),
    "attempt_change": _l("history of the calls and texts"),
    "carrier_event": _l("what the carrier told of them"),
    "topic": _l("what a call was about besides"),
    "transfer": _l("calls handed on"),
    "preview": _l("read before a call"),
    "draft": _l("notes not yet logged"),
    "outcome": _l("what conversations came to"),
    "redress": _l("how dissatisfaction was handled"),
    "appointment": _l("appointments"),
    "visit_card": _l("visit card"),
    "inbound_text": _l("texts to us"),
    "inbound_call": _l("calls to us"),
    "recording": _l("recordings"),
    "listening": _l("who listened to recordings"),
    "recording_score": _l("scores of recordings"),
    "recording_wish": _l("what was said about being recorded"),
    "consent": _l("consents"),
    "suppression": _l("left in peace"),
    "wish_change": _l("wished hours"),
    "owner_change": _l("own agents"),
    "to_plan": _l("waiting to be planned"),
    "audit_entry": _l("who looked at the data or took it out"),
}
