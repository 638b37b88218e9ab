"""What takes long to count is kept for some seconds; a small house is counted at each look."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from tests.stopped_clock import StoppedClock
from web.console.kept import KEPT, MUCH, kept


def counting(rows: int) -> Callable[[], int]:
    """Whether it was counted anew: each time one more comes out, beginning at so many."""
    numbers = count(rows)
    return lambda: next(numbers)


@pytest.mark.parametrize(
    ("rows", "seconds", "expected"),
    [
        (MUCH + 1, KEPT - 1, 0),  # much, and a moment ago: as it was
        (MUCH + 1, KEPT, 1),  # long enough ago
        (MUCH + 1, -KEPT, 1),  # the clock was set back: who knows how long ago
        (MUCH, 0, 1),  # not much
    ],
)
def test_much_is_counted_anew_after_some_seconds_and_little_at_each_look(
    app: Flask, clock: StoppedClock, rows: int, seconds: float, expected: int
) -> None:
    counted = counting(rows)

    def look(name: str = "calls") -> int:
        with app.app_context():
            return kept(name, counted, lambda found: found)

    assert look() == rows
    clock.forward(seconds=seconds)
    assert look() == rows + expected
    assert look("texts") == rows + expected + 1, "another count is not mistaken for it"
