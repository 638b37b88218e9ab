"""Several deeds at the same instant, each in a thread and on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import text

from runtime.database import Sessions

Deed = Callable[[], Any]

_WAITING = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")


def at_once(*deeds: Deed) -> list[Any]:
    """Start them together; their answers in order. What one of them raises is raised here."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> Any:
        start.wait(timeout=30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [asked.result(timeout=30) for asked in [pool.submit(run, deed) for deed in deeds]]


def while_it_waits(sessions: Sessions, deed: Deed, then: Deed) -> bool:
    """Start the deed; when it waits for somebody's lock, or has not had to wait, do `then`. True if it waited."""
    before = _waiting(sessions)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(deed)
        waited = False
        while not (waited or asked.done()):
            waited = _waiting(sessions) > before
        then()
        asked.result(timeout=30)
    return waited


def _waiting(sessions: Sessions) -> int:
    with sessions() as session:
        return int(session.execute(_WAITING).scalar_one())
