"""What goes over the wire: one request and its answer, however they were overheard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Exchange:
    """One request, and what was answered."""

    method: str
    #: Without the host, without the query.
    path: str
    #: Names and values in the order in which they were sent.
    query: Pairs = field(default_factory=list)
    form: Pairs = field(default_factory=list)
    status: int = 200
    #: The body's media type, and the body.
    kind: str = ""
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.query or ''}{self.form or ''} -> {self.status}"

    @property
    def told(self) -> Any:
        """The JSON that was answered."""
        return json.loads(self.body)


def exchange(method: str, url: str, body: bytes | str | None, answer: tuple[int, str, bytes]) -> Exchange:
    """An exchange from what was on the wire."""
    parts = urlsplit(url)
    text = body.decode() if isinstance(body, bytes) else body or ""
    status, kind, said = answer
    return Exchange(method, unquote(parts.path), pairs(parts.query), pairs(text), status, kind.partition(";")[0], said)


def pairs(text: str) -> Pairs:
    """The names and values of a query or a form."""
    return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))


def overhearing(hear: Callable[[Exchange], None], timeout: float = 5.0) -> TwilioHttpClient:
    """Twilio's own HTTP client, with somebody listening to every exchange as it goes over the wire."""

    def listen(answer: requests.Response, **_: object) -> None:
        asked = answer.request
        said = (answer.status_code, answer.headers.get("Content-Type", ""), answer.content)
        hear(exchange(str(asked.method), str(asked.url), asked.body, said))

    return TwilioHttpClient(timeout=timeout, request_hooks={"response": [listen]})
