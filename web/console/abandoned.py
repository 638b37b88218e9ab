"""Abandonment on the console: today's counts each time, those of the days before once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from dialer.abandonment import IN_TIME, Abandonment, by_campaign
from runtime.zones import local_date
from web.at_hand import db, now, real

_NAME = "huifang-abandonment"
#: Seconds for which the days before today are taken as they were: little changes them any more.
_KEPT = 60


@dataclass(frozen=True)
class _Kept:
    """What was counted at one instant."""

    at: datetime
    zone: str
    counted: dict[int | None, Abandonment]


def abandonment(zone: str) -> dict[int | None, Abandonment]:
    """By campaign, None for all work without one; the page asks every two seconds, and a month may be 100,000 calls."""
    in_time = real(IN_TIME.total_seconds())
    kept: _Kept | None = current_app.extensions.get(_NAME)
    if kept is None or not _holds(kept, zone):
        kept = _Kept(now(), zone, by_campaign(db(), zone, now(), in_time))
        current_app.extensions[_NAME] = kept
    today = by_campaign(db(), zone, now(), in_time, only_today=True)
    return {name: _with(kept.counted.get(name), today.get(name)) for name in kept.counted.keys() | today.keys()}


def _holds(kept: _Kept, zone: str) -> bool:
    same_day = local_date(kept.at, zone) == local_date(now(), zone)
    return kept.zone == zone and same_day and abs(now() - kept.at) < real(_KEPT)


def _with(before: Abandonment | None, today: Abandonment | None) -> Abandonment:
    """The days before, with today as it is now."""
    newest = today or before
    assert newest is not None, "one of them has counted something"
    days = {day: count for day, count in (before.days if before else {}).items() if day != newest.on}
    return Abandonment(newest.on, days | dict(today.days if today else {}))
