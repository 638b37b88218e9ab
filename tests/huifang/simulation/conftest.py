"""The stage on which the simulation's tests run, one after the other: a database of its own on the one PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huifang.engines.postgres import EmbeddedPostgres
from huifang.simulation.stage import Stage


@pytest.fixture(scope="session")
def stage(postgres: EmbeddedPostgres) -> Iterator[Stage]:
    """Empty at the beginning of each run; the run clears it."""
    stage = Stage(postgres.create_database("simulation"))
    yield stage
    stage.close()
