"""Gauges: how things stand at this moment, each asked of one index, so that it costs as little with many rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from dialer.attempt_life import OPEN

#: No more is counted: a backlog beyond this is a backlog.
MOST = 50_000
#: Seconds past its deadline after which an attempt counts as overdue: it should have been looked up long ago.
OVERDUE = 300

_OPEN = ", ".join(repr(state.value) for state in OPEN)


@dataclass(frozen=True)
class Gauge:
    """One statement, and the index that answers it."""

    statement: TextClause
    index: str


DUE = Gauge(
    text(f"""
    select kind.mode, (select count(*) from (select from follow_up f where f.state = 'planned' and f.mode = kind.mode
        and f.next_try_at <= :now and f.closes_at > :now limit {MOST}) ready),
    extract(epoch from :now - (select min(next_try_at) from follow_up f where f.state = 'planned'
        and f.mode = kind.mode and f.next_try_at <= :now))::float8
    from (values ('agent'), ('greeting'), ('text')) kind (mode)"""),
    "ix_follow_up_due",
)
IN_FLIGHT = Gauge(
    text(f"""
    select channel, state, count(*), extract(epoch from :now - min(claimed_at))::float8,
    count(*) filter (where deadline_at < :now - interval '{OVERDUE} seconds')
    from attempt where state in ({_OPEN}) group by 1, 2 order by 1, 2"""),
    "ix_attempt_deadline",
)
UNHEARD = Gauge(
    text(f"""
    select count(*), coalesce(extract(epoch from :now - min(received_at)), 0)::float8
    from (select received_at from carrier_event where apply_at is not null limit {MOST}) waiting"""),
    "ix_carrier_event_apply",
)
TEXTS = Gauge(
    text(f"""
    select count(*), coalesce(extract(epoch from :now - min(due_at)), 0)::float8
    from (select due_at from attempt where state = 'planned' and due_at <= :now order by due_at limit {MOST}) due"""),
    "ix_attempt_due_text",
)
GAUGES = (DUE, IN_FLIGHT, UNHEARD, TEXTS)


def ask(session: Session, gauge: Gauge, now: datetime) -> list[tuple[Any, ...]]:
    """The rows of its answer at `now`."""
    return [tuple(row) for row in session.execute(gauge.statement, {"now": now})]
