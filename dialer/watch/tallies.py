"""Tallies: what happened, added up once and for ever, so that the figures only grow whatever is erased later.

They are counted from rows that are written once and have growing ids, a span of ids at a time::

    ids ──counted──> counted_to ──waits until every transaction of that moment is over──> up_to ──not looked at yet──>

A transaction may commit a smaller id after a larger one was seen. So a span is counted only when every transaction that
was running when its end was noted has ended.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialer.watch.sources import SOURCES, Source
from runtime.database import Base

#: Ids that one run takes on of each source; the rest is the next run's.
SPAN = 50_000
#: Real seconds after which a transaction that still runs is not waited for any more.
PATIENCE = 300
#: Two runs at once would count the same twice.
_LOCK = 4822741

_XMIN = text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
#: Every transaction that has a number by now has a smaller one.
_OURS = text("select pg_current_xact_id()::text::bigint, clock_timestamp()")


class Tally(Base):
    """One figure that only grows."""

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: The values of its labels, with | between them.
    labels: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[float]


class TallyMark(Base):
    """How far a table has been counted."""

    __tablename__ = "tally_mark"

    source: Mapped[str] = mapped_column(primary_key=True)
    counted_to: Mapped[int]
    up_to: Mapped[int]
    #: Everything up to `up_to` is final when no transaction up to this number runs; in real time, when that was noted.
    until_transaction: Mapped[int]
    noted_at: Mapped[datetime]


def count(session: Session, now: datetime) -> int:
    """Add what has become final since the last time; how many rows that were. The caller commits."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    return sum(_count(session, source, now) for source in SOURCES)


def tallies(session: Session) -> dict[tuple[str, str], float]:
    """All figures, by name and labels."""
    return {(one.name, one.labels): one.count for one in session.scalars(select(Tally))}


def _count(session: Session, source: Source, now: datetime) -> int:
    # Two clocks in one: the transaction numbers say when it is safe, and the real time when we wait no longer.
    oldest = session.scalar(_XMIN) or 0
    ours, real = session.execute(_OURS).one()
    mark = session.get(TallyMark, source.table) or TallyMark(
        source=source.table, counted_to=0, up_to=0, until_transaction=0, noted_at=real
    )
    session.add(mark)
    begin, end = mark.counted_to, min(mark.up_to, mark.counted_to + SPAN)
    final = oldest > mark.until_transaction or (real - mark.noted_at).total_seconds() > PATIENCE
    if end > begin and final:
        _add(session, source.counted(session, begin, end, now))
        mark.counted_to = end
    if mark.counted_to == mark.up_to:
        mark.up_to = session.scalar(text(f"select coalesce(max(id), 0) from {source.table}")) or 0
        mark.up_to = max(mark.up_to, mark.counted_to)
        mark.until_transaction, mark.noted_at = ours, real
    return mark.counted_to - begin


def _add(session: Session, found: Counter[tuple[str, str]]) -> None:
    rows = [{"name": name, "labels": labels, "count": more} for (name, labels), more in sorted(found.items()) if more]
    if rows:
        added = insert(Tally).values(rows)
        grown = {"count": Tally.count + added.excluded.count}
        session.execute(added.on_conflict_do_update(index_elements=["name", "labels"], set_=grown))
