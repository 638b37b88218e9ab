"""Watching: a worker adds up what happened, and asks now and then whether the invariants hold."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import func, select

from dialer.tools import Tools
from dialer.watch.questions import Violation, alone, keep, look
from dialer.watch.tallies import count

log = structlog.get_logger()

#: Real seconds between two counts, and between two rounds of questions.
EVERY, ASK_EVERY = 15.0, 300.0


def watch(tools: Tools) -> None:
    """Count, and ask where the last round is five minutes ago. Harmless when run twice."""
    now = tools.now()
    with tools.sessions.begin() as session:
        count(session, now)
    with tools.sessions.begin() as session:
        asked_at = session.scalar(select(func.max(Violation.asked_at)))
        if not alone(session) or (asked_at and asked_at > now - max(tools.real(ASK_EVERY), timedelta(seconds=1))):
            return
        found = look(session, now)
        keep(session, found, now)
    for invariant, ids in found.items():
        if ids:
            log.error("invariant_violated", invariant=invariant, rows=len(ids), first_id=ids[0])
