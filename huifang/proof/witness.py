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
        )
        for row in ledger["calls"]
    ]


def _instant(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
