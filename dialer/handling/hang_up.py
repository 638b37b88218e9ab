"""Hanging up: the agent's button. The next tick has a worker end the call at the carrier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dialer.talks.entries import NotYours
from dialer.topics import locked


def hang_up(session: Session, attempt_id: int, agent_id: int, now: datetime) -> bool:
    """Ask for this agent's call to be ended; False when it is over already. The caller commits. Raises `NotYours`."""
    held = locked(session, attempt_id)
    if held is None or held.attempt.agent_id != agent_id:
        raise NotYours("This conversation belongs to another agent.")
    attempt = held.attempt
    if not attempt.open_call:
        return False
    attempt.stop_wanted_at = attempt.stop_wanted_at or now
    return True
