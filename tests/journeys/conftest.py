"""A whole house for a journey: its processes on the test's engines, its clock in the test's hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import redis
import requests
from sqlalchemy import Engine

from huifang.demo import stage
from huifang.demo.network import Network
from huifang.engines.redis import EmbeddedRedis
from huifang.house import House
from runtime.clock import set_shared_clock
from runtime.database import Sessions
from runtime.database import sessions as sessions_of
from runtime.settings import ENVIRONMENT
from tests.schema import empty_tables


class Neighbourhood:
    """The house and the network around it."""

    def __init__(self, house: House, sessions: Sessions) -> None:
        self.house = house
        self.sessions = sessions
        self.pages = stage.settle_addresses(house)
        self.network = Network(house.environment["TWILIO_API_URL"])

    def front_door(self, *command: str) -> str:
        """Run `huifang COMMAND…` as a person would; what it said."""
        asked = [sys.executable, "-m", "huifang", *command]
        done = subprocess.run(
            asked, env=self.house.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self, people: dict[str, dict[str, object]], workers: int = 2) -> None:
        """Start every process; these people live at the other ends of the lines."""
        stage.start_processes(self.house, self.sessions, seed=7, workers=workers)
        address = f"{self.house.environment['TWILIO_API_URL']}/sandbox/people"
        assert requests.post(address, json=people, timeout=5).ok

    def set_clock(self, to: datetime, rate: float) -> None:
        """Move the clock of every process at once."""
        set_shared_clock(Path(self.house.environment["HUIFANG_CLOCK"]), to, rate)


@pytest.fixture
def neighbourhood(tmp_path: Path, database_url: str, redis_url: str, sessions: Sessions) -> Iterator[Neighbourhood]:
    """A house on empty tables; everything that it started is ended with the test."""
    with put_up(tmp_path, database_url, redis_url) as house:
        yield Neighbourhood(house, sessions)


@pytest.fixture(scope="module")
def one_house(
    tmp_path_factory: pytest.TempPathFactory, database_url: str, redis_server: EmbeddedRedis, engine: Engine
) -> Iterator[Neighbourhood]:
    """The same for all tests of a file, which come one after another: its processes take ten seconds to come up.

    Who asks for it may not ask for `sessions` or `redis_url`: they would empty what the house works on.
    """
    empty_tables(engine)
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    with put_up(tmp_path_factory.mktemp("house"), database_url, redis_server.url) as house:
        yield Neighbourhood(house, sessions_of(engine))


def put_up(folder: Path, database_url: str, redis_url: str) -> House:
    """A house on these engines, which knows nothing of what is set outside."""
    given = {k: ENVIRONMENT[k] for k in ("PATH", "HOME") if k in ENVIRONMENT}
    return House(folder, given=given | {"DATABASE_URL": database_url, "REDIS_URL": redis_url})
