"""Runs: what a choice gives, that it gives the same again, and what a violation is told with."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from huifang.cli import huifang
from huifang.simulation.chosen import NAMES, Chosen, UnknownFault, faults
from huifang.simulation.history import history
from huifang.simulation.run import run
from huifang.simulation.shrink import shrink
from huifang.simulation.stage import Stage
from tests.huifang.simulation import bugs

SMALL = Chosen(days=0.02, customers=4, agents=2, seed=3, faults=frozenset(NAMES))


@pytest.mark.timeout(120)
def test_the_same_choice_gives_the_same_history(stage: Stage) -> None:
    first = run(SMALL, stage)
    digest = first.digest()
    assert len(first.steps) > 50
    again = run(SMALL, stage)
    assert again.steps == first.steps
    assert again.digest() == digest
    assert run(replace(SMALL, seed=4), stage).digest() != digest


@pytest.mark.timeout(120)
def test_a_violation_is_told_with_the_shortest_history_that_shows_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs.nothing_is_said(monkeypatch)
    ran = run(replace(SMALL, faults=frozenset({"clock-steps", "list-lag"})), stage)
    assert ran.violations
    shortest = shrink(ran, stage, tries=6)
    assert shortest.violations[0].split()[:2] == ran.violations[0].split()[:2]
    assert shortest.chosen.customers < ran.chosen.customers or len(shortest.chosen.faults) < len(ran.chosen.faults)
    told = history(shortest)
    instants = [line[:26] for line in told]
    assert instants == sorted(instants)
    for part in ("claimed", "network: outbound-api call", "step "):
        assert any(part in line for line in told), part


def test_faults_are_named_or_all() -> None:
    assert faults("all") == frozenset(NAMES)
    assert faults("crash, dst") == frozenset({"crash", "dst"})
    assert faults("") == frozenset()
    with pytest.raises(UnknownFault, match=r"There is no fault crahs; there are .*crash.* and all"):
        faults("crahs")


def test_a_wrong_argument_is_told_in_words() -> None:
    done = CliRunner().invoke(huifang, ["simulate", "--faults", "crahs"])
    assert done.exit_code == 1
    assert "There is no fault crahs; there are lost-answer" in done.output


@pytest.mark.timeout(120)
def test_the_command_prints_one_json_object() -> None:
    asked = ["simulate", "--days", "0.06", "--customers", "4", "--agents", "2", "--json"]
    done = CliRunner().invoke(huifang, asked)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["violations"] == []
    assert told["chosen"] == {"days": 0.06, "customers": 4, "agents": 2, "seed": 1, "faults": []}
    assert told["steps"] > 10
    assert told["report"]
