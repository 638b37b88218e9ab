"""The web application: all doors, the login, Twilio's error bodies."""

import re

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.api import (
    calls,
    conferences,
    desk,
    joining,
    messages,
    participants,
    phone_pages,
    recordings,
    taping_doors,
    witness,
)
from sandbox.api.refusals import Refusal
from sandbox.network import Network

_ROOMS = (
    calls,
    messages,
    conferences,
    participants,
    joining,
    recordings,
    taping_doors,
    witness,
    phone_pages,
)


def create_app(net: Network) -> Flask:
    """The application that shows `net` to the world."""
    app = Flask("sandbox")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    desk.seat(app.extensions, net)
    for module in _ROOMS:
        app.register_blueprint(module.doors)
    app.before_request(_log_in)
    app.register_error_handler(Refusal, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    return app


def _log_in() -> None:
    if re.match(r"/2010-04-01/", request.path):
        desk.check_login()


def _refuse(error: Refusal) -> Response:
    answer = jsonify(error.body())
    answer.status_code = error.status
    if error.code == 20003:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def _refuse_http(error: HTTPException) -> Response:
    status = error.code or 500
    code = {404: 20404, 405: 20004, 429: 20429}.get(status, 20500 if status >= 500 else 20001)
    return _refuse(Refusal(code, f"{error.name}: {request.path}", status))
