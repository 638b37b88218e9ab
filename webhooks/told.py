"""What Twilio tells: its fields, from a form or from JSON; unknown ones are nobody's concern."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict


def told() -> MultiDict[str, str]:
    """The fields of this webhook. Of a repeated one `get` gives the first; of JSON only plain values count."""
    if not request.is_json:
        return request.form
    body = request.get_json(silent=True)
    plain = body.items() if isinstance(body, dict) else ()
    return MultiDict((name, str(value)) for name, value in plain if isinstance(value, str | int | float))


def token_of_delivery() -> str:
    """The same on each repetition of this webhook; empty where Twilio sends none."""
    return request.headers.get("I-Twilio-Idempotency-Token", "")
