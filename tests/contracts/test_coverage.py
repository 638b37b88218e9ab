"""Each operation that Twilio describes of our five resources is there in the sandbox."""

from __future__ import annotations

import re

from werkzeug.exceptions import MethodNotAllowed, NotFound

from sandbox.api.app import create_app
from tests.contracts.description import Description, is_ours
from tests.sandbox.box import Box


def test_the_sandbox_serves_every_operation_of_our_resources(box: Box, description: Description) -> None:
    doors = create_app(box.sandbox.network).url_map.bind("")
    closed = []
    for operation in (one for one in description.operations if is_ours(one)):
        try:
            doors.match(re.sub(r"\{\w+\}", "x", operation.path), operation.method)
        except (NotFound, MethodNotAllowed):
            closed.append(f"{operation.method} {operation.path}")
    assert closed == []
