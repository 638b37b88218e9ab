"""Cap cases: what passed with one person, told in prose, and whether one more call is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from dialer.caps.history import Contact, Past
from dialer.caps.law import Capped, rows_for, strictest
from dialer.hours.callee import Callee
from runtime.zones import zone
from tests.cases.mismatch import Mismatch

#: The first of these whose words stand in a clause says what happened.
_WORDS = (
    (Contact.OPT_OUT, r"stop calling|opt(ed)?[ -]?out|unsubscribed|do not call"),
    (Contact.REFUSED, r"refus|declin|not interested|objected"),
    (Contact.ABANDONED, r"abandon"),
    (Contact.CONVERSATION, r"conversation|talked|spoke|reached"),
    (Contact.ATTEMPT, r"attempt|no[ -]answer|call|busy|voicemail|unanswered|hung up"),
)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z")
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\s*\.\.\s*(\d{4}-\d\d-\d\d)")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WRITTEN_DAYS = re.compile(rf"((?:\w{{3}} \d{{1,2}}(?:, | and |,))*\w{{3}} \d{{1,2}}) ({'|'.join(_MONTHS)})")


def evaluator(_policies: Path) -> Callable[[dict[str, str]], Mismatch | None]:
    """What judges one row; caps need no policies."""
    return lambda row: _mismatch(row, verdict_on(row))


def verdict_on(row: dict[str, str]) -> Capped | None:
    """What the product says of this row; its purpose is marketing unless it names another."""
    debt = row["subdivision"] == "*DEBT"
    callee = Callee(row["number"], row["country"], "" if debt else row["subdivision"])
    country, subdivision = callee.place()
    zones = callee.zones()[0]
    now = datetime.fromisoformat(row["instant_utc"])
    rows = rows_for(country, subdivision, "debt" if debt else "marketing")
    reserved = "reserved" in row["history"] or "preview" in row["history"]
    return strictest(list(told(row["history"], now, zones[0])), rows, zones, now, agent_reserved=reserved)


def told(history: str, now: datetime, home: str) -> Iterator[Past]:
    """The prose as facts. A day without a time is taken at noon, a run of days as so many calls spread over it."""
    for clause in history.split(";"):
        what = next((kind for kind, words in _WORDS if re.search(words, clause, re.IGNORECASE)), None)
        if what is not None:
            yield from (Past(at, what) for at in _instants(clause, now, home))


def _instants(clause: str, now: datetime, home: str) -> Iterator[datetime]:
    for day, clock in _INSTANT.findall(clause):
        yield datetime.fromisoformat(f"{day}T{clock}+00:00")
    rest = _INSTANT.sub("", clause)
    for first, last in _RANGE.findall(rest):
        yield from _spread(clause, date.fromisoformat(first), date.fromisoformat(last), home)
    rest = _RANGE.sub("", rest)
    for year, month, day in _DAY.findall(rest):
        yield _noon(date(int(year), int(month), int(day)), home)
    for days, month in _WRITTEN_DAYS.findall(rest):
        for number in re.findall(r"\d+", days):
            yield _noon(date(now.year, _MONTHS.index(month) + 1, int(number)), home)


def _spread(clause: str, first: date, last: date, home: str) -> Iterator[datetime]:
    count = int((re.search(r"\b(\d+) (?:attempts|calls)", clause) or [0, 1])[1])
    days = (last - first).days + 1
    for n in range(count):
        yield _noon(first + timedelta(days=n % days), home) + timedelta(minutes=n)


def _noon(day: date, home: str) -> datetime:
    return datetime.combine(day, time(12), tzinfo=zone(home)).astimezone(UTC)


def _mismatch(row: dict[str, str], capped: Capped | None) -> Mismatch | None:
    got = "forbidden" if capped else "allowed"
    if got == row["expected"]:
        return None
    return Mismatch(row["id"], row["expected"], f"{got} ({capped.code if capped else 'ok'})", row["reason"])
