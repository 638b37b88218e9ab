"""Strays: a second call under one attempt, because a request for it was carried out twice. It is not to ring twice.

One that somebody has picked up is let be: who asks what is to be heard under a token that has its call already hears an
apology and is hung up, and a conversation that is none of ours is not cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from dialer.attempts import Attempt, CarrierEvent
from dialer.carrier import CarrierError, CarrierView
from dialer.tools import Tools

#: In the carrier's queue, or ringing.
_MAY_RING = ("placed", "ringing")


def keep_strays(session: Session, attempt_id: int, found: Iterable[CarrierView], now: datetime) -> None:
    """Write down the carrier's other calls that fit this attempt; `end_strays` sees to them. The caller commits."""
    for view in found:
        _write(session, attempt_id, view.carrier_id, "placed", now)


def end_strays(tools: Tools, attempt_id: int) -> None:
    """End what rings beside the call that is this attempt's. What the carrier cannot do now is asked again later."""
    with tools.sessions() as session:
        strays = session.scalars(_strays(attempt_id)).all()
    for carrier_id in strays:
        try:
            view = tools.carrier.look_up(carrier_id, "call")
            if view is not None and view.stage in _MAY_RING:
                tools.carrier.stop(carrier_id)
        except CarrierError:
            continue
        with tools.sessions.begin() as session:
            _write(session, attempt_id, carrier_id, "ended:cancelled", tools.now())


def _strays(attempt_id: int) -> Select[str]:
    """The ids of calls of this attempt that are not the one it follows, and that have not ended as far as we know."""
    end = aliased(CarrierEvent)
    over = exists().where(
        end.attempt_id == attempt_id, end.carrier_id == CarrierEvent.carrier_id, end.kind.startswith("ended")
    )
    return (
        select(CarrierEvent.carrier_id)
        .join(Attempt, Attempt.id == CarrierEvent.attempt_id)
        .where(Attempt.id == attempt_id, Attempt.channel == "call", CarrierEvent.carrier_id != Attempt.carrier_id)
        .where(~over)
        .distinct()
    )


def _write(session: Session, attempt_id: int, carrier_id: str, kind: str, now: datetime) -> None:
    row = {
        "dedupe_key": f"stray:{carrier_id}:{kind}",
        "attempt_id": attempt_id,
        "carrier_id": carrier_id,
        "kind": kind,
        "received_at": now,
    }
    session.execute(insert(CarrierEvent).values(row).on_conflict_do_nothing())
