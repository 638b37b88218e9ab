"""What is wrong with a playbook's content: pydantic's findings in plain words, each with the way to its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from re import compile as pattern
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from campaigns.playbooks.expected import expected, place_of
from campaigns.playbooks.lines import Way
from campaigns.playbooks.model import Playbook

#: The model's own sentences may begin with the way to the place that they mean, from where they were raised.
_WAY = pattern(r"([a-z0-9_-]+(?:\.[a-z0-9_-]+)*): (.*)")
_LONGEST_FOUND = 40
_WORDS = {"en": "-", "zh": "-"}
#: What stands in for a part that is wrong while the others are looked at.
_STAND_IN: dict[str, Any] = {"id": "x", "name": _WORDS, "purpose": "care", "hours": "x"}


def problems(content: Mapping[str, Any]) -> list[tuple[Way, str]]:
    """Everything that is wrong with the content of a playbook file, each once: where, and what was expected."""
    try:
        Playbook.model_validate(content)
    except ValidationError as wrong:
        found = [one for error in wrong.errors() for one in _said(error)]
        return list(dict.fromkeys([*found, *_between_parts(content, wrong)]))
    return []


def _said(error: ErrorDetails) -> Iterator[tuple[Way, str]]:
    location, kind, value = error["loc"], error["type"], error["input"]
    place = place_of(location)
    if kind == "value_error":
        yield from _models_own(place.path, str(error["ctx"]["error"]), value)
    elif kind == "missing":
        yield place.path, f"expected this key: {expected(place)}"
    elif kind == "extra_forbidden":
        yield place.path, _unknown(str(location[-1]), place_of(location[:-1]).keys)
    elif kind in ("anchor", "condition"):
        yield place.path, f"{error['msg']}, found {_found(value)}"
    # What pydantic counts after it has left out the wrong ones is no second problem.
    elif kind != "too_short" or not value:
        yield place.path, f"expected {expected(place)}, found {_found(value)}"


def _models_own(path: Way, sentences: str, value: Any) -> Iterator[tuple[Way, str]]:
    for sentence in sentences.split("\n"):
        way = _WAY.fullmatch(sentence)
        if way is not None:
            within = (int(part) if part.isdecimal() else part for part in way[1].split("."))
            yield (*path, *within), way[2]
        elif isinstance(value, dict) or "found" in sentence:
            yield path, sentence
        else:
            yield path, f"{sentence}, found {_found(value)}"


def _unknown(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, n=1)
    meant = f"; did you mean `{near[0]}`?" if near else ":"
    return f"there is no such key{meant} expected one of {', '.join(known)}"


def _found(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST_FOUND else f"{value[: _LONGEST_FOUND - 1]}…")
    if isinstance(value, dict):
        return f"a table with {', '.join(value)}" if value else "an empty table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _between_parts(content: Mapping[str, Any], wrong: ValidationError) -> Iterator[tuple[Way, str]]:
    """What the right parts say of each other: pydantic does not look at that once one part is wrong."""
    mended = _mended(content, {place_of(error["loc"]).path for error in wrong.errors() if error["loc"]})
    try:
        Playbook.model_validate(mended or {})
    except ValidationError as left:
        for error in left.errors():
            if not error["loc"]:
                yield from _said(error)


def _mended(content: Mapping[str, Any], wrong: set[Way]) -> dict[str, Any] | None:
    """The content with stand-ins for what is wrong; None where nothing is wrong or too much for a second look."""
    anchors, steps = content.get("anchors"), content.get("steps")
    names = [step.get("id") for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    if not isinstance(anchors, dict) or not isinstance(steps, list) or len(names) < len(steps):
        return None
    if not wrong or any(path[2:] == ("id",) for path in wrong):
        return None
    heads = {str(path[0]) for path in wrong}
    right = {key: value for key, value in content.items() if key not in heads} | {
        key: value for key, value in _STAND_IN.items() if key in heads
    }
    bad_anchors = {path[1] for path in wrong if path[0] == "anchors" and len(path) > 1}
    bad_steps = {path[1] for path in wrong if path[0] == "steps" and len(path) > 1}
    right["anchors"] = {key: {"event": "x"} if key in bad_anchors else anchor for key, anchor in anchors.items()}
    right["steps"] = [_stand_in(step) if number in bad_steps else step for number, step in enumerate(steps)]
    return right


def _stand_in(step: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: step[key] for key in ("id", "anchor") if key in step}
    return said | {"why": _WORDS, "script": _WORDS, "due": "on the day", "priority": 1}
