"""The reason codes that the source writes down, read from the source itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from campaigns.planning.missed import UNREACHABLE
from campaigns.planning.open_steps import RETURNS
from dialer.hours.plan import Code
from dialer.tries.retries import GAPS

ROOT = Path(__file__).parents[2]
#: Functions that take a reason code, and the place of it among their arguments.
_PLACES = {
    "move": 3,
    "move_follow_up": 3,
    "drop": 3,
    "give_back": 2,
    "wait": 1,
    "plan_try": 4,
    "try_again": 5,
    "suppress": 3,
    "done_by_itself": 3,
    "Judgement": 1,
    "_refused": 1,
    "NextTry": 1,
}
#: Arguments, columns and keys that hold one.
_NAMED = {"code", "reason", "waits_for"}
#: In the history of calls and texts; no follow-up waits for it or ends by it.
_OF_ATTEMPTS_ALONE = {"accepted", "by_playbook", "no_trace_at_carrier", "ok", "permitted", "polled", "reached"}
#: How the next try differs from those before; see `dialer.tries.next_try_at`.
_WHERE = ("_other_part", "_other_day", "_other_day_and_part", "_no_opening_left")
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)*")


@cache
def codes() -> frozenset[str]:
    """Every code that a person may meet beside a follow-up; the source is read once."""
    found = {code for file in _files() for code in _written(ast.parse(file.read_text(encoding="utf-8")))}
    found |= {*RETURNS, *UNREACHABLE, *(code.value for code in Code)}
    found |= {f"after_{result.value}{where}" for result in GAPS for where in ("", *_WHERE)}
    for file in ("law.toml", "house.toml"):
        caps = tomllib.loads((ROOT / "dialer" / "caps" / file).read_text(encoding="utf-8"))
        found |= {row["code"] for row in caps["rows"]}
    return frozenset(code for code in found if _CODE.fullmatch(code)) - _OF_ATTEMPTS_ALONE


def _files() -> Iterator[Path]:
    yield from (ROOT / "dialer").rglob("*.py")
    yield from (ROOT / "campaigns" / "planning").glob("*.py")
    yield ROOT / "campaigns" / "follow_ups.py"


def _written(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.Dict):
            yield from _in_dict(node)
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            yield from _in_assignment(node)


def _in_call(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in _PLACES:
        yield from (text for one in call.args[_PLACES[name] :][:1] for text in _texts(one))
    if name == "label" and isinstance(call.func, ast.Attribute) and set(_texts(call.args[0])) & _NAMED:
        yield from _texts(call.func.value)
    if name == "case":
        yield from (text for one in call.args if isinstance(one, ast.Tuple) for text in _texts(one.elts[-1]))
        yield from (text for keyword in call.keywords if keyword.arg == "else_" for text in _texts(keyword.value))
    yield from (text for keyword in call.keywords if keyword.arg in _NAMED for text in _texts(keyword.value))


def _in_dict(found: ast.Dict) -> Iterator[str]:
    for key, value in zip(found.keys, found.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in _NAMED:
            yield from _texts(value)


def _in_assignment(found: ast.AnnAssign | ast.Assign) -> Iterator[str]:
    """`follow_up.waits_for = …`, and the names of what makes a step fall away."""
    targets = found.targets if isinstance(found, ast.Assign) else [found.target]
    for target in targets:
        if isinstance(target, ast.Attribute) and target.attr in _NAMED and found.value is not None:
            yield from _texts(found.value)
        elif isinstance(target, ast.Name) and target.id == "reasons" and isinstance(found.value, ast.Dict):
            yield from (text for key in found.value.keys if key is not None for text in _texts(key))
        elif isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == "reasons":
            yield from _texts(target.slice)


def _texts(node: ast.expr) -> Iterator[str]:
    """The constant itself, or those of `a or "b"`, of a choice and of `literal("c")`."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.BoolOp(values=several):
            yield from (text for one in several for text in _texts(one))
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))
        case ast.Call(func=ast.Name(id="literal"), args=[first, *_]):
            yield from _texts(first)
