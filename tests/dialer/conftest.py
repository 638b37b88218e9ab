"""What the dialer's tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from runtime.database import Sessions
from tests.dialer.play import Play, begin
from tests.schema import empty_tables

#: A race is not lost every time.
TIMES = 6


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """An empty house on a Tuesday at eleven."""
    return begin(sessions)


@pytest.fixture
def plays(sessions: Sessions, engine: Engine) -> Iterator[Play]:
    """The same, many times over."""

    def again() -> Iterator[Play]:
        for _ in range(TIMES):
            empty_tables(engine)
            yield begin(sessions)

    return again()
