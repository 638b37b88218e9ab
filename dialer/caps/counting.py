"""Counting: how far each cap is used up by what passed, and which forbids one more contact for the longest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from dialer.caps.history import Past
from dialer.caps.rows import Row
from runtime.zones import local_date


@dataclass(frozen=True)
class Capped:
    """One more contact is forbidden."""

    code: str
    #: From then on it is allowed; None: never.
    until: datetime | None
    #: Where it is written.
    source: str


class Tally(NamedTuple):
    """One row, counted."""

    row: Row
    #: Whose contacts (customer, number or both) -> how many count; of a pause, how many of those it follows hold it.
    counted: Mapping[str, int]
    capped: Capped | None

    @property
    def evidence(self) -> dict[str, Any]:
        """For JSON."""
        return {**self.row.shown, **self.counted}


def today_in(zones: Sequence[str], now: datetime) -> dict[str, date]:
    """Zone -> the local date there; that of UTC where nobody knows the callee's zone."""
    return {zone: local_date(now, zone) for zone in zones or ("UTC",)}


def tallies(
    rows: Sequence[Row],
    past: Mapping[str, Sequence[Past]],
    today: Mapping[str, date],
    now: datetime,
    *,
    agent_reserved: bool,
) -> tuple[Tally, ...]:
    """Each of these rows against what passed (customer, number, both -> in any order).

    `today` is the local date in every zone the callee may be in; where they differ, the one that counts the most or
    the longest holds. `agent_reserved` lifts the pauses that hold only where nobody waits for the answer.
    """
    binding = tuple([row for row in rows if not (agent_reserved and row.unless_agent_reserved)])
    if not any(past.values()):
        return _unused(binding)
    return tuple([_tally(row, past, today, now) for row in binding])


@lru_cache(maxsize=1024)
def _unused(rows: tuple[Row, ...]) -> tuple[Tally, ...]:
    """Of most people nothing passed lately, and a cap allows one contact at the least."""
    return tuple([Tally(row, dict.fromkeys(row.of, 0), None) for row in rows])


def strictest(counted: Sequence[Tally]) -> Capped | None:
    """The cap that forbids one more contact for the longest; None where all allow it."""
    found = None
    for one in counted:
        found = _longer(found, one.capped) if one.capped else found
    return found


def _tally(row: Row, past: Mapping[str, Sequence[Past]], today: Mapping[str, date], now: datetime) -> Tally:
    counted, found = dict.fromkeys(row.of, 0), None
    for zone, day in today.items():
        since = row.span.since(now, day, zone)
        for of in row.of:
            number, capped = (
                _paused(row, past[of], zone, now) if row.most is None else _full(row, row.most, past[of], zone, since)
            )
            if number > counted[of]:
                counted[of] = number
            if capped is not None:
                found = _longer(found, capped)
    return Tally(row, counted, found)


def _full(row: Row, most: int, past: Sequence[Past], zone: str, since: datetime) -> tuple[int, Capped | None]:
    """How many count, and until when they are too many: until so many have gone that fewer than the most are left."""
    kinds = row.counts
    times = [at for at, what in past if at >= since and what in kinds]
    if len(times) < most:
        return len(times), None
    return len(times), Capped(row.code, row.span.counts_until(sorted(times)[-most], zone), row.source)


def _paused(row: Row, past: Sequence[Past], zone: str, now: datetime) -> tuple[int, Capped | None]:
    """How many pauses run, and the longest of them."""
    ends = [row.span.pause_until(at, zone) for at, what in past if what is row.after]
    found, running = None, 0
    for end in ends:
        if end is None or end > now:
            found, running = _longer(found, Capped(row.code, end, row.source)), running + 1
    return running, found


def _longer(one: Capped | None, other: Capped) -> Capped:
    """The one that ends later, the first of two that end together; what never ends is the longest."""
    if one is None:
        return other
    if one.until is None or other.until is None:
        return one if one.until is None else other
    return other if other.until > one.until else one
