"""A server that speaks as Twilio's description does in its examples, keeps every request, and judges nothing."""

from __future__ import annotations

import threading
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from tests.contracts.description import Description
from tests.contracts.wire import Exchange, exchange


class ByTheBook:
    """Answers each operation with the first of its examples."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self.heard: list[Exchange] = []
        #: Twilio's error codes that the next requests are refused with, HTTP 400.
        self.refusals: list[int] = []
        app = Flask("by-the-book")
        app.add_url_rule("/<path:path>", view_func=self._answer, methods=["GET", "POST", "DELETE", "PUT", "PATCH"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str) -> Response:
        answer = self._said(f"/{path}")
        told = (answer.status_code, answer.mimetype or "", answer.get_data())
        self.heard.append(exchange(request.method, request.url, request.get_data(), told))
        return answer

    def _said(self, path: str) -> Response:
        if self.refusals:
            return _refused(self.refusals.pop(0))
        if path.endswith((".mp3", ".wav")):
            return Response(b"sound", content_type="audio/mpeg")
        operation = self._description.find(request.method, path)
        if operation is None:
            return _refused(20404, 404)
        status, examples = next((s, shown) for s, shown in operation.examples.items() if s < 300)
        if not examples:
            return Response(status=status)
        answer = jsonify(_last_page(examples[0]) if "Page" in request.args else examples[0])
        answer.status_code = status
        return answer


def _last_page(example: Any) -> Any:
    return {**example, "next_page_uri": None}


def _refused(code: int, status: int = 400) -> Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    answer = jsonify({"code": code, "message": "No", "more_info": more, "status": status})
    answer.status_code = status
    return answer
