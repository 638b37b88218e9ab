"""Faults: each one that is switched on strikes, and something differs from a run without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from huifang.simulation.chance import Chance
from huifang.simulation.chosen import NETWORK, OURS, Chosen
from huifang.simulation.people import happenings, people
from huifang.simulation.run import Ran, run
from huifang.simulation.stage import Stage

EVENING = Chosen(days=0.02, customers=3, agents=2)
#: Tried one after the other until it strikes.
SEEDS = range(1, 11)


@pytest.fixture(scope="module")
def plain(stage: Stage) -> Callable[[Chosen], list[str]]:
    """The steps of a world in which nothing goes wrong; each is lived through once."""
    return cache(lambda chosen: _names(run(chosen, stage)))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", [*NETWORK, *OURS])
def test_it_strikes_and_every_invariant_holds(
    stage: Stage, plain: Callable[[Chosen], list[str]], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    rates = cast(dict[str, float], NETWORK) if fault in NETWORK else OURS
    monkeypatch.setitem(rates, fault, min(1.0, rates[fault] * 6))
    for seed in SEEDS:
        ran = run(replace(EVENING, seed=seed, faults=frozenset({fault})), stage)
        assert ran.violations == []
        assert ran.struck == Counter({fault: ran.struck[fault]} if ran.struck[fault] else {}), "no other strikes"
        if ran.struck[fault] and _shows(fault, ran, plain):
            return
    raise AssertionError(f"{fault} never strikes, or changes nothing")


def _shows(fault: str, ran: Ran, plain: Callable[[Chosen], list[str]]) -> bool:
    if fault in TRACES:
        return TRACES[fault](ran)
    names = _names(ran)
    return plain(replace(ran.chosen, faults=frozenset())) != names


def _ended(ran: Ran, how: str) -> bool:
    return any(step.ended.startswith(how) for step in ran.steps)


def _count(ran: Ran, question: str) -> int:
    with ran.sessions() as session:
        return int(session.execute(text(question)).scalar_one())


def _names(ran: Ran) -> list[str]:
    return [step.name for step in ran.steps]


#: What is there because of it, and would not be without; of the others the history shows it by being another one.
TRACES: dict[str, Callable[[Ran], bool]] = {
    "crash": lambda ran: _ended(ran, "crashed"),
    "database-lost": lambda ran: _ended(ran, "failed"),
    "worker-doubled": lambda ran: max(Counter(name for name in _names(ran) if " " in name).values()) > 1,
    "opt-outs": lambda ran: _count(ran, "select count(*) from suppression") > 0,
    "vanishing-agents": lambda ran: any(spell.state == "vanished" for spell in ran.agents),
    # Looked at late, what stands still looks as it does.
    "list-lag": lambda ran: ran.network.faults.can_strike("list-lag") or ran.struck["list-lag"] > 0,
}


def test_dst_begins_the_day_before_a_change_of_the_clocks() -> None:
    begins, zone = replace(EVENING, faults=frozenset({"dst"})).begins, ZoneInfo("Europe/London")
    assert begins.astimezone(zone).utcoffset() != (begins + timedelta(days=1)).astimezone(zone).utcoffset()
    plain = EVENING.begins
    assert plain.astimezone(zone).utcoffset() == (plain + timedelta(days=1)).astimezone(zone).utcoffset()


def test_midnight_brings_news_around_midnight() -> None:
    def late(chosen: Chosen) -> list[datetime]:
        chance = Chance(chosen.seed)
        told = happenings(chosen, chance, people(chosen, chance))
        return [one.at for one in told if one.at != chosen.begins and one.at.minute in (59, 0)]

    assert late(replace(EVENING, customers=30, faults=frozenset({"midnight"})))
    assert not late(replace(EVENING, customers=30))


@pytest.mark.timeout(60)
def test_festival_greets_everybody(stage: Stage) -> None:
    ran = run(replace(EVENING, faults=frozenset({"festival"})), stage)
    assert ran.violations == []
    assert _count(ran, "select count(*) from follow_up where mode = 'greeting'") > 1
