"""Recordings that a worker is to look at: to start, to ask about, to fetch, to delete."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from dialer.tools import BATCH, Tools

#: A worker who was sent has so many seconds before the next one is.
AGAIN = 30


def recordings_due(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Their ids. What is announced is not begun before the voices have met."""
    begins = or_(
        Recording.state != "wanted",
        Recording.attempt_id.is_(None),
        Attempt.joined_at.is_not(None),
        Attempt.state.not_in(OPEN),
    )
    due = (
        select(Recording)
        .outerjoin(Attempt, Attempt.id == Recording.attempt_id)
        .where(Recording.look_at <= now, begins)
        .order_by(Recording.look_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Recording)
    )
    found = session.scalars(due).all()
    for recording in found:
        recording.look_at = now + tools.soon(AGAIN)
    return [recording.id for recording in found]
