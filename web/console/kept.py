"""What was counted is kept for some seconds where counting is long: each console asks every two seconds.

Kept in memory, by each process for itself. A small house, and a small campaign, is counted at each look.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import current_app

from web.at_hand import now, real

Counted = TypeVar("Counted")

_NAME = "huifang-counted"
#: So many rows are much, and then what they came to stands for so many real seconds.
MUCH, KEPT = 500, 5.0


def kept(
    name: Hashable, count: Callable[[], Counted], rows: Callable[[Counted], float], seconds: float = KEPT
) -> Counted:
    """What `count` finds; where that is more than `MUCH` by `rows`, what it found up to `seconds` of real time ago."""
    memory: dict[Hashable, tuple[datetime, Any]] = current_app.extensions.setdefault(_NAME, {})
    if name in memory and abs(now() - memory[name][0]) < real(seconds):
        return cast(Counted, memory[name][1])
    found = count()
    memory.pop(name, None)
    if rows(found) > MUCH:
        memory[name] = (now(), found)
    return found
