"""The door: nothing passes without Twilio's signature over the address that the world sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import structlog
from flask import abort, current_app, request
from twilio.request_validator import RequestValidator

from dialer.twilio.addresses import Addresses
from runtime.clock import Clock
from runtime.database import Sessions, at_once

log = structlog.get_logger()


@dataclass(frozen=True)
class Door:
    """What the webhooks need from outside."""

    sessions: Sessions
    clock: Clock
    auth_token: str
    #: As Twilio knows us, whatever proxies stand between.
    public_url: str
    #: Conversations with agents are recorded, after the notice.
    record_calls: bool = False

    @cached_property
    def at_once(self) -> Sessions:
        """For what is written down in one statement, and committed by it."""
        return at_once(self.sessions)

    @property
    def addresses(self) -> Addresses:
        """The addresses that we give to Twilio."""
        return Addresses(self.public_url)

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def real(self, seconds: float) -> timedelta:
        """A span of real time, as the shared clock shows it."""
        return timedelta(seconds=seconds * self.clock.rate())

    def assert_signed(self) -> None:
        """Refuse with 403 what Twilio did not sign. Source: Twilio's documentation of X-Twilio-Signature."""
        query = request.query_string.decode()
        url = f"{self.public_url}{request.path}{'?' + query if query else ''}"
        signature = request.headers.get("X-Twilio-Signature", "")
        params = request.get_data(as_text=True) if request.is_json else request.form
        # A body in JSON is signed by its digest in the address; without one it could be anybody's.
        unsigned = request.is_json and not request.args.get("bodySHA256")
        if unsigned or not RequestValidator(self.auth_token).validate(url, params, signature):
            log.warning("webhook_refused", path=request.path)
            abort(403, "The signature does not fit: check TWILIO_AUTH_TOKEN and HUIFANG_PUBLIC_URL.")


def door() -> Door:
    """The door of the application that answers this request."""
    found: Door = current_app.extensions["twilio-door"]
    return found
