"""Patience: other processes answer when they answer; we look again until a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T], what: str, seconds: float = 60.0) -> T:
    """The first true answer of `look`; fails with `what` when none has come after so many real seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"in {seconds:.0f} seconds it did not come to this: {what}")
