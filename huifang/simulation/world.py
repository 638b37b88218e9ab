"""The world of one run: time, the network, our processes, and one step after the other, each of them checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from traceback import format_exception
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from huifang.simulation.agenda import Agenda
from huifang.simulation.chance import Chance
from huifang.simulation.chosen import Chosen
from huifang.simulation.clocks import OurClock, VirtualTime
from huifang.simulation.trouble import SimulatedCrash, Trouble
from sandbox.network import Network

T = TypeVar("T")
#: So many deeds of workers are under way at once: one waits for the carrier while another goes on.
WORKERS = 3
#: A worker's deed that finds all workers busy waits so long.
BUSY = 0.5


@dataclass(frozen=True)
class Step:
    """One thing that our side did."""

    number: int
    at: datetime
    name: str
    #: How it ended: empty where well, else `crashed` or `failed: …`.
    ended: str


class Violated(BaseException):
    """An invariant does not hold any more; no deed that is under way may take this for a failure of its own."""

    def __init__(self, step: Step, found: list[str]) -> None:
        super().__init__("; ".join(found))
        self.step, self.found = step, found


class World:
    """Time goes from one thing that happens to the next; nothing else makes it pass."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.time = VirtualTime(chosen.begins)
        self.clock = OurClock(self.time)
        self.chance = Chance(chosen.seed)
        self.agenda = Agenda(self.time, self.chance)
        self.trouble = Trouble(self.time, self.chance, chosen.faults)
        self.network: Network | None = None
        #: Asked after each step for what is wrong.
        self.check: Callable[[datetime], list[str]] = lambda now: []
        #: Told of each step that is over, before it is checked.
        self.heard: list[Callable[[Step], None]] = []
        self.steps: list[Step] = []
        #: From then on agents and supervisors begin nothing new.
        self.closing = False
        self._workers = 0
        self._troubles = 0
        #: What broke a deed although nothing struck it.
        self.broken: list[str] = []

    def on(self, fault: str) -> bool:
        """Whether this fault is chosen and the world still is to be struck."""
        return fault in self.chosen.faults and not self.closing

    def step(self, name: str, deed: Callable[[], T]) -> T | None:
        """Do one thing and check the world after it; None where it crashed or failed. Raises Violated."""
        ended, given = "", None
        self.trouble.begins()
        try:
            given = deed()
        except SimulatedCrash:
            ended = "crashed"
        except DBAPIError as away:
            ended = f"failed: {type(away).__name__}"
            if not away.connection_invalidated and not self.trouble.database_away:
                self.broken.append(f"{name} broke: {type(away).__name__}: {away.orig}")
        except Exception as wrong:
            ended = f"failed: {type(wrong).__name__}: {wrong}"
            self.broken.append(f"{name} broke: {''.join(format_exception(wrong))}")
        finally:
            self.trouble.ends()
        self._over(Step(len(self.steps) + 1, self.time.now, name, ended))
        return given

    def work(self, name: str, deed: Callable[[], object]) -> None:
        """A step of a worker; where all of them are busy, a little later."""
        if self._workers >= WORKERS:
            self.agenda.after(BUSY, lambda: self.work(name, deed), "job")
            return
        self._workers += 1
        try:
            self.step(name, deed)
        finally:
            self._workers -= 1

    def live(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that happens in so many seconds, or until something has. A deed may ask for that."""
        end = self.time.at + seconds
        while not until():
            at = self._next_at()
            if at is None or at > end:
                self.time.move_to(end)
                return
            self.time.move_to(at)
            self._happens()

    def _next_at(self) -> float | None:
        assert self.network is not None
        found = [at for at in (self.network.schedule.next_at(), self.agenda.next_at()) if at is not None]
        return min(found, default=None)

    def _happens(self) -> None:
        """The first thing that is due; what the network does comes before what we do at the same instant."""
        assert self.network is not None
        if not self.network.schedule.step():
            _, deed = self.agenda.first()
            deed()

    def _over(self, step: Step) -> None:
        self.steps.append(step)
        for hear in self.heard:
            hear(step)
        found = [*self.broken, *self._mistakes(), *self.check(step.at)]
        if found:
            raise Violated(step, found)

    def _mistakes(self) -> list[str]:
        """What went wrong inside the network itself."""
        assert self.network is not None
        new = self.network.troubles[self._troubles :]
        self._troubles += len(new)
        return [f"the sandbox broke: {one.detail}" for one in new if one.code == 0]
