"""Small worlds with all faults, a seed each."""

from __future__ import annotations

from collections.abc import Iterable

from huifang.simulation.chosen import NAMES, Chosen
from huifang.simulation.history import history
from huifang.simulation.run import run
from huifang.simulation.stage import Stage


def small(seed: int) -> Chosen:
    """Fifty minutes of an evening."""
    return Chosen(days=0.035, customers=4, agents=1 + seed % 2, seed=seed, faults=frozenset(NAMES))


def holds(stage: Stage, seeds: Iterable[int]) -> None:
    """Every invariant holds after every step of each of these runs."""
    for seed in seeds:
        ran = run(small(seed), stage)
        assert not ran.violations, "\n".join([f"seed {seed}, {ran.broke_at}", *ran.violations, *history(ran)])
