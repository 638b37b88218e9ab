"""Twilio's OpenAPI description (v2010) as a judge: which operations there are, and what they take and answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from tests.contracts import formats

Schema = dict[str, Any]
_FORM = "application/x-www-form-urlencoded"
_OURS = re.compile(r"/(Calls|Messages|Conferences|Recordings)(/\{\w+\}(/(Participants|Recordings)(/\{\w+\})?)?)?\.json")
_PROPERTY = "api.v2010.account."
#: Where the description's own examples show what its schemas do not allow.
AMENDED: dict[tuple[str, str], Schema] = {
    # null while the conference goes on
    ("conference", "reason_conference_ended"): {"nullable": True},
    # a number to the schema, a string in the examples
    ("call.call_recording", "price"): {"type": ["number", "string", "null"]},
    ("conference.conference_recording", "price"): {"type": ["number", "string", "null"]},
}


@dataclass(frozen=True)
class Operation:
    """One deed of the API."""

    method: str
    path: str
    #: Schemas by name, as the description has them.
    in_path: dict[str, Schema]
    query: dict[str, Schema]
    form: dict[str, Schema]
    required: frozenset[str]
    #: By HTTP status: the schema of the body, None where there is none.
    answers: dict[int, Schema | None]
    #: By HTTP status: bodies that the description shows.
    examples: dict[int, list[Any]]


class Description:
    """The description, read once. Its schemas say what a property is and never which there are: here all are asked."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._amend(document["components"]["schemas"])
        self._components: Schema = _draft_2020(document["components"])
        self._paths: Schema = _draft_2020(document["paths"])
        self._validators: dict[str, Draft202012Validator] = {}

    def find(self, method: str, path: str) -> Operation | None:
        """The operation at this path of the API, the query left out."""
        found = next((one for pattern, one in self._operations if pattern.fullmatch(path)), None)
        return None if found is None else found.get(method.lower())

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself where this is but its name."""
        name = schema.get("$ref", "").removeprefix("#/components/schemas/")
        return self._components["schemas"][name] if name else schema

    def properties(self, name: str) -> frozenset[str]:
        """The properties of a resource, for example ``call``."""
        return frozenset(self._components["schemas"][f"{_PROPERTY}{name}"]["properties"])

    def complaints(self, schema: Schema, value: object) -> list[str]:
        """What is wrong with a value, each with its place."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            whole = {**schema, "components": self._components}
            self._validators[key] = Draft202012Validator(whole, format_checker=formats.checker())
        errors = self._validators[key].iter_errors(value)
        return [": ".join([*_place(error), error.message[:200]]) for error in errors]

    @cached_property
    def operations(self) -> list[Operation]:
        """All there are."""
        return [one for _, methods in self._operations for one in methods.values()]

    @cached_property
    def _operations(self) -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
        # A path with fewer places for anything is the better match.
        paths = sorted(self._paths.items(), key=lambda item: item[0].count("{"))
        return [
            (
                re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))),
                {m: _operation(m, path, told) for m, told in methods.items() if m in ("get", "post", "delete")},
            )
            for path, methods in paths
        ]

    def _amend(self, schemas: Schema) -> None:
        for (resource, name), change in AMENDED.items():
            properties = schemas[f"{_PROPERTY}{resource}"]["properties"]
            reference = properties[name].get("$ref", "").removeprefix("#/components/schemas/")
            properties[name] = {**(schemas[reference] if reference else properties[name]), **change}


def is_ours(operation: Operation) -> bool:
    """Whether it is about calls, texts, conferences, participants or recordings."""
    return bool(_OURS.search(operation.path))


def _place(error: ValidationError) -> list[str]:
    return ["/".join(map(str, error.path))] if error.path else []


def _operation(method: str, path: str, told: Schema) -> Operation:
    parameters = told.get("parameters", [])
    form = told.get("requestBody", {}).get("content", {}).get(_FORM, {}).get("schema", {})
    bodies = {int(status): answer.get("content", {}).get("application/json") for status, answer in _answers(told)}
    return Operation(
        method=method.upper(),
        path=path,
        in_path={one["name"]: one["schema"] for one in parameters if one["in"] == "path"},
        query={one["name"]: one["schema"] for one in parameters if one["in"] == "query"},
        form=form.get("properties", {}),
        required=frozenset(form.get("required", ())),
        answers={status: body["schema"] if body else None for status, body in bodies.items()},
        examples={
            status: [one["value"] for one in (body or {}).get("examples", {}).values()]
            for status, body in bodies.items()
        },
    )


def _answers(told: Schema) -> list[tuple[str, Schema]]:
    return [(status, answer) for status, answer in told["responses"].items() if status.isdigit()]


def _draft_2020(told: Any) -> Any:
    """OpenAPI 3.0's dialect in that of JSON Schema: `nullable` as a type, and every object with all its properties."""
    if isinstance(told, list):
        return [_draft_2020(one) for one in told]
    if not isinstance(told, dict):
        return told
    turned = {name: _draft_2020(value) for name, value in told.items()}
    if turned.pop("nullable", False) is True and isinstance(turned.get("type"), str):
        turned["type"] = [turned["type"], "null"]
        if "enum" in turned:
            turned["enum"] = [*turned["enum"], None]
    if turned.get("type") == "object" and "properties" in turned and not str(turned.get("title")).endswith("Request"):
        turned |= {"required": sorted(turned["properties"]), "additionalProperties": False}
    return turned
