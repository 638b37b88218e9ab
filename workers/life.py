"""Life: a process says that it lives, and ends within a stated time once it was asked to."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from dialer.tools import Tools
from runtime.pulses import Sign, beat, ended

log = structlog.get_logger()

#: Real seconds between two pulses of a clock, which beats between its ticks, and of a worker.
CLOCK_BEATS, WORKER_BEATS = 1.0, 5.0


class Life:
    """What one process has done so far."""

    def __init__(self, tools: Tools, process: str) -> None:
        self._tools, self._process = tools, process
        self._rounds = 0
        self._round_seconds: float | None = None
        self._busy_since: float | None = None
        self._next_beat = 0.0

    @contextmanager
    def round(self) -> Iterator[None]:
        """One tick, or one job."""
        self._busy_since = began = time.monotonic()
        try:
            yield
        finally:
            self._busy_since = None
            self._rounds += 1
            self._round_seconds = time.monotonic() - began

    def beat(self, *, redis: bool = False) -> None:
        """Write the pulse; a database that is away hears the next one."""
        busy = None if self._busy_since is None else time.monotonic() - self._busy_since
        sign = Sign(self._process, self._tools.now(), self._rounds, self._round_seconds, busy, redis)
        with suppress(SQLAlchemyError), self._tools.sessions.begin() as session:
            beat(session.connection(), sign)

    def beat_between(self, answers: Callable[[], bool]) -> None:
        """Write the pulse where the last one is a second ago; `answers` says whether Redis does."""
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + CLOCK_BEATS
            self.beat(redis=answers())

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beat beside the work until it is over; a job that never ends shows as busy for ever longer."""
        over = threading.Event()
        heart = threading.Thread(target=self._until, args=(over,), name="heart", daemon=True)
        heart.start()
        try:
            yield
        finally:
            over.set()
            heart.join(timeout=1)
            self.end()

    def end(self) -> None:
        """The process ends in an orderly way."""
        with suppress(SQLAlchemyError), self._tools.sessions.begin() as session:
            ended(session.connection(), self._process)

    def _until(self, over: threading.Event) -> None:
        self.beat()
        while not over.wait(WORKER_BEATS):
            self.beat()


def end_within(seconds: float) -> None:
    """However it hangs, this process is gone after so many real seconds: leases bring its work back."""

    def give_up() -> None:
        log.error("ended_unfinished", after_seconds=seconds)
        os._exit(1)

    last = threading.Timer(seconds, give_up)
    last.daemon = True
    last.start()
