"""The law's caps: which row of which country forbids one more call now, and until when."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources

from dialer.caps.history import Contact, Past
from dialer.caps.spans import Span, read_span

#: As far back as any row that ends looks.
LOOK_BACK_DAYS = 61


@dataclass(frozen=True)
class Row:
    """One rule with its source. See law.toml for what its words mean."""

    id: str
    country: str
    subdivisions: tuple[str, ...]
    purposes: tuple[str, ...]
    #: At most so many calls in the span; None for a pause.
    calls: int | None
    #: Only calls in which nobody was talked with are counted.
    unanswered: bool
    #: A pause after this; None for a count of calls.
    after: Contact | None
    span: Span
    unless_agent_reserved: bool
    code: str
    source: str

    def binds(self, country: str, subdivision: str, purpose: str) -> bool:
        """Whether the row is about such a call."""
        return (
            self.country in (country, "*")
            and (not self.subdivisions or subdivision in self.subdivisions)
            and (not self.purposes or purpose in self.purposes)
        )


@dataclass(frozen=True)
class Capped:
    """One more call is forbidden."""

    code: str
    #: From then on it is allowed; None: never.
    until: datetime | None
    #: Where it is written.
    source: str


def capped_by_law(past: Sequence[Past], row: Row, zone: str, now: datetime, *, agent_reserved: bool) -> Capped | None:
    """Whether this row forbids one more call at `now`, on the clock of `zone`."""
    if row.after is not None:
        return None if row.unless_agent_reserved and agent_reserved else _paused(past, row, zone, now)
    calls = [p for p in past if p.what.is_call and p.at <= now]
    counted = [
        row.span.counts_until(call.at, zone)
        for call in calls
        if not (row.unanswered and call.what is Contact.CONVERSATION)
    ]
    still = sorted(until for until in counted if until is not None and until > now)
    assert row.calls is not None
    return Capped(row.code, still[-row.calls], row.source) if len(still) >= row.calls else None


def _paused(past: Sequence[Past], row: Row, zone: str, now: datetime) -> Capped | None:
    ends = [row.span.pause_until(p.at, zone) for p in past if p.what is row.after and p.at <= now]
    if None in ends:
        return Capped(row.code, None, row.source)
    running = [end for end in ends if end is not None and end > now]
    return Capped(row.code, max(running), row.source) if running else None


def strictest(
    past: Sequence[Past], rows: Sequence[Row], zones: Sequence[str], now: datetime, *, agent_reserved: bool
) -> Capped | None:
    """The row that forbids the longest, over all zones the callee may be in; None where all allow the call."""
    found = [
        capped
        for row in rows
        for zone in zones or ("UTC",)
        if (capped := capped_by_law(past, row, zone, now, agent_reserved=agent_reserved))
    ]
    for_ever = next((capped for capped in found if capped.until is None), None)
    return for_ever or max(found, key=lambda c: c.until or now, default=None)


@lru_cache(maxsize=1024)
def rows_for(country: str, subdivision: str, purpose: str) -> tuple[Row, ...]:
    """The rows that bind such a call: ISO codes, "" where unknown."""
    return tuple(row for row in _rows() if row.binds(country, subdivision, purpose))


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    table = tomllib.loads(resources.files(__package__).joinpath("law.toml").read_text(encoding="utf-8"))
    return tuple(
        Row(
            id=row["id"],
            country=row["country"],
            subdivisions=tuple(row.get("subdivisions", ())),
            purposes=tuple(row.get("purposes", ())),
            calls=row.get("calls"),
            unanswered=row.get("unanswered", False),
            after=Contact(row["after"]) if "after" in row else None,
            span=read_span(row["span"]),
            unless_agent_reserved=row.get("unless_agent_reserved", False),
            code=row["code"],
            source=row["source"],
        )
        for row in table["rows"]
    )
