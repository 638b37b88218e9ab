"""What every test may ask for: a database and a Redis of its own, empty, and fast."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from huifang.engines.account import notice, stand_in
from huifang.engines.postgres import EmbeddedPostgres
from huifang.engines.redis import EmbeddedRedis
from runtime.database import Sessions, connect
from runtime.database import sessions as sessions_of
from runtime.settled import look_seldom, settle
from tests.environment import CI
from tests.schema import create_schema, empty_tables

pytest_plugins = ("tests.nothing_left_out", "tests.in_turn", "tests.browser.chromium")

# Where nothing may be left out, nothing may be left to chance either; engines answer when they answer.
hypothesis.settings.register_profile("huifang", deadline=None, derandomize=CI, print_blob=True)
hypothesis.settings.load_profile("huifang")


def pytest_report_header() -> list[str]:
    """Say under whose name the database runs, where that is not ours."""
    return [notice([])] if stand_in() else []


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Whatever is read and made here stays to the end; looking through it meanwhile takes a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """As our own processes do, before they work."""
    settle()
    look_seldom()


@pytest.fixture(scope="session")
def engines_folder() -> Iterator[Path]:
    """A folder for the engines, short enough for their sockets, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="huifang-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(engines_folder: Path) -> Iterator[EmbeddedPostgres]:
    """The one PostgreSQL of this run; it forgets everything in a power cut."""
    with EmbeddedPostgres(engines_folder / "postgres", durable=False, say=lambda _: None) as server:
        yield server


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres) -> str:
    """The address of the database with our tables, also for processes that a test starts."""
    return postgres.create_database("huifang")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Connections to the database with our tables. What is in them is another test's: ask for `sessions`."""
    engine = connect(database_url)
    create_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    """A maker of sessions on empty tables."""
    empty_tables(engine)
    return sessions_of(engine)


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    """One session on empty tables; what the test does not commit is gone."""
    with sessions() as session:
        yield session


@pytest.fixture(scope="session")
def redis_server(engines_folder: Path) -> Iterator[EmbeddedRedis]:
    """The one Redis of this run."""
    with EmbeddedRedis(engines_folder / "redis") as server:
        yield server


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url
