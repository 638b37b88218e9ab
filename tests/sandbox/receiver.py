"""Our side of the wire in these tests: a real HTTP server that keeps every webhook and answers with TwiML."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server

Answer = str | tuple[int, str, str] | Callable[[dict[str, str]], str]


def until(condition: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait, in real seconds, until the condition holds; fail when it does not."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


@dataclass
class Webhook:
    path: str
    form: dict[str, str]
    headers: Headers
    genuine: bool
    method: str


@dataclass
class Receiver:
    token: str
    #: What a path answers: TwiML, or (status, body, content type), or a function of the form.
    answers: dict[str, Answer] = field(default_factory=dict)
    #: Real seconds a path takes.
    delays: dict[str, float] = field(default_factory=dict)
    got: list[Webhook] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = Flask("receiver")
        app.add_url_rule("/<path:path>", view_func=self._take, methods=["GET", "POST"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def at(self, path: str) -> list[dict[str, str]]:
        """The forms of the webhooks that came to a path, in order of arrival."""
        return [webhook.form for webhook in self.got if webhook.path == path]

    def said(self, path: str, name: str) -> list[str]:
        """One field of the webhooks that came to a path."""
        return [form.get(name, "") for form in self.at(path)]

    def _take(self, path: str) -> Response:
        form = request.form.to_dict()
        # As it was on the wire: what Flask makes of an address is easier to read, and not what was signed.
        address = request.host_url.rstrip("/") + request.environ["RAW_URI"]
        signature = request.headers.get("X-Twilio-Signature", "")
        genuine = RequestValidator(self.token).validate(address, request.form, signature)
        said = form or request.args.to_dict()
        time.sleep(self.delays.get(path, 0.0))
        self.got.append(Webhook(path, said, request.headers, genuine, request.method))
        answer = self.answers.get(path, "<Response/>")
        if callable(answer):
            answer = answer(said)
        if isinstance(answer, str):
            return Response(answer, content_type="text/xml")
        status, body, content_type = answer
        if status in (301, 302, 303, 307):
            return Response(status=status, headers={"Location": body})
        return Response(body, status=status, content_type=content_type)
