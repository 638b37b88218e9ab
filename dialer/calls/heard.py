"""Heard: what the carrier tells is written down in one statement, and a worker acts on it.

A webhook is answered quickly, however much follows from it. What was written down is not lost: while `apply_at` is set
it waits for a worker, and from that instant on another one is sent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, cast, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from dialer.attempt_life import Result
from dialer.attempts import Attempt, CarrierEvent
from dialer.calls.record import Report, act_on, as_row, attempt_id_of
from dialer.calls.strays import end_strays
from dialer.tools import BATCH, Tools

#: Seconds that a worker has before another one is sent.
AGAIN = 30


def _kept(of: ColumnElement[bool]) -> ReturningInsert[tuple[int]]:
    """Insert one row for the attempt that is so; made once, because building it costs as much as running it."""
    row = [c for c in CarrierEvent.__table__.c if c.name not in ("id", "attempt_id", "acted_at")]
    asked = select(*(cast(bindparam(c.name), c.type) for c in row), Attempt.id).where(of)
    kept = insert(CarrierEvent).from_select([*(c.name for c in row), "attempt_id"], asked)
    return kept.on_conflict_do_nothing().returning(CarrierEvent.id)


_OF_TOKEN = _kept(Attempt.token == bindparam("token"))
_OF_CALL = _kept(Attempt.carrier_id == bindparam("carrier_id"))


def write_down(session: Session, report: Report, now: datetime, *, token: str = "") -> bool:
    """Keep one report, of the attempt of this token or else of the report's call; False where nobody knows it.

    What was heard before is kept once. The caller commits.
    """
    row = as_row(report, now) | {"apply_at": now, "token": token}
    if session.connection().execute(_OF_TOKEN if token else _OF_CALL, row).scalar() is not None:
        return True
    return attempt_id_of(session, token=token, carrier_id=report.carrier_id) is not None


def _taken() -> ReturningUpdate[int | None]:
    """Take what is to be heard by `now`; it waits for another worker at `again_at`."""
    due = CarrierEvent.apply_at <= bindparam("now")
    waiting = select(CarrierEvent.id).where(due).order_by(CarrierEvent.apply_at).limit(BATCH)
    mine = CarrierEvent.id.in_(waiting.with_for_update(skip_locked=True))
    taken = update(CarrierEvent).where(mine).values(apply_at=bindparam("again_at"))
    return taken.returning(CarrierEvent.attempt_id)


_TAKEN = _taken()
#: What was told of an attempt, and nobody has acted on. What has no number says something of the whole call: that a
#: machine answered decides how it ended.
_TOLD = (
    select(CarrierEvent)
    .where(CarrierEvent.attempt_id == bindparam("attempt_id"), CarrierEvent.apply_at.is_not(None))
    .order_by(CarrierEvent.sequence.nulls_first(), CarrierEvent.id)
    .with_for_update()
)


def to_hear(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Attempts of which something was told that nobody has acted on, by id, for the workers."""
    taken = session.connection().execute(_TAKEN, {"now": now, "again_at": now + tools.soon(AGAIN)}).scalars()
    return sorted({attempt_id for attempt_id in taken if attempt_id is not None})


def hear(tools: Tools, attempt_id: int) -> None:
    """Act on all that was told of one attempt, in the carrier's own order; a second call finds nothing left."""
    with tools.sessions.begin() as session:
        events = session.scalars(_TOLD, {"attempt_id": attempt_id}).all()
        for event in events:
            act_on(session, attempt_id, _report(tools, event), tools.now())
            event.apply_at, event.acted_at = None, tools.now()
        own = session.get_one(Attempt, attempt_id).carrier_id
        stray = any(event.carrier_id != own for event in events)
    if stray:
        end_strays(tools, attempt_id)


def _report(tools: Tools, event: CarrierEvent) -> Report:
    stage, _, result = event.kind.partition(":")
    return Report(
        dedupe_key=event.dedupe_key,
        carrier_id=event.carrier_id,
        stage=stage,
        result=Result(result) if result else None,
        code=event.code,
        refusal=tools.carrier.undelivered(event.code),
        sequence=event.sequence,
        happened_at=event.happened_at,
    )
