"""Listening to a recording: whoever does stands in the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dialer.recordings.recording import Listening, Recording

#: A player asks for a recording in pieces, and again for each jump. Within this time it is one listening.
OPENING = timedelta(minutes=30)


def listen(session: Session, recording_id: int, by: str, now: datetime) -> bytes | None:
    """The sound (MP3), after writing down who hears it (login); None where there is none. The caller commits."""
    # Locked, so that two pieces asked for at once are one listening.
    kept = select(Recording.sound).where(Recording.id == recording_id, Recording.state == "kept")
    sound = session.scalar(kept.with_for_update(key_share=True))
    if sound is None:
        return None
    heard = exists().where(
        Listening.recording_id == recording_id, Listening.by == by, Listening.at > now - OPENING, Listening.at <= now
    )
    if not session.scalar(select(heard)):
        session.add(Listening(recording_id=recording_id, by=by, at=now))
    return sound
