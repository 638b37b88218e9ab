"""Due windows as people write them: "1 day after", "3 to 5 days after", "2 days to 1 month after", "on the day".

Days and months count on the customer's calendar; minutes and hours count from the instant, where it is known.
A window of a single day or month is that one day. Both ends are inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer


class Unit(StrEnum):
    """What an offset is counted in."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def is_clock(self) -> bool:
        """Counted on the clock and not on the calendar."""
        return self in (Unit.MINUTE, Unit.HOUR)


#: The longest way from an anchor that makes sense in each unit: some ten years, or four days by the clock.
_FARTHEST = {Unit.MINUTE: 5760, Unit.HOUR: 96, Unit.DAY: 3660, Unit.WEEK: 520, Unit.MONTH: 120}
_DAYS_IN = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31}


@dataclass(frozen=True)
class Span:
    """A length of time in one unit."""

    count: int
    unit: Unit

    @property
    def months(self) -> int:
        """Calendar months, 0 in other units."""
        return self.count if self.unit is Unit.MONTH else 0

    @property
    def days(self) -> int:
        """Calendar days, 0 in other units."""
        return self.count * _DAYS_IN[self.unit] if self.unit in (Unit.DAY, Unit.WEEK) else 0

    @property
    def minutes(self) -> int:
        """Minutes on the clock, 0 in other units."""
        return self.count * (60 if self.unit is Unit.HOUR else 1) if self.unit.is_clock else 0

    @property
    def days_at_most(self) -> int:
        """No fewer days than this span can be long; negative for a span that lies before its anchor."""
        return -(-self.minutes // 1440) if self.unit.is_clock else self.count * _DAYS_IN[self.unit]

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True)
class Window:
    """From `near` to `far`, counted from an anchor; `before` turns both to the other side of it."""

    near: Span
    far: Span
    before: bool = False

    @property
    def is_clock(self) -> bool:
        """Minutes or hours: instants and not days."""
        return self.near.unit.is_clock

    @property
    def first(self) -> Span:
        """The earlier end, its count negative where it lies before the anchor."""
        return Span(-self.far.count, self.far.unit) if self.before else self.near

    @property
    def last(self) -> Span:
        """The later end, its count negative where it lies before the anchor."""
        return Span(-self.near.count, self.near.unit) if self.before else self.far

    def __str__(self) -> str:
        if self.near == self.far:
            ends = str(self.near)
        elif self.near.unit is self.far.unit:
            ends = f"{self.near.count} to {self.far}"
        else:
            ends = f"{self.near} to {self.far}"
        side = "before" if self.before else "after"
        return "on the day" if self == ON_THE_DAY else f"{ends} {side}"


ON_THE_DAY = Window(Span(0, Unit.DAY), Span(0, Unit.DAY))

_UNITS = r"(minute|hour|day|week|month)s?"
_SPAN = re.compile(rf"(\d{{1,4}}) {_UNITS}")
_WINDOW = re.compile(rf"(\d{{1,4}})(?: {_UNITS})?(?: to (\d{{1,4}}) {_UNITS})? (before|after)")
SPAN_EXPECTED = "expected a length such as '10 minutes', '7 days', '2 weeks' or '6 months'"
WINDOW_EXPECTED = (
    "expected a window such as '1 day after', '3 to 5 days after', '2 days to 1 month after', '1 to 3 days before', "
    "'0 to 30 minutes after' or 'on the day'"
)


def read_span(written: str) -> Span:
    """The length that these words say; ValueError tells what was expected."""
    found = _SPAN.fullmatch(written)
    if found is None:
        raise ValueError(f"{SPAN_EXPECTED}, found {written!r}")
    return _bounded(Span(int(found[1]), Unit(found[2])))


def read_window(written: str) -> Window:
    """The window that these words say; ValueError tells what was expected."""
    if written == "on the day":
        return ON_THE_DAY
    found = _WINDOW.fullmatch(written)
    if found is None or not (found[2] or found[4]):
        raise ValueError(f"{WINDOW_EXPECTED}, found {written!r}")
    near = _bounded(Span(int(found[1]), Unit(found[2] or found[4])))
    far = _bounded(Span(int(found[3]), Unit(found[4]))) if found[3] else near
    _check_ends(near, far, written)
    return Window(near, far, before=found[5] == "before")


def _bounded(span: Span) -> Span:
    if span.count > _FARTHEST[span.unit]:
        raise ValueError(f"{span} is too long; expected {_FARTHEST[span.unit]} {span.unit.value}s at most")
    return span


def _check_ends(near: Span, far: Span, written: str) -> None:
    if near.unit.is_clock != far.unit.is_clock:
        raise ValueError(f"{written!r} mixes the clock and the calendar; expected both ends in the same")
    latest_near, earliest_far = near.minutes, far.minutes
    if near.unit is far.unit:
        latest_near, earliest_far = near.count, far.count
    elif not near.unit.is_clock:
        latest_near, earliest_far = near.days_at_most, 28 * far.months + far.days
    if latest_near > earliest_far:
        raise ValueError(f"the window {written!r} may end before it begins; expected the nearer end first")


def _as_span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    if not isinstance(value, str):
        raise ValueError(SPAN_EXPECTED)
    return read_span(value)


def _as_window(value: Any) -> Window:
    if isinstance(value, Window):
        return value
    if not isinstance(value, str):
        raise ValueError(WINDOW_EXPECTED)
    return read_window(value)


#: Written as words in a playbook file.
SpanWords = Annotated[Span, BeforeValidator(_as_span), PlainSerializer(str, return_type=str)]
WindowWords = Annotated[Window, BeforeValidator(_as_window), PlainSerializer(str, return_type=str)]
