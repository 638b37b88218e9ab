"""Silences: whoever answers is with a person, or hears a message, within two seconds; by what the network heard.

What comes later is no silence of ours: a greeting waits for a key, an agent thinks.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialer.attempts import Attempt
from huifang.proof.witness import SeenCall

#: On a clock that runs as real time does; a fast one passes the seconds that our own answers take.
WITHIN_S = 2.0


def left_in_silence(session: Session, seen: Sequence[SeenCall], within_s: float = WITHIN_S) -> list[str]:
    """Invariant 6: no customer who answered, or whom we answered, heard nothing at first for longer than `within_s`."""
    customers = set(session.scalars(select(Attempt.carrier_id).where(Attempt.channel == "call")))
    return [
        f"invariant 6 left in silence: {call.sid} for {call.first_silence_s} s"
        for call in seen
        if call.first_silence_s > within_s and (call.sid in customers or not call.outbound)
    ]
