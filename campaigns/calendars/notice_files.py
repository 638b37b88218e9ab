"""Notices as files: the State Council's days off of a year, in our own CSV layout or in holiday-cn's JSON.

CSV: `date,weekday,kind,holiday`, kind being `off` or `make-up workday`; `weekday` may be missing. JSON, as the project
holiday-cn publishes it: `{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`.
Everything is checked before anything is believed: a wrong row would ring phones on New Year's Day.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SATURDAY = 5
_DECEMBER = 12
#: Problems told at once.
_TOLD = 10


class Kind(StrEnum):
    """What a notice makes of a day."""

    OFF = "off"
    MAKE_UP = "make-up workday"


class NoticeUnusable(ValueError):
    """The file cannot be used as a notice."""


@dataclass(frozen=True)
class NoticeDay:
    """What one notice says of one day."""

    #: The year that the notice is for. It may touch the December before.
    notice: int
    day: date
    kind: Kind
    #: The holiday that it belongs to.
    name: str


@dataclass(frozen=True)
class _Entry:
    """One row as it stands in the file."""

    where: str
    date: object
    kind: Kind | None
    #: What was expected of the kind, told where it is None.
    kinds: str
    name: object
    weekday: str = ""


def read_notice(path: Path) -> list[NoticeDay]:
    """The days of a file, or NoticeUnusable with each place and what was expected there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise NoticeUnusable(f"{path}: cannot be read ({wrong.strerror}).") from wrong
    except UnicodeDecodeError as wrong:
        raise NoticeUnusable(f"{path}: expected UTF-8; save it as “CSV UTF-8” or as JSON.") from wrong
    return notice_days(path.name, text)


def notice_days(file: str, text: str) -> list[NoticeDay]:
    """The days that a file with this text holds, by their dates. Raises NoticeUnusable."""
    year, entries = _json(file, text) if text.lstrip().startswith(("{", "[")) else (None, _csv(file, text))
    problems: list[str] = []
    dated = [(entry, day) for entry in entries if (day := _checked(entry, problems)) is not None]
    years = {year} if year else {day.year for entry, day in dated if entry.kind is Kind.OFF and _new_year(day)}
    found: dict[date, NoticeDay] = {}
    for entry, day in dated:
        if day in found:
            problems.append(f"{entry.where}: {day} is there already")
        elif (notice := _notice_of(day, years)) is None:
            problems.append(f"{entry.where}: {day} belongs to no year whose 1 January is a day off in this file")
        elif entry.kind is not None:
            found[day] = NoticeDay(notice, day, entry.kind, str(entry.name).strip())
    _whole(years, found, problems)
    if problems:
        more = [f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
        raise NoticeUnusable(f"{file}: " + "; ".join(problems[:_TOLD] + more) + ".")
    return [found[day] for day in sorted(found)]


def _csv(file: str, text: str) -> list[_Entry]:
    reader = csv.DictReader(text.splitlines())
    missing = {"date", "kind", "holiday"} - set(reader.fieldnames or ())
    if missing:
        raise NoticeUnusable(f"{file}, line 1: expected the columns date, kind, holiday; missing {sorted(missing)}.")
    return [_csv_entry(reader.line_num, row) for row in reader]


def _csv_entry(line: int, row: Mapping[str, str | None]) -> _Entry:
    kind = row["kind"] or ""
    known = Kind(kind) if kind in set(Kind) else None
    kinds = f"expected the kind {Kind.OFF} or {Kind.MAKE_UP}, found {kind!r}"
    return _Entry(f"line {line}", row["date"], known, kinds, row["holiday"], row.get("weekday") or "")


def _json(file: str, text: str) -> tuple[int, list[_Entry]]:
    try:
        notice = json.loads(text)
    except json.JSONDecodeError as wrong:
        raise NoticeUnusable(f"{file}, line {wrong.lineno}: not JSON ({wrong.msg}).") from wrong
    year, days = (notice.get("year"), notice.get("days")) if isinstance(notice, dict) else (None, None)
    if type(year) is not int or not isinstance(days, list):
        raise NoticeUnusable(f'{file}: expected {{"year": 2027, "days": [...]}} as holiday-cn publishes it.')
    if not days:
        raise NoticeUnusable(f"{file}: the notice for {year} was not out when this file was made; it has no days.")
    return year, [_json_entry(number, entry) for number, entry in enumerate(days, 1)]


def _json_entry(number: int, entry: Any) -> _Entry:
    entry = entry if isinstance(entry, dict) else {}
    off = entry.get("isOffDay")
    kind = {True: Kind.OFF, False: Kind.MAKE_UP}[off] if isinstance(off, bool) else None
    kinds = f"expected isOffDay true or false, found {off!r}"
    return _Entry(f"entry {number}", entry.get("date"), kind, kinds, entry.get("name"))


def _checked(entry: _Entry, problems: list[str]) -> date | None:
    """The day of an entry; None, and why, where something is wrong with it."""
    day = _date(entry.date)
    wrong = list(_wrong(entry, day))
    problems.extend(f"{entry.where}: {what}" for what in wrong)
    return None if wrong else day


def _wrong(entry: _Entry, day: date | None) -> Iterator[str]:
    if day is None:
        yield f"expected a date like 2027-01-01, found {entry.date!r}"
    if entry.kind is None:
        yield entry.kinds
    if not (isinstance(entry.name, str) and entry.name.strip()):
        yield "expected the holiday's name"
    if day and entry.weekday and entry.weekday != _WEEKDAYS[day.weekday()]:
        yield f"{day} is a {_WEEKDAYS[day.weekday()]}, not a {entry.weekday}"
    if day and entry.kind is Kind.MAKE_UP and day.weekday() < _SATURDAY:
        yield f"expected a Saturday or Sunday as make-up workday, {day} is a {_WEEKDAYS[day.weekday()]}"


def _date(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def _new_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _notice_of(day: date, years: Iterable[int]) -> int | None:
    """Its own year's notice, else the next year's for a day in December."""
    if day.year in years:
        return day.year
    return day.year + 1 if day.month == _DECEMBER and day.year + 1 in years else None


def _whole(years: set[int], found: Mapping[date, NoticeDay], problems: list[str]) -> None:
    """A notice without New Year's Day is a part of one: the rest of its year would look like workdays."""
    if not problems and not years:
        problems.append("expected the days of a whole year, 1 January off among them")
    for year in sorted(years):
        new_year = found.get(date(year, 1, 1))
        if not problems and (new_year is None or new_year.kind is not Kind.OFF):
            problems.append(f"expected {year}-01-01 as a day off")
