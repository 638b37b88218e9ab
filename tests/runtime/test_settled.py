"""How often the garbage collector looks."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from runtime.settled import look_seldom

MADE = 40_000


@pytest.fixture(autouse=True)
def usual() -> Iterator[None]:
    """As Python begins."""
    kept = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*kept)


def looks() -> int:
    """So many looks there are while so many objects are made."""
    before: int = gc.get_stats()[0]["collections"]
    made: list[list[None]] = [[] for _ in range(MADE)]
    assert len(made) == MADE
    after: int = gc.get_stats()[0]["collections"]
    return after - before


def test_it_looks_seldom() -> None:
    assert looks() > 20
    look_seldom()
    assert looks() <= 1
