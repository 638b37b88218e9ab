"""The judgement: what is wrong with a request or with an answer, each complaint a line; nothing wrong is no line."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from tests.contracts.description import Description, Operation, Schema
from tests.contracts.formats import is_address
from tests.contracts.limits import LIMITS, ONE_OF
from tests.contracts.wire import Exchange, Pairs

_NUMBERS = {"integer": int, "number": float}
_REFUSAL = {"code", "message", "more_info", "status"}
#: The sound of a recording stands beside its resource, where the description of the JSON does not go.
_SOUND = re.compile(r"(/2010-04-01/Accounts/AC[0-9a-f]{32}/Recordings/RE[0-9a-f]{32})(\.mp3|\.wav)?")


class Undecodable(ValueError):
    """The text of a field is none of its type."""


def of_request(description: Description, said: Exchange) -> list[str]:
    """What is wrong with the request of an exchange."""
    if said.method == "GET" and _SOUND.fullmatch(said.path):
        return []
    operation = description.find(said.method, said.path)
    if operation is None:
        return [f"there is no {said.method} {said.path}"]
    return [
        *_path(description, operation, said.path),
        *_fields(description, operation.query, said.query, "query parameter"),
        *_fields(description, operation.form, said.form, "form field"),
        *_absent(operation, {name for name, value in said.form if value}),
    ]


def of_answer(description: Description, said: Exchange) -> list[str]:
    """What is wrong with the answer of an exchange: its status, its media type, its body."""
    if said.status >= 400:
        return _refusal(said)
    operation = description.find(said.method, said.path)
    if operation is None:
        return [f"there is no {said.method} {said.path}"]
    if said.status not in operation.answers:
        return [f"{said.method} {operation.path} is answered by {sorted(operation.answers)}, not by {said.status}"]
    schema = operation.answers[said.status]
    if schema is None:
        return [f"a body after {said.status}: {said.body[:80]!r}"] if said.body else []
    if said.kind != "application/json":
        return [f"the answer is {said.kind or 'nothing'} and not JSON"]
    return description.complaints(schema, said.told)


def decode(schema: Schema, values: list[str]) -> Any:
    """What the values of one field mean; raises `Undecodable`. A list is sent as the same field repeated."""
    if schema.get("type") == "array":
        return [decode(schema["items"], [value]) for value in values]
    if len(values) != 1:
        raise Undecodable("is repeated")
    kind, value = str(schema.get("type")), values[0]
    if kind == "boolean":
        if value not in ("true", "false"):
            raise Undecodable(f"{value!r} is neither true nor false")
        return value == "true"
    if kind in _NUMBERS:
        if not re.fullmatch(r"-?\d+" if kind == "integer" else r"-?\d+(\.\d+)?", value):
            raise Undecodable(f"{value!r} is no {kind}")
        return _NUMBERS[kind](value)
    return value


def _path(description: Description, operation: Operation, path: str) -> list[str]:
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(operation.path))
    found = re.fullmatch(pattern, path)
    told = found.groupdict() if found else {}
    return [
        f"path: {name}: {wrong}"
        for name, value in told.items()
        for wrong in description.complaints(operation.in_path[name], value)
    ]


def _fields(description: Description, known: dict[str, Schema], sent: Pairs, what: str) -> list[str]:
    wrong = []
    for name in Counter(name for name, _ in sent):
        if name not in known:
            wrong.append(f"{what} {name} is unknown")
            continue
        values = [value for one, value in sent if one == name]
        wrong += [f"{what} {name}: {complaint}" for complaint in _field(description, known[name], name, values)]
    return wrong


def _field(description: Description, told: Schema, name: str, values: list[str]) -> list[str]:
    schema = description.resolved(told)
    try:
        value = decode(schema, values)
    except Undecodable as wrong:
        return [str(wrong)]
    complaints = description.complaints(schema, value) + description.complaints(LIMITS.get(name, {}), value)
    if schema.get("format") == "uri" and not is_address(str(value)):
        complaints.append(f"{value!r} is no address that Twilio could call")
    return complaints


def _absent(operation: Operation, sent: set[str]) -> list[str]:
    if operation.method != "POST":
        return []
    groups = [frozenset({name}) for name in sorted(operation.required)] + list(ONE_OF.get(operation.path, ()))
    return [f"{' or '.join(sorted(group))} is missing" for group in groups if not group & sent]


def _refusal(said: Exchange) -> list[str]:
    """Twilio's error body (section "Twilio's error response"); the description has none."""
    if said.kind != "application/json":
        return [f"the refusal is {said.kind or 'nothing'} and not JSON"]
    told = said.told
    if set(told) != _REFUSAL:
        return [f"the refusal has {sorted(told)}"]
    code, expected = told["code"], f"https://www.twilio.com/docs/errors/{told['code']}"
    checks = {
        f"code {code!r} is no number of five digits": isinstance(code, int) and 10000 <= code <= 99999,
        "the message is empty": isinstance(told["message"], str) and bool(told["message"]),
        f"more_info is {told['more_info']!r}": told["more_info"] == expected,
        f"status {told['status']!r} under HTTP {said.status}": told["status"] == said.status,
    }
    return [complaint for complaint, fits in checks.items() if not fits]
