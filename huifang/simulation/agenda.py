"""The agenda: what our side does when, in one order that the seed draws."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable

from huifang.simulation.chance import Chance
from huifang.simulation.clocks import VirtualTime

Deed = Callable[[], object]


class Agenda:
    """A heap of deeds by instant; of two at the same instant the seed says which one comes first."""

    def __init__(self, time: VirtualTime, chance: Chance) -> None:
        self._time = time
        self._chance = chance
        self._sequence = itertools.count()
        self._heap: list[tuple[float, float, int, str, Deed]] = []
        self._waiting: Counter[str] = Counter()

    def after(self, seconds: float, deed: Deed, kind: str = "") -> None:
        """Do it so many virtual seconds from now. What has a `kind` can be taken back by it."""
        self.at(self._time.at + max(0.0, seconds), deed, kind)

    def at(self, instant: float, deed: Deed, kind: str = "") -> None:
        """Do it at this instant, in unix seconds; at once where that is past."""
        order = self._chance.of("order").random()
        self._waiting[kind] += 1
        heapq.heappush(self._heap, (max(instant, self._time.at), order, next(self._sequence), kind, deed))

    def next_at(self) -> float | None:
        """When the first deed is due."""
        return self._heap[0][0] if self._heap else None

    def first(self) -> tuple[str, Deed]:
        """Take the first deed out."""
        *_, kind, deed = heapq.heappop(self._heap)
        self._waiting[kind] -= 1
        return kind, deed

    def take_back(self, kind: str) -> int:
        """Forget all deeds of this kind; how many there were."""
        gone = self._waiting.pop(kind, 0)
        if gone:
            self._heap = [entry for entry in self._heap if entry[3] != kind]
            heapq.heapify(self._heap)
        return gone

    def waits(self, kind: str) -> int:
        """How many deeds of this kind there are."""
        return self._waiting[kind]
