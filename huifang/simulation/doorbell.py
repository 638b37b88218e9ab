"""The doorbell: a queue of jobs in memory in place of Redis, with what may become of jobs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import product

from dialer.dispatch import Work
from dialer.tools import Tools
from huifang.simulation.chosen import OURS
from huifang.simulation.people import FEW
from huifang.simulation.world import World
from workers.bell import HANDFUL, LEGS
from workers.deeds import DEEDS

#: Between the bell and a worker who takes the job up, in seconds.
TAKEN_UP = (0.005, 0.4)
#: Planning and counting are the work of one slow worker: what is asked for meanwhile is done along with it. Where there
#: are few customers he is asked seldom, and plans within a minute.
SLOW = {"plan": (60.0, 900.0), "figures": (600.0, 900.0)}
SLOW_OF_FEW = SLOW | {"plan": (2.0, 60.0)}
#: How often calls that were claimed together share a job; in a house many have to be, and in a small world few are.
HANDFULS = 0.5
#: A job that another worker runs once more does so up to so many seconds later.
AGAIN = 20.0


class Doorbell:
    """Rings for the workers."""

    def __init__(self, world: World, tools: Tools) -> None:
        self._world, self._tools = world, tools
        self._slow = SLOW_OF_FEW if world.chosen.customers <= FEW else SLOW
        #: Told of each attempt that is about to be placed.
        self.placing: list[Callable[[int], None]] = []

    def ring(self, work: Work) -> int:
        """Queue a job for each id; how many of them bring the calls on, and are not upkeep."""
        count = 0
        for part in fields(work):
            for ids in self._handed_out(part.name, getattr(work, part.name)):
                self._queue(part.name, ids)
                count += len(ids) * (part.name not in ("plan", "figures", "check_legs"))
        return count

    def _handed_out(self, deed: str, ids: Sequence[int]) -> Iterator[Sequence[int]]:
        """One id to a job; calls that were claimed together are placed by the handful half of the time, and telephones
        are asked about together."""
        handful = deed == "place" and len(ids) > 1 and self._world.chance.of("handfuls").random() < HANDFULS
        together = HANDFUL if handful else LEGS if deed == "check_legs" else 1
        yield from (ids[at : at + together] for at in range(0, len(ids), together))

    def _queue(self, deed: str, ids: Sequence[int]) -> None:
        world, slow = self._world, self._slow.get(deed)
        if slow and world.agenda.waits(deed):
            return
        world.agenda.after(world.chance.of("workers").uniform(*(slow or TAKEN_UP)), self._job(deed, ids), _kind(deed))
        if deed == "place":
            for hear, one in product(self.placing, ids):
                hear(one)
        if world.on("worker-doubled") and world.chance.strikes("worker-doubled", OURS["worker-doubled"]):
            later = world.chance.of("again").uniform(0.0, AGAIN)
            world.agenda.after(later, self._job(deed, ids), _kind(deed))
        if world.on("redis-wiped") and world.chance.strikes("redis-wiped", OURS["redis-wiped"]):
            for kind in ("job", *SLOW):
                world.agenda.take_back(kind)

    def _job(self, deed: str, ids: Sequence[int]) -> Callable[[], None]:
        name = " ".join((deed, *map(str, ids)))
        return lambda: self._world.work(name, lambda: DEEDS[deed](self._tools, *ids))


def _kind(deed: str) -> str:
    return deed if deed in SLOW else "job"
