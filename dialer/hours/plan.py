"""The plan of one local day: what each layer leaves open, as instants, worked out once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from campaigns.calendars.china import official_days
from campaigns.calendars.public_holidays import is_estimated, is_public_holiday, is_workday
from dialer.hours.callee import Wishes
from dialer.hours.law import Purpose, law_windows, rows_for
from dialer.hours.policy import HoursPolicy
from dialer.hours.spans import Span, around, common, spans_of, wall_hours
from dialer.hours.windows import WHOLE_DAY, Window, Windows

#: No phone rings at or after 21:00 on the callee's clock, whatever any setting says. Source: the manuals, section 2.
CEILING: Windows = (Window(0, 21 * 60),)

_DAYS_KEPT = 1024


class Code(StrEnum):
    """What a judgement says: `ok`, or the layer that refused."""

    OK = "ok"
    #: Outside the law's or the department's windows.
    OUTSIDE_WINDOW = "outside_window"
    #: The window is open, but the phone could still be ringing after its end.
    RING_OVERRUN = "ring_overrun"
    #: Law and department are open, but it is 21:00 or later.
    CEILING_21 = "ceiling_21"
    #: The department never calls on public holidays.
    PUBLIC_HOLIDAY = "public_holiday"
    #: The department calls on workdays only.
    NOT_WORKDAY = "not_workday"
    #: The law closes the whole day: a Sunday or a public holiday.
    LAW_DAY_CLOSED = "law_day_closed"
    #: The customer asked not to be called at this time.
    CUSTOMER_WISH = "customer_wish"
    #: Nobody knows where the customer is.
    NO_ZONE = "no_zone"
    #: The customer may be in several zones, and not all of them are open.
    ZONE_DISAGREE = "zone_disagree"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One local day of one zone under one law, department and customer."""

    #: The rule that closes the whole day, if one does.
    closed: Code | None
    law: tuple[Span, ...]
    department: tuple[Span, ...]
    wishes: tuple[Span, ...]
    #: What all layers leave open, the ceiling included; nothing on a closed day.
    open: tuple[Span, ...]
    #: The same as the zone's clock shows it, such as 10:00-12:00.
    hours: tuple[str, ...]
    #: The calendar of this day is an estimate; see `is_estimated`.
    estimated: bool

    def code_at(self, instant: datetime, silent_at: datetime) -> Code:
        """What this day says to a call that begins at `instant` and may ring until `silent_at`."""
        if self.closed:
            return self.closed
        if span := around(self.open, instant):
            return Code.OK if silent_at <= span.end else Code.RING_OVERRUN
        if not around(self.law, instant) or not around(self.department, instant):
            return Code.OUTSIDE_WINDOW
        return Code.CEILING_21 if around(self.wishes, instant) else Code.CUSTOMER_WISH

    def hours_around(self, instant: datetime) -> str | None:
        """The open stretch that holds this instant, as the zone's clock shows it."""
        inside = around(self.open, instant)
        return self.hours[self.open.index(inside)] if inside else None


class Plans:
    """The days of one place, purpose, department and customer, each planned when it is first asked for."""

    def __init__(
        self, country: str, subdivision: str, purpose: Purpose, policy: HoursPolicy | None, wishes: Wishes | None
    ) -> None:
        """ISO codes, "" where unknown; without a policy only the law and the ceiling bind."""
        self.country, self.subdivision, self.purpose = country, subdivision, purpose
        self.policy, self.wishes = policy, wishes
        self.rows = rows_for(country, subdivision, purpose)
        self.law = [{"row": row.id, "source": row.source, "confidence": row.confidence} for row in self.rows]
        self._official = official_days()
        self._days: dict[tuple[str, date], DayPlan] = {}

    def on(self, zone_name: str, day: date) -> DayPlan:
        """The plan of a local day of this zone. Raises UnknownZone."""
        if official_days() is not self._official:
            # A notice was loaded: what was worked out by the old table is void.
            self._official, self._days = official_days(), {}
        plan = self._days.get((zone_name, day))
        if plan is None:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            plan = self._days[zone_name, day] = self._worked_out(zone_name, day)
        return plan

    def _worked_out(self, zone_name: str, day: date) -> DayPlan:
        law = spans_of(law_windows(self.rows, day, self.subdivision), day, zone_name)
        department = spans_of(self.policy.week[day.weekday()] if self.policy else WHOLE_DAY, day, zone_name)
        wishes = spans_of(self.wishes.week[day.weekday()] if self.wishes else WHOLE_DAY, day, zone_name)
        closed = self._closed(day, bool(law))
        ceiling = spans_of(CEILING, day, zone_name)
        open_to_all = () if closed else common(common(law, department), common(wishes, ceiling))
        hours = tuple(wall_hours(span, zone_name) for span in open_to_all)
        return DayPlan(closed, law, department, wishes, open_to_all, hours, is_estimated(self.country, day))

    def _closed(self, day: date, law_open: bool) -> Code | None:
        policy, place = self.policy, (self.country, self.subdivision)
        if not law_open:
            return Code.LAW_DAY_CLOSED
        if policy and policy.no_public_holidays and is_public_holiday(*place, day):
            return Code.PUBLIC_HOLIDAY
        if policy and policy.workdays_only and not is_workday(*place, day):
            return Code.NOT_WORKDAY
        if self.wishes and day.weekday() in self.wishes.barred_weekdays:
            return Code.CUSTOMER_WISH
        return None


@lru_cache(maxsize=1024)
def plans(country: str, subdivision: str, purpose: Purpose, policy: HoursPolicy | None, wishes: Wishes | None) -> Plans:
    """The plans that such calls share."""
    return Plans(country, subdivision, purpose, policy, wishes)
