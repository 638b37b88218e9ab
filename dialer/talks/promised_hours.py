"""The hours of a promise: when a customer may be called on the day that an agent names, and what is open instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from campaigns.calendars.notices import adopt
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.hours.callee import Callee
from dialer.hours.judge import judge
from dialer.hours.law import Purpose
from dialer.hours.opening import next_opening
from dialer.hours.plan import Code, plans
from dialer.hours.policy import named
from dialer.hours.spans import Span, common
from dialer.talks.entries import AT_LEAST, EntryWrong
from dialer.telephone import PLANNING_RING, callee_of
from runtime.zones import local_date, on_clock, start_of_day, zone

_DAY = timedelta(days=1)
_RING = timedelta(seconds=PLANNING_RING)


class NotOpen(EntryWrong):
    """No call to this customer is permitted then."""

    def __init__(
        self, on: date, at: time | None, why: str, instead: date | None, hours: tuple[tuple[time, time], ...]
    ) -> None:
        """What was named, the reason code, and the next day with an opening and its hours; on the customer's clock."""
        then = f" at {at:%H:%M}" if at else ""
        offer = f"{instead} {', '.join(f'{a:%H:%M}-{b:%H:%M}' for a, b in hours)}" if instead else "none"
        super().__init__(f"No call is permitted on {on}{then} ({why}); next: {offer}.")
        self.on, self.at, self.why, self.instead, self.hours = on, at, why, instead, hours


def check_open(
    session: Session, about: FollowUp, customer: Customer, on: date, at: time | None, now: datetime, not_on: str = ""
) -> None:
    """Raise `NotOpen` unless a call about this may be made on that day of the customer's, at that time if one is named.

    Law, ceiling, the department's hours and the customer's wishes are asked, for the number that will be called; the
    number `not_on` is never called again. A customer without any number is let through: the call ends for that reason.
    """
    adopt(session)
    callee = callee_of(session, customer, not_on=not_on)
    if callee is None:
        return
    zone_name = customer.day_zone
    open_then = hours_of(callee, about, on, zone_name, now)
    begins = on_clock(on, at, zone_name) if at else None
    if open_then if begins is None else any(s.start <= begins and begins + _RING <= s.end for s in open_then):
        return
    raise _not_open(callee, about, on, at, zone_name, now)


def hours_of(callee: Callee, about: FollowUp, day: date, zone_name: str, now: datetime) -> tuple[Span, ...]:
    """What is left open for such a call on this day of the zone, in order; what is too short to ring in is left out."""
    under = plans(*callee.place(), Purpose(about.purpose), named(about.hours), callee.wishes)
    zones, _ = callee.zones()
    ahead = max(start_of_day(day, zone_name), now)
    found: tuple[Span, ...] = (Span(ahead, start_of_day(day + _DAY, zone_name)),) if zones else ()
    for name in zones:
        # The day of the promise may be two days in another zone that the number may be in.
        found = common(found, tuple(s for d in (day - _DAY, day, day + _DAY) for s in under.on(name, d).open))
    return tuple(span for span in found if span.end - span.start >= _RING)


def _not_open(callee: Callee, about: FollowUp, on: date, at: time | None, zone_name: str, now: datetime) -> NotOpen:
    """What stands against it, and the hours that are left on that day; where there are none, the next day's."""
    soon = now + AT_LEAST
    instead: date | None = on
    spans = hours_of(callee, about, on, zone_name, soon)
    if not spans:
        begins = max(soon, start_of_day(on, zone_name))
        opening = next_opening(callee, named(about.hours), about.purpose, begins, PLANNING_RING)
        instead = local_date(opening, zone_name) if opening else None
        spans = hours_of(callee, about, instead, zone_name, soon) if instead else ()
    hours = tuple(_clock(span, zone_name) for span in spans)
    return NotOpen(on, at, _why(callee, about, on, at, zone_name, now), instead, hours)


def _why(callee: Callee, about: FollowUp, on: date, at: time | None, zone_name: str, now: datetime) -> str:
    """Of a whole day the rule that closes it: the wish where nothing else does, else what holds at noon."""
    if at is None and callee.wishes and hours_of(replace(callee, wishes=None), about, on, zone_name, now):
        return Code.CUSTOMER_WISH.value
    asked_at = on_clock(on, at or time(12), zone_name)
    return judge(callee, named(about.hours), about.purpose, asked_at, PLANNING_RING).code.value


def _clock(span: Span, zone_name: str) -> tuple[time, time]:
    place = zone(zone_name)
    return span.start.astimezone(place).time(), span.end.astimezone(place).time()
