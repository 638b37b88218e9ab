"""Twilio, as far as webhooks go: it posts forms and signs them with the account's token."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, fromstring

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

TOKEN = "the-account-s-secret"
PUBLIC = "https://calls.example.org"

Form = Mapping[str, str | Sequence[str]]


def sign(url: str, form: Form, token: str = TOKEN) -> str:
    """Twilio's signature of this form sent to this address."""
    pairs = MultiDict([(k, v) for k, vs in form.items() for v in ([vs] if isinstance(vs, str) else vs)])
    return str(RequestValidator(token).compute_signature(url, pairs))


class Twilio:
    """Posts to the application under test, whatever address it knows itself by."""

    def __init__(
        self, client: FlaskClient, public_url: str = PUBLIC, *, then: Callable[[], object] = lambda: None
    ) -> None:
        self._client = client
        self._public = public_url
        #: What follows each webhook.
        self._then = then

    def posts(self, path: str, form: Form, *, signature: str | None = None, **headers: str) -> TestResponse:
        """One webhook, signed as Twilio does unless another signature is given."""
        sent = {"X-Twilio-Signature": sign(f"{self._public}{path}", form) if signature is None else signature}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = urlencode([(k, v) for k, vs in form.items() for v in ([vs] if isinstance(vs, str) else vs)])
        kind = "application/x-www-form-urlencoded"
        answer = self._client.post(path, data=body, headers=sent, content_type=kind)
        self._then()
        return answer

    def hears(self, path: str, form: Form) -> Element:
        """The TwiML that is answered."""
        answer = self.posts(path, form)
        assert (answer.status_code, answer.mimetype) == (200, "text/xml")
        return fromstring(answer.text)
