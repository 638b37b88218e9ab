"""The wire: HTTP between us and the network, inside one process and without sockets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests
from flask import Flask
from requests.adapters import BaseAdapter
from werkzeug.test import TestResponse


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
        self._client = app.test_client(use_cookies=False)
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
        return _as_response(answer, request)

    def close(self) -> None:
        """There is nothing to close."""

    def _open(self, request: requests.PreparedRequest, line: _Line) -> TestResponse:
        answer = self._client.open(
            request.url or "/",
            method=request.method,
            headers=dict(request.headers),
            data=request.body,
            environ_overrides={"werkzeug.socket": line},
            buffered=True,
        )
        # What the sandbox does once its answer is out it does when the response is closed.
        answer.close()
        return answer


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


def _as_response(answer: TestResponse, request: requests.PreparedRequest) -> requests.Response:
    found = requests.Response()
    found.status_code = answer.status_code
    found.headers.update(answer.headers)
    found._content = answer.data
    found.encoding = requests.utils.get_encoding_from_headers(found.headers)
    found.request, found.url = request, request.url or ""
    return found
