"""axe-core in front of a page: what it finds against WCAG 2.2 A and AA, and against good practice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.environment import CI
from tests.needs import axe

#: What it judges by; "best-practice" is Deque's own, beyond the law: landmarks, one first heading, no skipped level.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_JUDGE = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"


def source() -> str:
    """axe-core's text; the test is left out where it could not be fetched, and fails where nothing may be left out."""
    for lacking in axe.missing():
        leave_out = pytest.fail if CI else pytest.skip
        leave_out(str(lacking))
    return axe.SOURCE.read_text("utf-8")


def violations(page: Page, program: str, *, only: Sequence[str] = ()) -> list[str]:
    """What is wrong with the page as it stands now, one line for each rule and element; with `only`, by these rules."""
    if not page.evaluate("'axe' in window"):
        # Sent by the debugger, so that the page's own policy against foreign scripts stays as it is.
        page.evaluate(program)
    rules = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(TAGS)}
    found: dict[str, Any] = page.evaluate(_JUDGE, rules)
    return [_line(wrong, node) for wrong in found["violations"] for node in wrong["nodes"]]


def _line(wrong: dict[str, Any], node: dict[str, Any]) -> str:
    said = " ".join(node["failureSummary"].split("\n")[1:2]).strip()
    return f"{wrong['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]} ({said[:200]})"
