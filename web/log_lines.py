"""What each line of the log that is written while a request is answered says of the request."""

from __future__ import annotations

import secrets

from flask import Flask, g, request

from runtime.logs import bound


def name_lines(app: Flask) -> None:
    """Bind an id of the request and the door at which it came; a thread answers many, and carries nothing on."""

    @app.before_request
    def begin() -> None:
        g.lines = bound(request_id=secrets.token_hex(6), door=request.endpoint or "none")
        g.lines.__enter__()

    @app.teardown_request
    def end(_: BaseException | None) -> None:
        lines = g.pop("lines", None)
        if lines is not None:
            lines.__exit__(None, None, None)
