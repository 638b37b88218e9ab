"""What the walks begin with."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from runtime.database import Sessions
from tests.dialer.play import Play, begin


@pytest.fixture(scope="package", autouse=True)
def _swept_seldom() -> Iterator[None]:
    """Planning makes many small objects; looking through all of them as often as usual takes a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    yield
    gc.set_threshold(*usual)


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """An empty house; the story opens it."""
    return begin(sessions)
