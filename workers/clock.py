"""The clock process: a tick, then the bell, for ever. Two clocks at once are harmless."""

from __future__ import annotations

import threading

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from dialer.dispatch import Work, tick
from dialer.tools import Tools
from workers.bell import Bell

log = structlog.get_logger()


def run_clock(tools: Tools, bell: Bell, every: float, stopping: threading.Event) -> None:
    """Tick every `every` seconds of real time until `stopping` is set.

    A database or a Redis that is away is waited for: claims stay in the ledger and their leases bring them back.
    """
    while not stopping.is_set():
        work = Work()
        try:
            work = tick(tools)
            bell.ring(work)
        except (OperationalError, RedisError) as away:
            log.warning("tick_failed", why=type(away).__name__, claimed=len(work.place))
        stopping.wait(every)
