"""Open hours: when telephones of one place may begin to ring within the days of a launch, and why never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from dialer.hours.callee import Callee
from dialer.hours.judge import Code
from dialer.hours.law import Purpose
from dialer.hours.plan import DayPlan, Plans, plans
from dialer.hours.policy import HoursPolicy
from dialer.hours.spans import Span, common
from dialer.judgement.facts import wishes_of
from dialer.launch import Launch
from dialer.telephone import PLANNING_RING
from runtime.zones import local_date, start_of_day

#: Further than this nothing is looked at.
LONGEST = 60
_DAY = timedelta(days=1)
#: The days of the launch are over where the customer is.
OVER = "window_closed"


@dataclass(frozen=True)
class Place:
    """Where customers are, and what they wish, as their rows say it."""

    e164: str
    country: str | None
    subdivision: str | None
    #: On file; None where only the number tells, and then by its beginning.
    zone: str | None
    begins: str
    day_zone: str
    wished_hours: str | None

    @property
    def as_stored(self) -> tuple[str | None, ...]:
        """What tells it from other places."""
        return self.country, self.subdivision, self.zone, self.begins, self.day_zone, self.wished_hours

    def callee(self, *, wishes: bool) -> Callee:
        """Whoever is called there."""
        wished = wishes_of(self.wished_hours) if wishes else None
        return Callee(self.e164, self.country or "", self.subdivision or "", self.zone, wished)


@dataclass(frozen=True)
class Window:
    """The days of a launch, counted on each customer's own calendar from `now` on, as `dialer.launch` plans them."""

    policy: HoursPolicy
    purpose: str
    now: datetime
    #: Days from the first one to the last one on which it may still be done.
    days: int
    #: Of the first day after today.
    first: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    #: Seconds for which a telephone may ring; a text does not.
    ring: float = PLANNING_RING

    def bounds(self, day_zone: str) -> Span | None:
        """From when to when on this calendar; None where the days are over there."""
        today = local_date(self.now, day_zone)
        first = max(today, self.starts_on) if self.starts_on else today + self.first * _DAY
        last = self.ends_on or first + self.days * _DAY
        if first > last:
            return None
        last = min(last, today + LONGEST * _DAY)
        return Span(max(self.now, start_of_day(first, day_zone)), start_of_day(last + _DAY, day_zone))


def window_of(wanted: Launch, policy: HoursPolicy, now: datetime, longer: int = 0) -> Window:
    """The days of this launch, or of one that ends so many days later."""
    step = wanted.chosen
    return Window(
        policy,
        wanted.playbook.purpose,
        now,
        step.due.last.days - step.due.first.days + step.late.days + longer,
        step.due.first.days,
        wanted.starts_on,
        wanted.ends_on + longer * _DAY if wanted.ends_on else None,
        0.0 if step.mode == "text" else PLANNING_RING,
    )


def open_spans(place: Place, window: Window, *, wishes: bool = False) -> tuple[Span, ...]:
    """When a telephone there may begin to ring, in every zone that it may be in, in order; none where never."""
    callee, bounds = place.callee(wishes=wishes), window.bounds(place.day_zone)
    zones, _ = callee.zones()
    if bounds is None or not zones:
        return ()
    under = plans(*callee.place(), Purpose(window.purpose), window.policy, callee.wishes)
    open_: tuple[Span, ...] = (bounds,)
    for zone in zones:
        open_ = common(open_, tuple(span for plan in _days(under, zone, bounds) for span in plan.open))
    ring = timedelta(seconds=window.ring)
    return tuple(Span(start, end - ring) for start, end in open_ if start < end - ring)


@lru_cache(maxsize=4096)
def why_never_open(place: Place, window: Window) -> str:
    """The reason code of why nobody there can be called within the days; empty where they can."""
    if open_spans(place, window, wishes=True):
        return ""
    callee, bounds = place.callee(wishes=False), window.bounds(place.day_zone)
    zones, _ = callee.zones()
    if bounds is None:
        return OVER
    if not zones:
        return Code.NO_ZONE.value
    if place.wished_hours is not None and open_spans(place, window):
        return Code.CUSTOMER_WISH.value
    under = plans(*callee.place(), Purpose(window.purpose), window.policy, None)
    if len(zones) > 1 and all(any(plan.open for plan in _days(under, zone, bounds)) for zone in zones):
        return Code.ZONE_DISAGREE.value
    closed = {plan.closed for plan in _days(under, zones[0], bounds)}
    only = closed.pop() if len(closed) == 1 else None
    return (only or Code.OUTSIDE_WINDOW).value


def _days(under: Plans, zone: str, bounds: Span) -> Iterator[DayPlan]:
    """The plans of this zone's days within the bounds."""
    day = local_date(bounds.start, zone)
    while start_of_day(day, zone) < bounds.end:
        yield under.on(zone, day)
        day += _DAY
