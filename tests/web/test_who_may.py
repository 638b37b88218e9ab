"""Who may do what: every address of the app, asked as a stranger, an agent, a supervisor and an administrator."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.doors import DOORS
from tests.web.visitor import Visitor

#: What stands for the parts of an address.
_PARTS = {
    "deed": "pause",
    "name": "followed",
    "form": "csv",
    "code": "window",
    "playbook_id": "skin-laser",
    "path:filename": "style.css",
}


def rules(app: Flask) -> set[str]:
    """Method and rule of every address."""
    return {f"{m} {rule.rule}" for rule in app.url_map.iter_rules() for m in (rule.methods or set()) & {"GET", "POST"}}


def path(rule: str) -> str:
    """An address of this rule."""
    some = re.sub(r"<any\((\w+).*?\):\w+>", r"\1", re.sub(r"<int:\w+>", "1", rule))
    return re.sub(r"<([\w:]+)>", lambda part: _PARTS[part[1]], some)


def test_every_address_says_who_is_let_in(app: Flask) -> None:
    assert rules(app) == set(DOORS)


@pytest.mark.parametrize("post", ["stranger", "agent", "supervisor", "administrator"])
def test_everybody_is_let_in_where_they_belong_and_nowhere_else(post: str, request: pytest.FixtureRequest) -> None:
    login = {"stranger": "stranger", "agent": "wing", "supervisor": "rita", "administrator": "ada"}[post]
    visitor: Visitor = request.getfixturevalue(login)
    wrong = []
    # Who signs out is a stranger from then on.
    for door in sorted(DOORS, key=lambda door: (door == "POST /logout", door)):
        method, rule = door.split(" ", 1)
        answer = (visitor.post if method == "POST" else visitor.get)(path(rule))
        asked_in = answer.status_code == 302 and answer.location == "/login" and door != "POST /logout"
        let_in = answer.status_code != 403 and not (asked_in and rule != "/")
        # Without a clock that ticks the house is not ready, and says so.
        broken = answer.status_code >= 500 and rule != "/health/ready"
        if let_in is not (post in DOORS[door]) or broken:
            wrong.append(f"{door}: {answer.status_code} {answer.location or ''}")
    assert wrong == []


@pytest.mark.parametrize("login", ["wing", "rita", "ada"])
def test_nothing_comes_from_another_origin(login: str, request: pytest.FixtureRequest) -> None:
    """What every page carries, and what it refers to: nothing but its own house."""
    visitor: Visitor = request.getfixturevalue(login)
    pages = [door.removeprefix("GET ") for door in sorted(DOORS) if door.startswith("GET ") and "<" not in door]
    for page in pages:
        answer = visitor.get(page)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), page
        assert "unsafe" not in policy
        assert "http" not in policy
        assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", answer.text) == [], page
        assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", answer.text) == [], page
