"""Pacing: progressive dialing keeps agents as busy as theory says it can, and abandons nobody."""

from __future__ import annotations

import pytest

from huifang.simulation.report import report
from huifang.simulation.stage import Stage
from tests.huifang.simulation.pacing_world import PacingWorld, theory


@pytest.mark.parametrize(
    ("p", "expected"),
    # Dialing theory, 3.3 (b): AHT 150 s, answered after U(5, 20), 25 s in vain.
    [(0.2, 0.571), (0.3, 0.679), (0.5, 0.800)],
)
def test_the_formula_gives_the_printed_figures(p: float, expected: float) -> None:
    assert theory(p) == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(("p", "agents", "dials"), [(0.2, 2, 20), (0.3, 10, 40), (0.5, 2, 20)])
def test_progressive_dialing_is_as_busy_as_theory_says(stage: Stage, p: float, agents: int, dials: int) -> None:
    paced = PacingWorld(stage, p, agents, dials).run()
    assert paced.violations == []
    assert (paced.dials, paced.contacts) == (dials, dials * p)
    assert paced.utilisation == pytest.approx(theory(p), abs=0.01)
    # What is missing is what we lose between the end of one call and the next: a tick, and two jobs for a worker.
    assert 0 < paced.lost_s < 1.0
    with stage.eye() as session:
        answers = report(session, paced.network, paced.log).answers
    assert (answers.live, answers.abandoned, answers.waited_too_long) == (dials * p, 0, 0.0)
