"""Twenty seeds of a small world in which everything goes wrong: every invariant holds after every step."""

from __future__ import annotations

import pytest

from huifang.simulation.stage import Stage
from tests.huifang.simulation.worlds import holds


@pytest.mark.timeout(600)
@pytest.mark.parametrize("ten", range(0, 2))
def test_every_invariant_holds_after_every_step(stage: Stage, ten: int) -> None:
    holds(stage, range(10 * ten + 1, 10 * ten + 11))
