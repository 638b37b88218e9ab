"""Parts of the day on the callee's own clock: morning, afternoon, evening; those of weekdays and of weekends apart.

A plain rule: of several openings the one that lies where we have tried least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from dialer.hours.callee import Callee
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy
from runtime.zones import local_date, start_of_day, zone


class Stretch(StrEnum):
    """A third of the day in which people are at home, or away."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


#: Wall-clock times at which one stretch ends and the next begins.
NOON, FIVE = time(12), time(17)


_SATURDAY = 5
#: Every part that is ever open comes round in this time; later openings are not looked at.
LOOK = timedelta(days=14)


class Part(NamedTuple):
    """A part of the day, of a weekday or of a weekend."""

    stretch: Stretch
    weekend: bool


def part_of(instant: datetime, zone_name: str) -> Part:
    """The part that this aware instant lies in, on the clock of this zone."""
    local = instant.astimezone(zone(zone_name))
    clock = local.time()
    stretch = Stretch.MORNING if clock < NOON else Stretch.AFTERNOON if clock < FIVE else Stretch.EVENING
    return Part(stretch, local.weekday() >= _SATURDAY)


def next_part_begins(instant: datetime, zone_name: str) -> datetime:
    """The first instant after this one, in UTC, that lies in another part: noon, five, or the next day's beginning."""
    day, place = local_date(instant, zone_name), zone(zone_name)
    for begins in (NOON, FIVE):
        at = datetime.combine(day, begins, place).astimezone(UTC)
        if at > instant:
            return at
    return start_of_day(day + timedelta(days=1), zone_name)


def openings(
    callee: Callee,
    policy: HoursPolicy,
    purpose: str,
    after: datetime,
    before: datetime,
    ring_seconds: float,
    zone_name: str,
) -> Iterator[datetime]:
    """The first permitted instant in each part of each day from `after` until `before`, in order; of two weeks."""
    opening = next_opening(callee, policy, purpose, after, ring_seconds)
    until = min(before, opening + LOOK) if opening is not None else before
    while opening is not None and opening < until:
        yield opening
        opening = next_opening(callee, policy, purpose, next_part_begins(opening, zone_name), ring_seconds)


def least_tried(
    found: Iterable[datetime], tried: Collection[datetime], zone_name: str, rather_from: datetime
) -> datetime | None:
    """Of these openings, which come in order, the first one in the part that was tried least; None where none came.

    Of parts tried equally often those from `rather_from` on go first, then the one whose stretch was tried least: after
    a weekday's morning a weekend's afternoon rather than its morning.
    """
    parts = Counter(part_of(at, zone_name) for at in tried)
    stretches = Counter(part.stretch for part in parts.elements())
    best, least = None, (0, False, 0)
    for opening in found:
        part = part_of(opening, zone_name)
        rank = (parts[part], opening < rather_from, stretches[part.stretch])
        if best is None or rank < least:
            best, least = opening, rank
        if least == (0, False, 0):
            break
    return best
