"""Parties: customers who may be called at the same times from the same lines, and when their next try would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialer.attempt_life import Result
from dialer.hours.spans import Span
from dialer.tries.day_parts import least_tried, next_part_begins
from dialer.tries.retries import next_try


@dataclass(frozen=True)
class Party:
    """So many customers."""

    customers: float
    #: The caller ids that may ring them, in a steady order; whichever has room does.
    lines: tuple[str, ...]
    #: IANA zone by whose clock the parts of their day are told.
    zone: str
    #: When their telephones may begin to ring, within the days of the launch: in order, in UTC.
    open: tuple[Span, ...]


def next_opening(party: Party, tried: Sequence[datetime], tries_allowed: int, *, by_agent: bool) -> datetime | None:
    """When the next try is made after those at these instants reached nobody; None where there is none.

    The rules are those of `dialer.tries`; that nobody answers stands for all that a missed call can come to.
    """
    decision = next_try(Result.NO_ANSWER, len(tried), tries_allowed, agent_reserved=by_agent)
    if decision.gap is None:
        return None
    soonest = tried[-1] + decision.gap
    found = _openings(party, soonest)
    return least_tried(found, tried, party.zone, soonest) if decision.other_part else next(found, None)


def _openings(party: Party, after: datetime) -> Iterator[datetime]:
    """The first open instant in each part of each day from `after` on."""
    at = _first(party.open, after)
    while at is not None:
        yield at
        at = _first(party.open, next_part_begins(at, party.zone))


def _first(spans: tuple[Span, ...], after: datetime) -> datetime | None:
    return next((max(after, span.start) for span in spans if after < span.end), None)
