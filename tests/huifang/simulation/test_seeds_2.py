"""Seeds 68 to 134 of a small world in which everything goes wrong: every invariant holds after every step."""

from __future__ import annotations

from tests.huifang.simulation.every_seed import (
    test_every_fault_has_struck_them,
    test_every_invariant_holds_after_every_step,
)

__all__ = ["test_every_fault_has_struck_them", "test_every_invariant_holds_after_every_step"]

SEEDS = range(68, 135)
