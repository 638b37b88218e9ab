"""The clock process: a tick, then the bell, for ever; in between it listens. Two clocks at once are harmless."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from dialer.dispatch import Work, listen, tick
from dialer.tools import Tools
from dialer.watch.watching import EVERY
from workers.bell import Bell
from workers.life import Life

log = structlog.get_logger()

#: Real seconds between two looks at what the carrier has told; an agent sees the end of a call so much later.
EAR = 0.05


def run_clock(tools: Tools, bell: Bell, every: float, stopping: threading.Event) -> None:
    """Tick every `every` seconds of real time until `stopping` is set, and listen in between.

    A database or a Redis that is away is waited for: claims stay in the ledger and their leases bring them back.
    """
    life, watch_at = Life(tools, "clock"), time.monotonic() + EVERY
    while not stopping.is_set():
        with life.round():
            well = _ring(bell, lambda: tick(tools))
        if time.monotonic() >= watch_at:
            watch_at = time.monotonic() + EVERY
            well = _ring(bell, lambda: Work(watch=[0]))
        rest = time.monotonic() + every
        while True:
            life.beat_between(bell.answers)
            if stopping.wait(EAR if well else every) or time.monotonic() >= rest:
                break
            well = _ring(bell, lambda: listen(tools))
    life.end()


def _ring(bell: Bell, deed: Callable[[], Work]) -> bool:
    work = Work()
    try:
        work = deed()
        bell.ring(work)
    except (OperationalError, RedisError) as away:
        log.warning("tick_failed", why=type(away).__name__, claimed=len(work.place))
        return False
    return True
