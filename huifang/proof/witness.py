"""The witness: what the telephone network saw, independent of what we wrote down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class SeenCall:
    """One call as the network saw it. Instants are aware; None where it did not come to that."""

    sid: str
    to: str
    from_: str
    outbound: bool
    rang_at: datetime | None
    rang_until: datetime | None
    #: In the carrier's own queue since then, and until then; None while it waits there.
    queued_at: datetime | None = None
    left_queue_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    #: Seconds from the answer until the person heard anything: a word, a ring, music, somebody; or hung up.
    first_silence_s: float = 0.0


def seen_calls(ledger: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[SeenCall]:
    """The calls of the sandbox's ledger."""
    return [
        SeenCall(
            sid=row["sid"],
            to=row["to"],
            from_=row["from"],
            outbound=row["direction"] != "inbound",
            rang_at=_instant(row["ringing_at"]),
            rang_until=_instant(row["ring_ended_at"]),
            queued_at=_instant(row["created_at"]),
            left_queue_at=_instant(row["left_queue_at"]),
            answered_at=_instant(row["answered_at"]),
            ended_at=_instant(row["ended_at"]),
            first_silence_s=_first_silence(row),
        )
        for row in ledger["calls"]
    ]


def _first_silence(row: Mapping[str, Any]) -> float:
    answered = _instant(row["answered_at"])
    if answered is None:
        return 0.0
    # Who is still waiting when the ledger is written has waited until then, and is seen the next time.
    first = _instant(row["heard"][0]["from"] if row["heard"] else row["ended_at"])
    return (first - answered).total_seconds() if first else 0.0


def _instant(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
