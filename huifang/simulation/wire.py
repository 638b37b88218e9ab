"""The wire: HTTP between us and the network, inside one process and without sockets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from flask import Flask
from requests.adapters import BaseAdapter


class _Line:
    """What the sandbox takes for the client's socket."""

    def __init__(self) -> None:
        self.cut = False
        #: The client has given up waiting.
        self.hung = False

    def shutdown(self, _how: int) -> None:
        """The connection is closed before the answer has come."""
        self.cut = True


class Wire(BaseAdapter):
    """A way for `requests` to reach a Flask application of this process."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._app = app.wsgi_app
        #: The requests under way, the innermost last: an application may be asked while it is answering.
        self.lines: list[_Line] = []

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Ask the application. Raises what `requests` raises where the answer is lost, or comes too late."""
        line = _Line()
        self.lines.append(line)
        try:
            answer = self._open(request, line)
        finally:
            self.lines.pop()
        if line.hung:
            raise requests.ReadTimeout("no answer in time", request=request)
        if line.cut:
            raise requests.ConnectionError("the connection was closed before the answer", request=request)
        return answer

    def close(self) -> None:
        """There is nothing to close."""

    def _open(self, request: requests.PreparedRequest, line: _Line) -> requests.Response:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _wrong: Any = None, /) -> Callable[[bytes], object]:
            told.append((status, headers))
            return lambda _piece: None

        # Without Werkzeug's client for tests, which makes more of each request than is asked for here.
        pieces = self._app(_environ(request, line), start)
        try:
            body = b"".join(pieces)
        finally:
            # What the sandbox does once its answer is out it does when the response is closed.
            getattr(pieces, "close", lambda: None)()
        return _as_response(request, *told[-1], body)


def session_over(adapter: BaseAdapter) -> requests.Session:
    """A session of `requests` whose requests all go this way."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", adapter)
    return session


class Watched(BaseAdapter):
    """A wire at whose end something happens before and after each request."""

    def __init__(self, wire: Wire, around: Callable[[requests.PreparedRequest, Callable[[], Any]], Any]) -> None:
        super().__init__()
        self._wire = wire
        self._around = around

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """Ask, with whatever happens around it."""
        answer: requests.Response = self._around(request, lambda: self._wire.send(request, *args, **more))
        return answer

    def close(self) -> None:
        """There is nothing to close."""


def _environ(request: requests.PreparedRequest, line: _Line) -> dict[str, Any]:
    """The request as WSGI tells it (PEP 3333)."""
    parts = urlsplit(request.url or "")
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        # WSGI's text is bytes in Latin-1's clothing.
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "werkzeug.socket": line,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def _as_response(
    request: requests.PreparedRequest, status: str, headers: list[tuple[str, str]], body: bytes
) -> requests.Response:
    found = requests.Response()
    found.status_code = int(status.split(" ", 1)[0])
    found.headers.update(headers)
    found._content = body
    found.encoding = requests.utils.get_encoding_from_headers(found.headers)
    found.request, found.url = request, request.url or ""
    return found
