"""The least that a signed webhook costs: bare Flask, the signature, one committed row. Run by `bench.webhooks`."""

from __future__ import annotations

from flask import Flask, request
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from runtime.database import connect
from runtime.settings import read_settings

_settings = read_settings()
_engine = connect(_settings.database_url)
_ROW = text("insert into bare (sid, status) values (:sid, :status)")

app = Flask("bare")


@app.post("/status")
def status() -> tuple[str, int]:
    """Checked, written down, committed."""
    signature = request.headers["X-Twilio-Signature"]
    if not RequestValidator(_settings.twilio_auth_token).validate(
        f"{_settings.public_url}/status", request.form, signature
    ):
        return "", 403
    with _engine.begin() as connection:
        connection.execute(_ROW, {"sid": request.form["CallSid"], "status": request.form["CallStatus"]})
    return "", 204
