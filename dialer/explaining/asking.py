"""Reading a question as people type it: the number, the place, the hours and the instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from campaigns.numbers.parse import parse_cell
from dialer.hours.callee import Callee
from dialer.hours.law import Purpose
from dialer.hours.policy import HoursPolicy, UnknownPolicy, named
from runtime.zones import UnknownZone, zone

#: Years for which zones and calendars say something.
_YEARS = range(2000, 2200)
#: No phone rings for longer, in seconds: Twilio's own limit of `Timeout`.
LONGEST_RING = 600


class Unclear(ValueError):
    """The question cannot be answered as it was put."""

    def __init__(self, about: str, message: str) -> None:
        """`about` is the part that is unclear: number, zone, hours, at, ring or purpose."""
        super().__init__(message)
        self.about = about


@dataclass(frozen=True)
class Question:
    """May this number be called at this instant?"""

    callee: Callee
    policy: HoursPolicy | None
    purpose: str
    at: datetime
    ring_seconds: float


@dataclass(frozen=True)
class Typed:
    """What somebody typed; empty is left out."""

    number: str
    #: ISO country of a number that is written without its code.
    region: str
    zone: str = ""
    subdivision: str = ""
    hours: str = ""
    at: str = ""
    ring: str = "60"
    purpose: str = "care"


def read_question(typed: Typed, now: datetime, clock: str = "") -> Question:
    """The question that was meant; without an instant it is about `now`.

    `clock` is the zone of an instant that names none; without it such an instant is unclear. Raises `Unclear`.
    """
    if typed.purpose not in set(Purpose):
        raise Unclear("purpose", f"{typed.purpose!r} is none of {', '.join(Purpose)}.")
    return Question(
        Callee(_number(typed), subdivision=typed.subdivision.upper(), zone=_zone(typed.zone)),
        _hours(typed.hours),
        typed.purpose,
        _instant(typed.at, clock) if typed.at else now,
        _ring(typed.ring),
    )


def read_day(text: str) -> date:
    """The day that was meant, written like 2026-11-30. Raises `Unclear`."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        raise Unclear("on", f"{text!r} is not a day like 2026-11-30.")
    return found


def _number(typed: Typed) -> str:
    cell = parse_cell(typed.number, typed.region)
    if len(cell.numbers) == 1:
        return cell.numbers[0].e164
    raise Unclear("number", " ".join(piece.sentence for piece in cell.refused) or "Give one number.")


def _zone(name: str) -> str | None:
    try:
        return zone(name).key if name else None
    except UnknownZone as unknown:
        raise Unclear("zone", str(unknown)) from unknown


def _hours(name: str) -> HoursPolicy | None:
    try:
        return named(name) if name else None
    except UnknownPolicy as unknown:
        raise Unclear("hours", str(unknown)) from unknown


def _instant(text: str, clock: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Unclear("at", f"{text!r} is not an instant like 2026-11-24T10:00+08:00.") from None
    if instant.year not in _YEARS:
        raise Unclear("at", f"{text!r} lies in a year of which nothing is known.")
    if instant.utcoffset() is None and not clock:
        raise Unclear("at", f"{text!r} does not say in which zone: add +08:00 or Z.")
    return instant if instant.utcoffset() is not None else instant.replace(tzinfo=zone(clock))


def _ring(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= LONGEST_RING:
        raise Unclear("ring", f"{text!r} is no number of seconds from 0 to {LONGEST_RING}.")
    return seconds
