"""What holds for every seed of a small world in which everything goes wrong.

A file of tests stays in one process, so that the seeds are shared out over several: each names its own as `SEEDS`, and
has these tests.
"""

from __future__ import annotations

import pytest

from tests.huifang.simulation.worlds import Worlds, assert_everything_struck


def test_every_invariant_holds_after_every_step(worlds: Worlds, seed: int) -> None:
    wrong = worlds.live(seed)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.timeout(600)
def test_every_fault_has_struck_them(worlds: Worlds, seeds: range) -> None:
    assert_everything_struck(worlds, seeds, at_least=3)
