"""Abandonment on the console: today's counts at each look or every few seconds, the days before once a minute."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from dialer.abandonment import IN_TIME, Abandonment, by_campaign
from runtime.zones import local_date
from web.at_hand import db, now, real
from web.console.kept import kept

#: Seconds for which the days before today are taken as they were: little changes them any more.
_KEPT = 60
_Counts = Mapping[int | None, Abandonment]


def abandonment(zone: str) -> dict[int | None, Abandonment]:
    """By campaign, None for all work without one; the page asks every two seconds, and a month may be 100,000 calls."""
    today = local_date(now(), zone)
    before = kept(("abandoned", zone, today), lambda: _counted(zone), lambda _: inf, _KEPT)
    newest = kept(("abandoned today", zone, today), lambda: _counted(zone, only_today=True), _answered)
    return {name: _with(before.get(name), newest.get(name)) for name in before.keys() | newest.keys()}


def _counted(zone: str, *, only_today: bool = False) -> _Counts:
    return by_campaign(db(), zone, now(), real(IN_TIME.total_seconds()), only_today=only_today)


def _answered(counts: _Counts) -> int:
    return sum(one.today.answered for one in counts.values())


def _with(before: Abandonment | None, today: Abandonment | None) -> Abandonment:
    """The days before, with today as it is now."""
    newest = today or before
    assert newest is not None, "one of them has counted something"
    days = {day: count for day, count in (before.days if before else {}).items() if day != newest.on}
    return Abandonment(newest.on, days | dict(today.days if today else {}))
