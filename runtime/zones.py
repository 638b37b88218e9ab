"""Time zones: the one place that loads them, always from the pinned `tzdata` package and never from the system.

Importing this module switches the system's zone files off for the whole process. Several systems' own files are one
hour wrong since the autumn of 2026: tzdata 2025b does not know that British Columbia, Alberta and Manitoba stayed on
summer time on 2026-11-01.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # it has no annotations, and one string is all we read

#: The zone database this release was tested with. Source: `tzdata==2026.6` in pyproject.toml, which carries IANA 2026f.
PINNED = "2026f"

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()


class ZonesNotPinned(RuntimeError):
    """The installed time-zone database is not the one this release was tested with."""


class UnknownZone(ValueError):
    """There is no time zone of this name."""


def assert_pinned() -> None:
    """Refuse to start on another zone database than the pinned one: hours would be judged by other rules.

    Raises ZonesNotPinned. Every process calls this once when it starts.
    """
    if tzdata.IANA_VERSION != PINNED:
        raise ZonesNotPinned(f"The time zones are IANA {tzdata.IANA_VERSION}; this release needs {PINNED}.")
    if zoneinfo.TZPATH:
        raise ZonesNotPinned(f"Time zones must come from the tzdata package, not from {zoneinfo.TZPATH[0]}.")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of this IANA name, such as `Asia/Shanghai`. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as missing:
        raise UnknownZone(f"There is no time zone called {name!r}.") from missing


def local_date(instant: datetime, zone_name: str) -> date:
    """The calendar day of an aware instant on the clocks of this zone. Raises UnknownZone, ValueError if naive."""
    if instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no zone; only aware instants have a local date")
    return instant.astimezone(zone(zone_name)).date()


def on_clock(day: date, at: time, zone_name: str) -> datetime:
    """The instant, in UTC, at which the clocks of this zone show this time on this day; of two the first one.

    A time that summer time skips is as long after midnight as it says. Raises UnknownZone.
    """
    return datetime.combine(day, at, zone(zone_name)).astimezone(UTC)


@lru_cache(maxsize=16384)
def start_of_day(day: date, zone_name: str) -> datetime:
    """The first instant, in UTC, whose local date in this zone is `day` or later.

    Where summer time skips midnight (Beirut, Santiago), the day begins at 01:00. Where midnight comes twice, the first
    one counts. A day that the zone skipped altogether (Apia, 2011-12-30) begins when the next one does.
    """
    place = zone(zone_name)
    midnight = datetime.combine(day, time.min)
    instants = {midnight.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
    first, last = min(instants), max(instants)
    if first.astimezone(place).date() >= day:
        return first
    return _change_between(first, last, day, place)


def _change_between(before: datetime, after: datetime, day: date, place: ZoneInfo) -> datetime:
    """The first whole second in (before, after] whose local date has reached `day`; midnight itself was skipped."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(place).date() >= day:
            after = middle
        else:
            before = middle
    return after
