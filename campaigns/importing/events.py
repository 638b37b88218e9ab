"""An event's row: what happened to whom and when, read and judged, before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from campaigns.importing.dates import Moment, clock_time, moment
from campaigns.importing.headers import words
from campaigns.importing.known_branches import KnownBranches
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import plain
from runtime.zones import local_date

#: Further away than this a date is a slip of the pen, and planning should not prepare for it.
_EARLIEST, _LATEST = timedelta(days=30 * 366), timedelta(days=5 * 366)

#: How playbooks spell the kinds of events that they count from.
_OWN_KIND = re.compile(r"[a-z][a-z0-9-]*")

#: What a category is part of, where nothing else says what happened.
_CATEGORY_KIND = "treatment"


@dataclass(frozen=True, slots=True)
class EventRow:
    """A good row, whose customer is still to be found."""

    line: int
    source: str
    external_id: str
    #: The customer's key in the source system.
    customer: str
    kind: str
    category: str
    subject: str
    by_whom: str
    moment: Moment
    #: The zone of the branch that the row names; None where the customer's branch counts.
    zone: str | None
    details: dict[str, str]

    def when(self, branch_zone: str, day_zone: str) -> tuple[date, datetime | None]:
        """The day on the customer's clock and, where a time was given on the branch's clock, the instant in UTC."""
        at = self.moment.instant(self.zone or branch_zone)
        return (self.moment.day if at is None else local_date(at, day_zone)), at


@dataclass(frozen=True)
class EventFile:
    """What all rows of a file share."""

    #: The source of rows that name no branch; None where each has to name one.
    source: str | None
    #: The kind that the command or the date's header gives, for rows that do not say.
    kind: str
    today: date


def read_event(row: Reading, branches: KnownBranches, file: EventFile) -> EventRow | None:
    """The event that the row tells of; None after refusing it. Key, customer, kind and a real day are needed."""
    external_id, customer = row.required("external_id"), row.required("customer")
    source, zone = _place(row, branches, file)
    kind, category = _kind(row, file.kind)
    when = _moment(row, file.today)
    subject, by_whom, details = row.text("subject"), row.text("by_whom"), row.details()
    if row.refused() or when is None:
        return None
    return EventRow(row.line, source, external_id, customer, kind, category, subject, by_whom, when, zone, details)


def _place(row: Reading, branches: KnownBranches, file: EventFile) -> tuple[str, str | None]:
    if not row.text("branch") and branches.default is None and file.source is not None:
        return file.source, None
    branch = branches.of(row)
    return (branch.source, branch.zone) if branch else ("", None)


def _kind(row: Reading, given: str) -> tuple[str, str]:
    """Kind and category. Exports use one column for both, so 类型 may say 治疗 as well as 激光."""
    written, category_written = row.text("kind"), row.text("category")
    in_kind = _known_category(written)
    kind = "" if in_kind else known_kind(written)
    if written and not kind and not in_kind:
        row.refuse("kind", Reason.UNKNOWN_KIND)
    category = _known_category(category_written) or in_kind or category_written or _category_within(row.text("subject"))
    kind = kind or given or (_CATEGORY_KIND if category else "")
    if not kind:
        row.refuse("kind", Reason.UNKNOWN_KIND)
    return kind, category


def known_kind(written: str) -> str:
    """The kind that a word stands for; a word spelt as playbooks spell kinds (home-visit) stands for itself."""
    return words("events", "kinds").get(plain(written)) or (written if _OWN_KIND.fullmatch(written) else "")


def _known_category(written: str) -> str:
    return words("events", "categories").get(plain(written), "")


@lru_cache(maxsize=4096)
def _category_within(subject: str) -> str:
    """The category whose word the subject contains, the longest word first; empty if there is none."""
    folded = plain(subject)
    known = words("events", "categories")
    chinese = (word for word in sorted(known, key=len, reverse=True) if not word.isascii())
    return next((known[word] for word in chinese if word in folded), "")


def _moment(row: Reading, today: date) -> Moment | None:
    if not row.required("occurred_on"):
        return None
    try:
        when = moment(row.cell("occurred_on"), row.origin)
    except CellRefused as wrong:
        row.refuse_for("occurred_on", wrong)
        return None
    if not today - _EARLIEST <= when.day <= today + _LATEST:
        row.refuse("occurred_on", Reason.IMPLAUSIBLE_DATE)
        return None
    return when if when.time is not None or not row.text("time") else _with_time(row, when)


def _with_time(row: Reading, when: Moment) -> Moment:
    """The day with the time of a column of its own; a time that cannot be read costs only itself."""
    try:
        return when._replace(time=clock_time(row.cell("time")))
    except CellRefused as wrong:
        row.warn("time", wrong.reason, str(wrong))
        return when
