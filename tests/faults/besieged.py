"""A house under load whose processes are struck, and the questions that a test asks it meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import redis
from rq import Worker
from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError

from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from huifang.demo.colleagues import Colleagues
from huifang.house import House
from runtime.clock import SharedClock
from runtime.database import connect
from runtime.database import sessions as sessions_of
from tests.faults.engines import Engines
from tests.faults.stock import People, due, let_in
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually

#: Seconds of the house for one real second.
RATE = 8.0
#: Calls a second of the house: three or four are begun in each real second, so that there is always one under way.
PACE = "0.45"
WORKERS = tuple(f"worker-{n}" for n in range(1, 5))
_TOLD = {"HUIFANG_CONCURRENT_CALLS": "80", "HUIFANG_CALLS_PER_SECOND": PACE, "HUIFANG_CALLER_ID_CALLS_PER_SECOND": PACE}
#: Real seconds for which the carrier's answer is awaited: long enough for a test to look at a request without one.
PATIENCE = 4
_TOLD |= {"HUIFANG_CARRIER_TIMEOUT": str(PATIENCE)}


class Besieged(Neighbourhood):
    """Workers, the web server, the clock and the network, on engines of its own that may be struck."""

    def __init__(self, house: House, engines: Engines) -> None:
        super().__init__(house, sessions_of(connect(house.environment["DATABASE_URL"])))
        self.engines = engines
        self.clock = SharedClock(house.environment["HUIFANG_CLOCK"])
        self.colleagues = Colleagues(self.sessions, self.clock, 7, machine_heard=lambda _: False)
        house.environment |= _TOLD

    def begin(self, at: datetime, greetings: int, calls: int, texts: int, workers: int = len(WORKERS)) -> None:
        """So much is due; every process runs, the agents stand by, and time passes."""
        self.set_clock(at, 0.0)
        with self.sessions.begin() as session:
            people: People = let_in(session, at) | due(session, greetings, calls, texts, at)
        self.open(people, workers)
        eventually(self.rung, "the clock ticks, and a worker works", seconds=60)
        self.set_clock(at, RATE)
        self.colleagues.start()

    def ask(self, question: Select[Any]) -> Any:
        """One value out of the database; None while it is away."""
        with suppress(OperationalError), self.sessions() as session:
            return session.scalar(question)
        return None

    def attempts(self, *states: AttemptState, channel: str = "call") -> int:
        """So many attempts are in these states at this moment."""
        of = select(func.count()).select_from(Attempt)
        return self.ask(of.where(Attempt.state.in_(states), Attempt.channel == channel)) or 0

    def rung(self) -> int:
        """Calls that the network has been given by us."""
        return sum(call["direction"] != "inbound" for call in self.network.ledger()["calls"])

    def goes_on(self, more: int = 4) -> None:
        """Calls are made as before, and nothing has ended that nobody has ended."""
        known = self.rung()
        eventually(lambda: self.rung() >= known + more, "the house goes on calling")
        self.house.assert_well()
        self.colleagues.assert_well()

    def at_work(self) -> bool:
        """Every worker has come up. It asks the carrier to let it in, and may not be kept waiting then."""
        with redis.Redis.from_url(self.engines.redis.url) as client:
            known = {worker.pid for worker in Worker.all(connection=client)}
        return known >= {self.pid(name) for name in WORKERS}

    def pid(self, name: str) -> int:
        """The process of this name."""
        return self.house.children.pid(name)

    def kill(self, name: str) -> None:
        """End one process as a power cut would, and start it anew, as whoever supervises it does."""
        self.house.children.kill(name)
        self.start(name)

    def start(self, name: str, before: Sequence[str] = (), changes: Mapping[str, str] | None = None) -> None:
        """Start one process of the house; `before` are the words of a command that runs it."""
        port = self.pages.rsplit(":", 1)[1]
        commands = {"clock": ("clock", "--every", "0.1"), "web": ("web", "--port", port)}
        deed = commands.get(name.split("-")[0], ("worker",))
        self.house.start(name, *deed, before=before, changes=changes)

    @contextmanager
    def frozen(self, *names: str) -> Iterator[None]:
        """Nothing happens in these processes, and in those that they have started, meanwhile."""
        groups = [self.pid(name) for name in names]
        try:
            for group in groups:
                os.killpg(group, signal.SIGSTOP)
            yield
        finally:
            for group in groups:
                os.killpg(group, signal.SIGCONT)
