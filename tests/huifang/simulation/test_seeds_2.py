"""Ten seeds of a small world in which everything goes wrong: every invariant holds after every step."""

from __future__ import annotations

import pytest

from huifang.simulation.stage import Stage
from tests.huifang.simulation.worlds import holds


@pytest.mark.parametrize("seed", range(11, 21))
def test_every_invariant_holds_after_every_step(stage: Stage, seed: int) -> None:
    holds(stage, [seed])
