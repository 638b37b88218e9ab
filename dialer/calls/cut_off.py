"""The cut-off: at the end of its permitted hours a call that nobody has answered is taken back at the carrier.

A call may wait in the carrier's own queue, or ring later than it was asked to. What has not begun to ring in time to
fall silent by the end is taken out of the queue; what still rings shortly before the end is silenced.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from dialer.attempt_life import UNANSWERED
from dialer.attempts import Attempt
from dialer.tools import Tools, bound
from runtime.database import UtcDateTime


def cut_off(tools: Tools, session: Session, now: datetime) -> None:
    """Want every call stopped that could be heard after its hours. One whose fate is unknown is looked up at once."""
    # Our wish takes a while to reach the carrier; less than the request for the call may have taken.
    on_its_way = tools.real(tools.carrier_timeout / 3)
    ring = timedelta(seconds=bound(tools.ring_seconds, on_its_way))
    for call in session.scalars(_TOO_LATE, {"rings_until": now + ring, "stopped_at": now + on_its_way}):
        call.stop_wanted_at = now
        if call.carrier_id is None:
            call.deadline_at = now


_COULD_STILL_RING = and_(Attempt.ringing_at.is_(None), Attempt.silent_by <= bindparam("rings_until", type_=UtcDateTime))
#: Put together once: every tick asks while anything rings.
_TOO_LATE = (
    select(Attempt)
    .where(
        Attempt.channel == "call",
        Attempt.direction == "out",
        Attempt.state.in_(UNANSWERED),
        Attempt.stop_wanted_at.is_(None),
        or_(_COULD_STILL_RING, Attempt.silent_by <= bindparam("stopped_at", type_=UtcDateTime)),
    )
    .order_by(Attempt.id)
    .with_for_update(skip_locked=True)
)
