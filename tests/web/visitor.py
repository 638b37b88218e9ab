"""A visitor of the pages: Flask's client with the CSRF token of the last form it saw."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from runtime.settings import Settings

PASSWORD = "nobody guesses this"
#: A hash of it that costs little to verify.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def settings(public_url: str = "http://localhost", also_serves: tuple[str, ...] = ()) -> Settings:
    """What the pages need to know from outside."""
    return Settings(
        database_url="",
        redis_url="",
        secret_key="a secret of the tests",
        public_url=public_url,
        twilio_account_sid="AC-test",
        twilio_auth_token="token",
        twilio_api_url=None,
        calls_per_second=1.0,
        caller_id_calls_per_second=1.0,
        texts_per_second=1.0,
        concurrent_calls=10,
        share_for_care=0.2,
        hand_over=timedelta(minutes=20),
        high_tiers=("gold", "platinum", "diamond"),
        wrap_up_seconds=120.0,
        approval_above=500,
        carrier_timeout=15.0,
        also_serves=also_serves,
        record_calls=False,
        recording_days=90,
        clock_file=None,
    )


class Visitor:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client = app.test_client()
        self._language = language
        self._token = ""
        #: Where the door has led to, until something was looked at there.
        self._led_to = ""

    @property
    def token(self) -> str:
        """What the forms of this visit carry."""
        if self._led_to:
            self.get(self._led_to)
        return self._token

    def get(self, path: str, htmx: bool = False) -> TestResponse:
        """Ask for a page, or as the page's script does."""
        return self._seen(self.client.get(path, headers=self._headers(htmx)))

    def post(self, path: str, form: dict[str, Any] | None = None, htmx: bool = False) -> TestResponse:
        """Send a form with its token."""
        filled = {"csrf_token": self.token, **(form or {})}
        return self._seen(self.client.post(path, data=filled, headers=self._headers(htmx)))

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        """Fill in the door's form. The page that it leads to takes a while, and is looked at where a form is sent."""
        self.get("/login")
        answer = self.post("/login", {"login": login, "password": password})
        self._led_to = answer.location or ""
        return answer

    def _headers(self, htmx: bool) -> dict[str, str]:
        return {"Accept-Language": self._language} | ({"HX-Request": "true"} if htmx else {})

    def _seen(self, answer: TestResponse) -> TestResponse:
        found = _CSRF.search(answer.text) if answer.mimetype == "text/html" else None
        if found:
            self._token, self._led_to = found.group(1), ""
        return answer
