"""Messages that callers leave: a recording that they make themselves, after they were asked to speak."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from dialer.carrier import RecordingView
from dialer.recordings.hearing import CHECK, hear
from dialer.recordings.recording import Recording


def await_message(
    session: Session, inbound_call_id: int, customer_id: int, follow_up_id: int | None, call_id: str, now: datetime
) -> Recording:
    """The caller is asked to speak; their message is awaited, once for each call. The caller of this commits.

    If the carrier's word of it is lost, a worker asks for it. `call_id` is the carrier's.
    """
    mine = select(Recording).where(Recording.inbound_call_id == inbound_call_id).order_by(Recording.id).limit(1)
    known = session.scalar(mine.with_for_update())
    if known is None:
        row: dict[str, object] = {"inbound_call_id": inbound_call_id, "customer_id": customer_id, "call_id": call_id}
        row |= {"follow_up_id": follow_up_id, "state": "wanted", "reason": "left_a_message"}
        row |= {"wanted_at": now, "look_at": now + CHECK}
        session.execute(insert(Recording).values(row).on_conflict_do_nothing())
        known = session.scalars(mine.with_for_update()).one()
    # Which follow-up it became may be known only once the caller has hung up.
    known.follow_up_id = known.follow_up_id or follow_up_id
    return known


def message_told(
    session: Session,
    inbound_call_id: int,
    customer_id: int,
    follow_up_id: int | None,
    call_id: str,
    view: RecordingView,
    now: datetime,
) -> None:
    """The carrier's word of a message. The caller of this commits."""
    hear(await_message(session, inbound_call_id, customer_id, follow_up_id, call_id, now), view, now)
