"""The stage on which the simulation's tests run, one after the other: a database of its own on the one PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huifang.engines.postgres import EmbeddedPostgres
from huifang.simulation.stage import Stage
from tests.huifang.simulation.worlds import Worlds


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of one seed is run with each of its file's."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", metafunc.module.SEEDS)


@pytest.fixture(scope="session")
def stage(postgres: EmbeddedPostgres) -> Iterator[Stage]:
    """Empty at the beginning of each run; the run clears it."""
    stage = Stage(postgres.create_database("simulation"))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def seeds(request: pytest.FixtureRequest) -> range:
    """The seeds of this file."""
    seeds: range = request.module.SEEDS
    return seeds


@pytest.fixture(scope="module")
def worlds(stage: Stage) -> Worlds:
    """Each seed is lived through once."""
    return Worlds(stage)
