"""The simulation notices: each invariant is broken by a bug planted in the product, and the run names that invariant.

What a plain run does not show either is told with each bug: without the fault that brings it out, the same broken house
passes. Where the database keeps a bug from doing harm, it does harm as soon as the constraint is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from huifang.simulation.chosen import Chosen
from huifang.simulation.run import Ran, run
from huifang.simulation.stage import Stage
from tests.huifang.simulation import bugs
from tests.huifang.simulation.bugs import Plant, without

#: Seeds that are tried one after the other until the bug comes out.
SEEDS = range(1, 5)


@dataclass(frozen=True)
class Bug:
    """What is planted, how it is called when it is found, and what brings it out."""

    plant: Plant
    named: str
    faults: frozenset[str] = frozenset()
    #: Constraints that would keep it from doing harm.
    stopped_by: tuple[str, ...] = ()
    #: A run without any fault shows it as well.
    plain: bool = True

    def __str__(self) -> str:
        return self.plant.__name__


LOSSES = frozenset({"lost-answer", "error-500-after", "slow-answer"})
POST = frozenset({"duplicate-webhook", "reorder-webhook", "delay-webhook"})
FESTIVAL = frozenset({"festival"})

BUGS = [
    Bug(bugs.the_day_is_judged_and_not_the_hour, "invariant 1"),
    Bug(bugs.whose_fate_is_unknown_is_dialled_again, "invariant 2 dialled", LOSSES, plain=False),
    Bug(bugs.nobody_is_looked_up, "invariant 3 an attempt without an end", frozenset({"drop-webhook"}), plain=False),
    Bug(bugs.nothing_follows_from_a_call, "invariant 3 a follow-up left under way"),
    Bug(bugs.suppressions_are_not_read, "invariant 4", frozenset({"opt-outs", "festival"}), plain=False),
    Bug(bugs.caps_are_not_counted, "invariant 5 over a cap", FESTIVAL),
    Bug(bugs.the_customer_is_put_where_nobody_is, "invariant 6 left in silence"),
    Bug(bugs.nothing_is_said, "invariant 6 hung up on without a word"),
    Bug(bugs.the_entry_is_not_kept, "invariant 7 a logged outcome is lost"),
    Bug(bugs.late_messages_count, "invariant 8 a final attempt was changed", POST),
]
#: These do no harm, for the database stands in their way.
STOPPED = [
    Bug(
        bugs.what_is_claimed_stays_due,
        "invariant 2 two open calls",
        stopped_by=("uq_attempt_open_customer", "uq_attempt_open_number"),
    ),
    Bug(bugs.every_agent_is_free, "invariant 6 an agent in two calls", stopped_by=("uq_attempt_open_agent",)),
    Bug(
        bugs.the_entry_is_kept_twice,
        "invariant 7 logged twice",
        stopped_by=("uq_outcome_attempt_id_follow_up_id",),
    ),
]


def small(seed: int, faults: frozenset[str]) -> Chosen:
    return Chosen(days=0.1, customers=12, agents=3, seed=seed, faults=faults)


def first_found(stage: Stage, faults: frozenset[str], seeds: range = SEEDS) -> Ran | None:
    """The first of these runs in which something is wrong."""
    runs = (run(small(seed, faults), stage) for seed in seeds)
    return next((ran for ran in runs if ran.violations), None)


@pytest.mark.parametrize("bug", BUGS, ids=str)
def test_a_planted_bug_is_named(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    found = first_found(stage, bug.faults)
    assert found is not None
    assert [words for words in found.violations if words.startswith(bug.named)], found.violations


@pytest.mark.parametrize("bug", [bug for bug in BUGS if not bug.plain], ids=str)
def test_without_its_fault_it_is_not_seen(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    assert run(small(1, frozenset()), stage).violations == []


@pytest.mark.parametrize("bug", STOPPED, ids=str)
def test_a_constraint_stops_it(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    with without(stage, *bug.stopped_by):
        found = first_found(stage, bug.faults)
    assert found is not None
    assert [words for words in found.violations if words.startswith(bug.named)], found.violations
    # With the constraint it does not come to that: the deed that would do it does nothing, or fails.
    kept = run(small(found.chosen.seed, bug.faults), stage)
    assert not [words for words in kept.violations if words.startswith(bug.named)]
