"""Recordings on file, for the pages: a conversation, and a message that was left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from campaigns.customers import Customer
from dialer.attempts import Attempt
from dialer.inbound.calls import InboundCall
from dialer.recordings.recording import Recording

SOUND = bytes(range(256)) * 8
KEEP = timedelta(days=90)


def talk_on_file(session: Session, call: Attempt, at: datetime, **changes: Any) -> Recording:
    """The conversation of this call, three minutes and seven seconds long, and kept."""
    row: dict[str, Any] = {"customer_id": call.customer_id, "attempt_id": call.id, "call_id": call.carrier_id or "CA1"}
    row |= {"carrier_id": f"RE{call.id}", "state": "kept", "reason": "notice_given", "wanted_at": at, "notice_at": at}
    row |= {"started_at": at, "seconds": 187, "sound": SOUND, "delete_at": at + KEEP}
    return _kept(session, row | changes)


def message_on_file(session: Session, whose: Customer, at: datetime, **changes: Any) -> Recording:
    """What they said after the tone, in eighteen seconds."""
    sid = f"CA-{whose.id}-{at:%d%H%M}"
    row: dict[str, Any] = {"carrier_id": sid, "e164": whose.numbers[0].e164, "line": "+85221234567"}
    call = InboundCall(**row, customer_id=whose.id, heard="message", came_at=at)
    session.add(call)
    session.flush()
    row = {"customer_id": whose.id, "inbound_call_id": call.id, "call_id": sid, "carrier_id": f"RE{sid}"}
    row |= {"state": "kept", "reason": "left_a_message", "wanted_at": at, "seconds": 18, "sound": SOUND}
    return _kept(session, row | {"delete_at": at + KEEP} | changes)


def _kept(session: Session, row: dict[str, Any]) -> Recording:
    found = Recording(**row)
    session.add(found)
    session.flush()
    return found
