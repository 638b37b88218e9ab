"""Upkeep: what has changed since is counted anew, day by day; everything where nothing was counted yet.

::

    a change in the ledger ──trigger──> figure_stale ──worker, every 30 s──> the day counted anew
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.house_clock import house_zone
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.figures.counting import count_attempts, count_follow_ups, count_outcomes
from dialer.figures.rows import AttemptFigure, FiguresRun, FigureStale, FollowUpFigure, OutcomeFigure, RatingFigure
from dialer.tools import Tools
from runtime.zones import local_date

log = structlog.get_logger()

#: Seconds between two runs while something changes.
EVERY = 30
#: Marks that one run takes on, the earliest days first; the rest is the next run's.
MARKS = 20_000
#: Two runs at once would only do the same work twice.
_LOCK = 4822738
#: However many years there are to count, it is not cut off half-way.
_UNHURRIED = text("set local statement_timeout = 0")


def figures_due(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Ask a worker to bring the figures up to date where something has changed; not twice for the same."""
    run = session.get(FiguresRun, 1)
    if run is not None and (run.again_at > now or (run.at is not None and not anything_stale(session))):
        return []
    again_at = now + tools.soon(EVERY)
    row = insert(FiguresRun).values(id=1, again_at=again_at)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"again_at": again_at}))
    return [1]


def keep_figures(tools: Tools) -> None:
    """Bring the figures up to date, all in one transaction. Harmless when run twice."""
    with tools.sessions.begin() as session:
        counted = bring_up_to_date(session, tools.now())
    log.info("figures_kept", counted=counted)


def bring_up_to_date(session: Session, now: datetime) -> int:
    """Count what is stale anew; how many days that were, 0 where somebody else is at it. The caller commits."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    session.execute(_UNHURRIED)
    zone = house_zone(session)
    run = session.get(FiguresRun, 1, populate_existing=True)
    if run is None or run.at is None or run.zone != zone:
        return _everything(session, zone, now)
    first = select(FigureStale.id).order_by(FigureStale.day.nulls_first(), FigureStale.id).limit(MARKS)
    taken = delete(FigureStale).where(FigureStale.id.in_(first)).returning(FigureStale)
    marks = session.scalars(taken).all()
    pairs = {(mark.day, mark.playbook) for mark in marks if mark.day and mark.playbook}
    talks = {mark.day for mark in marks if mark.day and not mark.playbook}
    calls = {local_date(mark.at, zone) for mark in marks if mark.at}
    return _count(session, pairs, talks, calls, zone, now)


def rebuild(session: Session, now: datetime) -> int:
    """Count everything anew; how many days that were. Waits for a run that is under way. The caller commits."""
    session.execute(_UNHURRIED)
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    return _everything(session, house_zone(session), now)


def anything_stale(session: Session) -> bool:
    """Whether the ledger has changed since."""
    return bool(session.scalar(select(exists().select_from(FigureStale))))


def _everything(session: Session, zone: str, now: datetime) -> int:
    session.execute(delete(FigureStale))
    for table in (FollowUpFigure, AttemptFigure, OutcomeFigure, RatingFigure):
        session.execute(delete(table))
    known = session.execute(select(FollowUp.last_day, FollowUp.playbook).distinct())
    pairs = {(day, playbook) for day, playbook in known}
    talks = _between(*session.execute(select(func.min(Outcome.contact_on), func.max(Outcome.contact_on))).one())
    first, last = session.execute(select(func.min(Attempt.placing_at), func.max(Attempt.placing_at))).one()
    calls = _between(local_date(first, zone), local_date(last, zone)) if first and last else set()
    return _count(session, pairs, talks, calls, zone, now)


def _count(
    session: Session, pairs: set[tuple[date, str]], talks: set[date], calls: set[date], zone: str, now: datetime
) -> int:
    count_follow_ups(session, pairs)
    count_outcomes(session, talks)
    count_attempts(session, calls, zone)
    row = insert(FiguresRun).values(id=1, at=now, zone=zone, again_at=now)
    session.execute(row.on_conflict_do_update(index_elements=["id"], set_={"at": now, "zone": zone}))
    return len(pairs) + len(talks) + len(calls)


def _between(first: date | None, last: date | None) -> set[date]:
    """Both inside; none where there are none."""
    return {first + timedelta(days=n) for n in range((last - first).days + 1)} if first and last else set()
