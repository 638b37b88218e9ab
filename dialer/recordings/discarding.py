"""Discarding: a recording is not wanted any more. The sound here is erased at once, the carrier's by a worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import OPEN
from dialer.recordings.recording import Recording, move
from dialer.tools import BATCH

TOO_OLD = "too_old"
ERASED = "erased_on_request"


def discard(recording: Recording, reason: str, now: datetime, by: str | None = None) -> None:
    """Erase it; what is erased already stays so. The caller holds the row's lock, and commits."""
    if recording.state in ("unwanted", "gone"):
        return
    never_began = recording.state == "wanted" and recording.started_at is None and recording.attempt_id is not None
    only_here = recording.state == "kept" and recording.look_at is None
    if never_began or only_here:
        move(recording, "gone", reason, None, by)
    else:
        move(recording, "unwanted", reason, now, by)


def erase(session: Session, recording_id: int, by: str, now: datetime) -> bool:
    """A person erases one recording; False where there is none. The caller commits."""
    recording = session.get(Recording, recording_id, with_for_update=True)
    if recording is not None:
        discard(recording, ERASED, now, by)
    return recording is not None


def erase_old(session: Session, now: datetime) -> None:
    """What has been kept as long as it may is erased, a batch at a time.

    A message is kept longer while the follow-up that it is about is still open: what the customer said is still owed.
    """
    owed = exists().where(FollowUp.id == Recording.follow_up_id, FollowUp.state.in_(OPEN))
    old = (
        select(Recording)
        .where(
            Recording.state == "kept",
            Recording.delete_at <= now,
            or_(Recording.inbound_call_id.is_(None), ~owed),
        )
        .order_by(Recording.delete_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Recording)
    )
    for recording in session.scalars(old).all():
        discard(recording, TOO_OLD, now)
