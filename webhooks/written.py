"""From Twilio's words to ours: a text that a customer sent us. A field that is missing harms nothing."""

from __future__ import annotations

from collections.abc import Mapping

from dialer.attempts import new_token
from dialer.inbound.texts import Came


def came_with(params: Mapping[str, str], delivery: str) -> Came:
    """The text that these fields tell of; `delivery` is the token of the delivery, empty where there is none."""
    return Came(
        carrier_id=_name(params, delivery),
        e164=params.get("From", ""),
        line=params.get("To", ""),
        body=params.get("Body", ""),
        declared=params.get("OptOutType", ""),
        media=_pictures(params.get("NumMedia", "")),
    )


def _name(params: Mapping[str, str], delivery: str) -> str:
    """Twilio's id of the text, else of the delivery. Without either it is kept each time: better twice than never."""
    sid = next((params[name] for name in ("MessageSid", "SmsMessageSid", "SmsSid") if params.get(name)), "")
    return sid or (f"delivery/{delivery}" if delivery else f"unnamed/{new_token()}")


def _pictures(said: str) -> int:
    """How many pictures and the like came with it; Twilio sends a number as words, or nothing."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
