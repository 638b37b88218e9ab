"""Measuring: interleaved rounds, medians, spans by the monotonic clock."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One piece of work beside its limit."""

    name: str
    #: What one round did, e.g. "100,000 events".
    amount: str
    seconds: float
    limit_name: str
    limit_seconds: float
    #: Of how many equal pieces it is made.
    pieces: int = 1
    #: Milliseconds that 99 of 100 pieces stayed below, where they were timed one by one.
    p99: float | None = None
    #: The same of the limit.
    limit_p99: float | None = None
    #: The ratio, and the p99 in milliseconds, that are wanted; None where nothing is.
    at_most: float | None = None
    p99_at_most: float | None = None

    @property
    def each(self) -> float:
        """Microseconds for one piece."""
        return self.seconds / self.pieces * 1e6

    @property
    def ratio(self) -> float:
        """Times the limit."""
        return self.seconds / self.limit_seconds

    @property
    def holds(self) -> bool:
        """What is wanted is there."""
        quick = self.at_most is None or self.ratio <= self.at_most
        return quick and (self.p99_at_most is None or self.p99 is None or self.p99 <= self.p99_at_most)


def quickest(ours: Callable[[], object], rounds: int) -> float:
    """The seconds of the quickest round: what the work costs where nothing else on the machine disturbs it."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        ours()
        times.append(time.perf_counter() - began)
    return min(times)


def side_by_side(ours: Callable[[], None], limit: Callable[[], None], rounds: int = 5) -> tuple[float, float]:
    """Median seconds of both, taken in turns so that what the machine does besides falls on both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, kept in zip((ours, limit), times, strict=True):
            began = time.perf_counter()
            work()
            kept.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])
