"""A sandbox per test: the cast is described in the test that needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.box import Box

MakeBox = Callable[..., Box]

#: Mrs Chan answers after five seconds and talks for thirty; Dispatch is a softphone-like agent.
CHAN, WONG, AGENT = "+85291234501", "+85291234502", "+85298765432"


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[MakeBox]:
    """Makes sandboxes that are gone when the test is over."""
    boxes: list[Box] = []

    def make(people: dict[str, Any] | None = None, *argv: str, **more: Any) -> Box:
        folder = tmp_path / str(len(boxes))
        folder.mkdir()
        boxes.append(Box(folder, cast() | (people or {}), *argv, **more))
        return boxes[-1]

    yield make
    for box in boxes:
        box.stop()


def cast() -> dict[str, Any]:
    """Whom every test knows."""
    return {
        CHAN: {
            "answers": ["answer"],
            "ring_s": 5,
            "talk_s": 30,
            "digits": "1",
            "message_s": 8,
            "after_message": "wait",
            "calls_back_after_s": None,
        },
        WONG: {"answers": ["answer"], "ring_s": 3, "talk_s": 20, "digits": "", "sms_reply": None},
        AGENT: {"kind": "agent"},
    }


@pytest.fixture
def box(make_box: MakeBox) -> Box:
    """A sandbox with the usual cast."""
    return make_box()
