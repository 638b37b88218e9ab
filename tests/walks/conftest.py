"""What the walks begin with."""

from __future__ import annotations

import pytest

from runtime.database import Sessions
from tests.dialer.play import Play, begin


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """An empty house; the story opens it."""
    return begin(sessions)
