"""The next opening: the first instant at which a call to this person is allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialer.hours.callee import Callee
from dialer.hours.judge import in_utc, ring_time
from dialer.hours.law import Purpose
from dialer.hours.plan import Plans, plans
from dialer.hours.policy import HoursPolicy
from runtime.zones import local_date, start_of_day

_DAY = timedelta(days=1)


def next_opening(
    callee: Callee,
    policy: HoursPolicy | None,
    purpose: str,
    after: datetime,
    ring_seconds: float = 0,
    horizon_days: int = 60,
) -> datetime | None:
    """The first instant at or after `after`, in UTC, that `judge` would allow.

    None if there is none before `after` plus `horizon_days` times 24 hours, or if nobody knows where the callee is.
    Raises ValueError as `judge` does.
    """
    instant, ring = in_utc(after), ring_time(ring_seconds)
    under = plans(*callee.place(), Purpose(purpose), policy, callee.wishes)
    zones, _ = callee.zones()
    until = instant + timedelta(days=horizon_days)
    return _agreed(zones, instant, ring, until, under) if zones else None


def _agreed(
    zones: tuple[str, ...], instant: datetime, ring: timedelta, until: datetime, under: Plans
) -> datetime | None:
    """The first instant open in every zone: each in turn moves it to its own first opening, until none moves it."""
    agreeing = 0
    while True:
        for name in zones:
            opening = _first_in_zone(name, instant, ring, until, under)
            if opening is None:
                return None
            agreeing = agreeing + 1 if opening == instant else 1
            instant = opening
            if agreeing == len(zones):
                return instant


def _first_in_zone(zone_name: str, after: datetime, ring: timedelta, until: datetime, under: Plans) -> datetime | None:
    day = local_date(after, zone_name)
    while start_of_day(day, zone_name) < until:
        for span in under.on(zone_name, day).open:
            opening = max(after, span.start)
            if opening < span.end and opening + ring <= span.end:
                return opening if opening < until else None
        day += _DAY
    return None
