"""Cap cases: what passed with one person, told in prose, and whether one more call is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from dialer.caps.counting import Capped, strictest, tallies, today_in
from dialer.caps.history import Contact, Past
from dialer.caps.law import rows_for
from dialer.caps.rows import BOTH
from dialer.hours.callee import Callee
from runtime.zones import start_of_day, zone
from tests.cases.hours import place_and_purpose
from tests.cases.mismatch import Mismatch

#: The first of these whose words stand in a clause says what happened.
_WORDS = (
    (Contact.OPT_OUT, r"\bstop\b|opt(ed|s)?[ -]?out|unsubscribe|(not|n't|never) (to )?(be )?call|revoke|withdrew"),
    (Contact.REFUSED, r"refus|declin|not interested|object|said no\b"),
    (Contact.ABANDONED, r"abandon"),
    (Contact.CONVERSATION, r"conversation|talked|spoke|reached"),
    (Contact.ATTEMPT, r"attempt|no[ -]answer|call|busy|voicemail|unanswered|hung up"),
)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z")
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\s*\.\.\s*(\d{4}-\d\d-\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: How many of them there were.
_NUMBER = re.compile(r"\b(\d+) (?:\w+ )?(?:attempts|calls)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WRITTEN_DAYS = re.compile(rf"((?:\w{{3}} \d{{1,2}}(?:, | and |,))*\w{{3}} \d{{1,2}}) ({'|'.join(_MONTHS)})")


def evaluator(_policies: Path) -> Callable[[dict[str, str]], Mismatch | None]:
    """What judges one row; caps need no policies."""
    return lambda row: _mismatch(row, verdict_on(row))


def verdict_on(row: dict[str, str]) -> Capped | None:
    """What the product says of this row; its purpose is marketing unless it names another, or the calls were warm."""
    subdivision, purpose = place_and_purpose(row)
    if re.search(r"\bwarm\b", row["history"], re.IGNORECASE):
        purpose = "care"
    callee = Callee(row["number"], row["country"], subdivision)
    zones = callee.zones()[0]
    now = datetime.fromisoformat(row["instant_utc"])
    reserved = bool(re.search(r"reserved|preview|guaranteed", row["history"]))
    past = {BOTH: list(told(row["history"], now, zones[0] if zones else "UTC"))}
    rows = rows_for(*callee.place(), purpose)
    return strictest(tallies(rows, past, today_in(zones, now), now, agent_reserved=reserved))


def told(history: str, now: datetime, home: str) -> Iterator[Past]:
    """The prose as facts. A day without a time is taken at noon, a run of days as so many calls spread over it."""
    for clause in history.split(";"):
        what = next((kind for kind, words in _WORDS if re.search(words, clause, re.IGNORECASE)), None)
        if what is not None:
            yield from (Past(at, what) for at in _instants(clause, now, home))


def _instants(clause: str, now: datetime, home: str) -> Iterator[datetime]:
    for day, clock in _INSTANT.findall(clause):
        yield datetime.fromisoformat(f"{day}T{clock}+00:00")
    days = list(_days(_INSTANT.sub("", clause), now.year))
    number = int((_NUMBER.search(clause) or [0, len(days)])[1])
    for n in range(max(number, len(days)) if days else 0):
        yield _on(days[n % len(days)], now, home) + timedelta(minutes=n)


def _days(clause: str, year: int) -> Iterator[date]:
    for first, last in _RANGE.findall(clause):
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
        yield from (begins + timedelta(days=n) for n in range((ends - begins).days + 1))
    rest = _RANGE.sub("", clause)
    yield from (date.fromisoformat(day) for day in _DAY.findall(rest))
    for written, month in _WRITTEN_DAYS.findall(rest):
        yield from (date(year, _MONTHS.index(month) + 1, int(number)) for number in re.findall(r"\d+", written))


def _on(day: date, now: datetime, home: str) -> datetime:
    """Noon there; where that is still to come, halfway from midnight until now: what is told has happened."""
    noon = datetime.combine(day, time(12), tzinfo=zone(home)).astimezone(UTC)
    return noon if noon < now else now - (now - start_of_day(day, home)) / 2


def _mismatch(row: dict[str, str], capped: Capped | None) -> Mismatch | None:
    got = "forbidden" if capped else "allowed"
    if got == row["expected"]:
        return None
    return Mismatch(row["id"], row["expected"], f"{got} ({capped.code if capped else 'ok'})", row["reason"])
