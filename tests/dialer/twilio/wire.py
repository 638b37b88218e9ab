"""A stand-in for Twilio's REST API that keeps what it was asked, and answers as the test says."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import Addresses
from dialer.twilio.coverage import Coverage

ACCOUNT, TOKEN = "AC" + "1" * 32, "secret"
OURS = "https://calls.example.org"


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    #: Of the form, else of the query; a repeated field has several values.
    fields: dict[str, list[str]]
    authorization: str


@dataclass
class Wire:
    """What was asked, and what is answered: (status, body); the last answer repeats."""

    carrier: TwilioCarrier
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    #: How the connection ends without a whole answer: reset, cut or silent.
    breaks: str = ""

    def answer(self, status: int, body: Any) -> None:
        """Answer this from now on; several calls are answered in this order."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, raw))

    def refuse(self, status: int, code: int) -> None:
        """Twilio's error body."""
        self.answer(status, {"code": code, "message": "no", "more_info": "", "status": status})


@contextmanager
def wire(timeout: float = 5) -> Iterator[Wire]:
    """A carrier that talks to the stand-in."""
    found: list[Wire] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._serve()

        def do_GET(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def _serve(self) -> None:
            here, form = found[0], self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            url = urlsplit(self.path)
            fields = parse_qs(form or url.query, keep_blank_values=True)
            here.asked.append(Asked(self.command, url.path, fields, self.headers.get("Authorization", "")))
            status, body = here.answers.pop(0) if len(here.answers) > 1 else here.answers[0]
            if here.breaks == "silent":
                released.wait(10)
                return
            if here.breaks == "reset":
                # Zero seconds of lingering: the connection is torn down with a reset.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if here.breaks == "cut" else body)

        def log_message(self, *_: Any) -> None:
            pass

    released = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    found.append(Wire(TwilioCarrier(ACCOUNT, TOKEN, Addresses(OURS), Coverage(), timeout=timeout, api_url=url)))
    try:
        yield found[0]
    finally:
        released.set()
        server.shutdown()
        server.server_close()
