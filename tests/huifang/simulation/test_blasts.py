"""Blasts: worlds in which several calls are claimed at once and share a job, with every fault; a handful has its own
ways to break in the middle."""

from __future__ import annotations

import pytest

from huifang.simulation.chosen import NAMES, Chosen
from huifang.simulation.command import as_typed
from huifang.simulation.run import Ran, run
from huifang.simulation.stage import Stage

SEEDS = (303, 304, 306, 307)


def blast(seed: int, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Sixteen people are greeted within twenty minutes, as many at once as there are lines."""
    monkeypatch.setattr("huifang.simulation.doorbell.HANDFULS", 1.0)
    monkeypatch.setattr("huifang.simulation.life.CALLS_PER_SECOND", 5.0)
    return run(Chosen(days=0.014, customers=16, agents=1, seed=seed, faults=frozenset(NAMES)), stage)


def handfuls(ran: Ran) -> list[int]:
    """How many calls shared a job, by job."""
    return [len(step.name.split()) - 1 for step in ran.steps if step.name.startswith("place ")]


def test_every_invariant_holds_where_calls_share_a_job(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    ran = blast(seed, stage, monkeypatch)
    assert ran.violations == [], as_typed(ran.chosen)
    assert max(handfuls(ran)) > 1
