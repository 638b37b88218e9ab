"""Small worlds in which everything goes wrong, a seed each, and what struck them and happened in them all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import text

from huifang.simulation.chosen import DAYS, NAMES, Chosen
from huifang.simulation.command import as_typed
from huifang.simulation.history import history
from huifang.simulation.run import Ran, run
from huifang.simulation.stage import Stage


def small(seed: int) -> Chosen:
    """Twenty minutes of an evening: everybody is due a call, and everybody is greeted."""
    return Chosen(days=0.014, customers=2, agents=1 + seed % 2, seed=seed, faults=frozenset(NAMES))


class Worlds:
    """Lives through each seed once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._wrong: dict[int, list[str]] = {}
        #: What struck, and what happened, in all of them.
        self.struck: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()

    def live(self, seed: int) -> list[str]:
        """What broke in this one, with the command that shows it again; empty where every invariant held."""
        if seed not in self._wrong:
            ran = run(small(seed), self._stage)
            self.struck += ran.struck
            self.happened += _happened(ran)
            told = [as_typed(ran.chosen), f"at {ran.broke_at}", *ran.violations]
            self._wrong[seed] = [*told, *history(ran)] if ran.violations else []
        return self._wrong[seed]


def assert_everything_struck(worlds: Worlds, seeds: Iterable[int], at_least: int) -> None:
    """Each fault there is struck so often in these worlds, and what a house lives for happened in spite of them."""
    assert [wrong for seed in seeds if (wrong := worlds.live(seed))] == []
    seldom = {name: worlds.struck[name] for name in set(NAMES) - set(DAYS) if worlds.struck[name] < at_least}
    assert not seldom, f"struck less than {at_least} times: {seldom}"
    for what in ("dialled", "answered", "talked", "written down", "texted", "opted out", "looked up"):
        assert worlds.happened[what] >= at_least, (what, worlds.happened)


def _happened(ran: Ran) -> Counter[str]:
    calls = [call for call in ran.network.calls.values() if not call.parent_sid]
    names = [step.name for step in ran.steps if not step.ended]
    found = Counter(
        {
            "dialled": len(calls),
            "answered": sum(call.answered_at is not None for call in calls),
            "talked": sum(bool(call.talked_with) for call in calls),
            "texted": len(ran.network.messages),
            "written down": sum("concludes" in name for name in names),
            "looked up": sum(name.startswith("reconcile") for name in names),
        }
    )
    with ran.sessions() as session:
        found["opted out"] = session.execute(text("select count(*) from suppression")).scalar_one()
    return found
