"""Small playbooks to try things on: a surgery with a call on the next day, changed as a test wants it."""

from __future__ import annotations

from typing import Any

from campaigns.playbooks.model import Playbook

WORDS = {"en": "Hello {address}.", "zh": "{address}您好。"}
STEP: dict[str, Any] = {
    "id": "day-1",
    "why": WORDS,
    "anchor": "it",
    "due": "1 day after",
    "priority": 10,
    "script": WORDS,
}
SURGERY: dict[str, Any] = {"event": "surgery"}


def content(step: dict[str, Any] | None = None, anchor: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A playbook file's content: one step from one anchor; a step with a quota has no window."""
    changed = {**STEP, **(step or {})}
    if "quota" in changed:
        del changed["due"]
    head = {"id": "a-book", "name": WORDS, "purpose": "care", "hours": "clinic"}
    return {**head, "anchors": {"it": anchor or SURGERY}, "steps": [changed], **more}


def book(step: dict[str, Any] | None = None, anchor: dict[str, Any] | None = None, **more: Any) -> Playbook:
    """The playbook of that content."""
    return Playbook.model_validate(content(step, anchor, **more))
