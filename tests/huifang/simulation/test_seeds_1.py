"""Seeds 1 to 67 of a small world in which everything goes wrong: every invariant holds after every step."""

from __future__ import annotations

import pytest

from huifang.simulation.stage import Stage
from tests.huifang.simulation.worlds import Worlds, assert_everything_struck

SEEDS = range(1, 68)


@pytest.fixture(scope="module")
def worlds(stage: Stage) -> Worlds:
    """Each seed is lived through once."""
    return Worlds(stage)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_invariant_holds_after_every_step(worlds: Worlds, seed: int) -> None:
    assert worlds.live(seed) == []


@pytest.mark.timeout(600)
def test_every_fault_has_struck_them(worlds: Worlds) -> None:
    assert_everything_struck(worlds, SEEDS, at_least=3)
