"""Days and times as sheets hold them: real dates, Excel's serial numbers, every usual way of writing. No guesses."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from campaigns.importing.lines import SERIAL_ORIGIN, Cell
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import text
from runtime.zones import zone

_WEEKDAY = re.compile(r"[(\[]?(?:星期|礼拜|周)[一二三四五六日天][)\]]?")
_DAY_FORMS = (
    re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?(?!\d)"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=\D|\d{4}(?:\d\d)?$|$)"),
    re.compile(r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)"),
    re.compile(r"(?P<day>\d{1,2})[\s-]+(?P<name>[a-z]{3})[a-z]*\.?[\s,-]+(?P<year>\d{4})(?!\d)"),
    re.compile(r"(?P<name>[a-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})(?!\d)"),
)
_TIME = re.compile(
    r"(?:t|\s)*(?P<half>上午|早上|凌晨|下午|晚上|中午|am|pm)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?"
    r"(?::?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?\s*(?P<after>am|pm)?\s*(?P<offset>z|[+-]\d{2}:?\d{2})?"
)
_CLOCK = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTERNOON = {"下午", "晚上", "中午", "pm"}
#: Serial numbers of 1927-05-18 to 2119-01-11; other numbers in a date's place are something else.
_SERIALS = (10000, 80000)


class Moment(NamedTuple):
    """A day and, where the sheet knew it, the time on a wall clock."""

    day: date
    #: None where only the day is known; midnight exactly counts as only a day.
    time: time | None = None
    #: The distance from UTC, where the cell itself says it.
    offset: timedelta | None = None

    def instant(self, zone_name: str) -> datetime | None:
        """The instant in UTC, reading the time on the clock of this zone unless the cell named its own offset.

        A time that the zone skips is an hour later, one that comes twice is the first.
        """
        if self.time is None:
            return None
        clock = zone(zone_name) if self.offset is None else timezone(self.offset)
        return datetime.combine(self.day, self.time, tzinfo=clock).astimezone(UTC)


def moment(cell: Cell, origin: datetime = SERIAL_ORIGIN) -> Moment:
    """Read a day, with its time where there is one; serial numbers count from `origin`.

    Raises CellRefused for what is no date, for days that no calendar has, and where day and month could be swapped.
    """
    if isinstance(cell, datetime):
        return _from_datetime(cell)
    if isinstance(cell, date):
        return Moment(cell)
    if isinstance(cell, int | float):
        if _SERIALS[0] <= cell < _SERIALS[1]:
            return _from_serial(cell, origin)
        cell = text(cell)
    if not isinstance(cell, str):
        raise CellRefused(Reason.NOT_A_DATE)
    return _read(cell, origin)


def clock_time(cell: Cell) -> time | None:
    """Read a time of day from a column of its own; None where the cell is empty. Raises CellRefused."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time) or cell is None:
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        return _from_datetime(SERIAL_ORIGIN + timedelta(seconds=round(cell * 86400))).time
    written = _plain(text(cell))
    if not written:
        return None
    found = _TIME.fullmatch(written) or re.fullmatch(_CLOCK, written)
    if found is None:
        raise CellRefused(Reason.NOT_A_DATE, "This is not a time of day.")
    return _time(found.groupdict())


@lru_cache(maxsize=8192)
def _read(written: str, origin: datetime) -> Moment:
    rest = _plain(written)
    if _SERIAL.fullmatch(rest) and _SERIALS[0] <= float(rest) < _SERIALS[1]:
        return _from_serial(float(rest), origin)
    for form in _DAY_FORMS:
        if found := form.match(rest):
            return _with_time(_day(found.groupdict()), rest[found.end() :].strip())
    raise CellRefused(Reason.NOT_A_DATE)


def _plain(written: str) -> str:
    return _WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text(written)).casefold()).strip()


def _day(parts: dict[str, str | None]) -> date:
    year = int(parts["year"] or 0)
    if "first" in parts:
        month, day = _month_and_day(int(parts["first"] or 0), int(parts["second"] or 0))
    elif "name" in parts:
        name = parts["name"] or ""
        month, day = (_MONTHS.index(name) + 1 if name in _MONTHS else 0), int(parts["day"] or 0)
    else:
        month, day = int(parts["month"] or 0), int(parts["day"] or 0)
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused(Reason.IMPOSSIBLE_DATE) from None


def _month_and_day(first: int, second: int) -> tuple[int, int]:
    """Hong Kong writes the day first and Vancouver the month; only a number above 12 tells which."""
    if first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    raise CellRefused(Reason.AMBIGUOUS_DATE)


def _with_time(day: date, rest: str) -> Moment:
    if not rest:
        return Moment(day)
    found = _TIME.fullmatch(rest) or re.fullmatch(_CLOCK, rest)
    if found is None:
        raise CellRefused(Reason.NOT_A_DATE)
    parts = found.groupdict()
    offset = _offset(parts.get("offset"))
    at = _time(parts)
    return Moment(day) if at == time.min and offset is None else Moment(day, at, offset)


def _time(parts: dict[str, str | None]) -> time:
    hour = int(parts["hour"] or 0)
    half = parts.get("half") or parts.get("after")
    if half in _AFTERNOON and hour < (11 if half == "中午" else 12):
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        return time(hour, int(parts["minute"] or 0), int(parts["second"] or 0))
    except ValueError:
        raise CellRefused(Reason.IMPOSSIBLE_DATE) from None


def _offset(written: str | None) -> timedelta | None:
    if written is None or written == "z":
        return timedelta(0) if written else None
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timedelta(minutes=-minutes if written[0] == "-" else minutes)


def _from_serial(serial: float, origin: datetime) -> Moment:
    days = int(serial)
    return _from_datetime(origin + timedelta(days=days, seconds=round((serial - days) * 86400)))


def _from_datetime(value: datetime) -> Moment:
    at = value.time().replace(microsecond=0, tzinfo=None)
    return Moment(value.date(), None if at == time.min else at, value.utcoffset())
