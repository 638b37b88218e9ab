"""Shrinking: a smaller world in which the same kind of thing goes wrong, found by running it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from huifang.simulation.chosen import Chosen
from huifang.simulation.run import Ran, run
from huifang.simulation.stage import Stage

#: Runs at the most.
TRIES = 24


def shrink(ran: Ran, stage: Stage, tries: int = TRIES) -> Ran:
    """The shortest run found that breaks, which is then the one on the stage: `ran` itself where none is shorter."""
    best, left = ran, tries
    smaller = True
    while smaller and left > 0:
        smaller = False
        for chosen in _smaller(best):
            if left <= 0:
                break
            left -= 1
            found = run(chosen, stage)
            if _kind(found) == _kind(ran):
                best, smaller = found, True
                break
    return run(best.chosen, stage)


def _kind(ran: Ran) -> str:
    """The invariant that broke first, or what broke: its words up to the first number of a row."""
    return " ".join(ran.violations[0].split()[:2]) if ran.violations else ""


def _smaller(ran: Ran) -> Iterator[Chosen]:
    """Fewer customers, one fault less, fewer agents, and not longer than it took to break."""
    chosen = ran.chosen
    took = (ran.ended - ran.began).total_seconds() / 86_400
    if chosen.days >= 1 and took + 0.05 < chosen.days:
        yield replace(chosen, days=max(1.0, round(took + 0.05, 2)))
    for customers in sorted({chosen.customers // 2, chosen.customers * 3 // 4, chosen.customers - 1}):
        if 0 < customers < chosen.customers:
            yield replace(chosen, customers=customers)
    quiet = [name for name in sorted(chosen.faults) if not ran.struck[name]]
    if quiet:
        yield replace(chosen, faults=chosen.faults - set(quiet))
    for name in sorted(chosen.faults):
        yield replace(chosen, faults=chosen.faults - {name})
    if chosen.agents > 1:
        yield replace(chosen, agents=chosen.agents - 1)
