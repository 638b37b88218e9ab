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

#: Seeds that are tried one after the other until the bug comes out, after the one at which it was found before.
SEEDS = range(1, 13)


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
    #: The seed of a world that shows it.
    seed: int = 3
    #: Fewer people do not show it.
    customers: int = 3
    agents: int = 2

    def __str__(self) -> str:
        return self.plant.__name__


LOSSES = frozenset({"lost-answer", "error-500-after", "slow-answer"})
POST = frozenset({"duplicate-webhook", "reorder-webhook", "delay-webhook"})
FESTIVAL = frozenset({"festival"})
PEACE = frozenset({"opt-outs", "festival"})

BUGS = [
    Bug(bugs.the_day_is_judged_and_not_the_hour, "invariant 1"),
    Bug(bugs.whose_fate_is_unknown_is_dialled_again, "invariant 2 dialled", LOSSES, plain=False, seed=1),
    Bug(bugs.nobody_is_looked_up, "invariant 3 an attempt without an end", frozenset({"drop-webhook"}), plain=False),
    Bug(bugs.nothing_follows_from_a_call, "invariant 3 a follow-up left under way"),
    Bug(bugs.suppressions_are_not_read, "invariant 4", PEACE, plain=False),
    Bug(bugs.caps_are_not_counted, "invariant 5 over a cap", FESTIVAL),
    Bug(bugs.the_customer_is_put_where_nobody_is, "invariant 6 left in silence"),
    Bug(bugs.nothing_is_said, "invariant 6 hung up on without a word"),
    Bug(bugs.the_entry_is_not_kept, "invariant 7 a logged outcome is lost"),
    Bug(bugs.late_messages_count, "invariant 8 a final attempt was changed", POST),
    Bug(
        bugs.every_signature_fits, "a forged webhook was answered with 20", frozenset({"forged-webhooks"}), plain=False
    ),
    Bug(bugs.a_part_of_the_tick_fails, "part legs of a tick broke"),
]
#: These do no harm, for the database stands in their way.
STOPPED = [
    Bug(
        bugs.what_is_claimed_stays_due,
        "invariant 2 two open calls",
        stopped_by=("uq_attempt_open_customer", "uq_attempt_open_number"),
        seed=6,
        customers=5,
        agents=3,
    ),
    Bug(bugs.every_agent_is_free, "invariant 6 an agent in two calls", stopped_by=("uq_attempt_open_agent",), seed=4),
    Bug(
        bugs.the_entry_is_kept_twice,
        "invariant 7 logged twice",
        stopped_by=("uq_outcome_attempt_id_follow_up_id",),
    ),
]


def small(bug: Bug, seed: int, faults: frozenset[str]) -> Chosen:
    return Chosen(days=0.014, customers=bug.customers, agents=bug.agents, seed=seed, faults=faults)


def first_found(stage: Stage, bug: Bug) -> Ran | None:
    """The first of these runs in which something is wrong."""
    runs = (run(small(bug, seed, bug.faults), stage) for seed in (bug.seed, *SEEDS))
    return next((ran for ran in runs if ran.violations), None)


@pytest.mark.parametrize("bug", BUGS, ids=str)
def test_a_planted_bug_is_named(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    found = first_found(stage, bug)
    assert found is not None
    assert [words for words in found.violations if words.startswith(bug.named)], found.violations


@pytest.mark.parametrize("bug", [bug for bug in BUGS if not bug.plain], ids=str)
def test_without_its_fault_it_is_not_seen(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    assert run(small(bug, bug.seed, frozenset()), stage).violations == []


@pytest.mark.parametrize("bug", STOPPED, ids=str)
def test_a_constraint_stops_it(bug: Bug, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    with without(stage, *bug.stopped_by):
        found = first_found(stage, bug)
    assert found is not None
    assert [words for words in found.violations if words.startswith(bug.named)], found.violations
    # With the constraint it does not come to that: the deed that would do it does nothing, or fails.
    kept = run(found.chosen, stage)
    assert not [words for words in kept.violations if words.startswith(bug.named)]
