"""The night shift's tools, with a carrier that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from runtime.database import Sessions
from tests.dialer.play import Play, begin
from workers.bell import Bell
from workers.tools import hang_up


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """A Tuesday at eleven; the tools hang on the workers' wall."""
    play = begin(sessions)
    hang_up(play.tools)
    return play


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """An empty Redis."""
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def bell(redis: Redis) -> Bell:
    """The bell on this Redis."""
    return Bell(redis)
