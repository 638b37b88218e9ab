"""An event's row: what happened to whom and when, read and judged, before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from campaigns.importing.dates import Moment, clock_time, moment
from campaigns.importing.headers import Subject, words
from campaigns.importing.known_branches import KnownBranches
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.words import plain
from runtime.zones import local_date

#: Further away than this a date is a slip of the pen, and planning should not prepare for it.
_EARLIEST, _LATEST = timedelta(days=30 * 366), timedelta(days=5 * 366)

#: How playbooks spell the kinds of events that they count from.
_OWN_KIND = re.compile(r"[a-z][a-z0-9-]*")

#: What a category is part of, where nothing says what happened.
_ANY_CATEGORY_S_KIND = "treatment"

#: Kinds whose categories another list of words has.
_CATEGORIES_ELSEWHERE: dict[str, tuple[Subject, str]] = {"tier-reached": ("customers", "tiers")}

#: Kinds whose own categories a subject tells, as 双黄白莲蓉月饼; that of a first visit to 普通外科 tells nothing.
_TOLD_BY_SUBJECT = {"appointment", "invoice", "purchase"}

#: 已取消：客户改约 is 已取消 with a remark.
_STATUS_REMARK = re.compile(r"[:：,，;；/|—。]|\s-+\s|(?<=[\u4e00-\u9fff])-")


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
    #: Taken back: the row's status says that it did not happen.
    withdrawn: bool
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
    subject, by_whom, status = row.text("subject"), row.text("by_whom"), row.text("status")
    details = row.details() | ({"status": status} if status else {})
    if row.refused() or when is None:
        return None
    gone = _withdraws(status)
    return EventRow(
        row.line, source, external_id, customer, kind, category, subject, by_whom, when, zone, gone, details
    )


def _place(row: Reading, branches: KnownBranches, file: EventFile) -> tuple[str, str | None]:
    if not row.text("branch") and branches.default is None and file.source is not None:
        return file.source, None
    branch = branches.of(row)
    return (branch.source, branch.zone) if branch else ("", None)


def _kind(row: Reading, given: str) -> tuple[str, str]:
    """Kind and category. Exports use one column for both: 类型 may say 治疗, 激光, or both at once as in 异常反应."""
    written, category_written, subject = row.text("kind"), row.text("category"), row.text("subject")
    in_kind = _known_category(written, "")
    kind = ("" if in_kind else known_kind(written)) or given
    if written and not in_kind and not known_kind(written):
        row.refuse("kind", Reason.UNKNOWN_KIND)
    known = _known_category(category_written, kind) or _known_category(written, kind)
    category = known or category_written or _category_within(subject, kind)
    kind = kind or _done_in(category)
    if not kind:
        row.refuse("kind", Reason.UNKNOWN_KIND)
    return kind, category


def _withdraws(status: str) -> bool:
    """Whether this status takes an event back; a remark behind it does not matter."""
    said = words("events", "statuses")
    return plain(status) in said or plain(_STATUS_REMARK.split(status, maxsplit=1)[0]) in said


def known_kind(written: str) -> str:
    """The kind that a word stands for; a word spelt as playbooks spell kinds (home-visit) stands for itself."""
    return words("events", "kinds").get(plain(written)) or (written if _OWN_KIND.fullmatch(written) else "")


def _known_category(written: str, kind: str) -> str:
    """The category by the words of this kind, else of what is done in treatments and surgeries."""
    return _categories(kind).get(plain(written), "")


@lru_cache(maxsize=4096)
def _category_within(subject: str, kind: str) -> str:
    """The category whose word the subject contains, the longest word first; empty if there is none."""
    folded = plain(subject)
    known = _categories(kind if kind in _TOLD_BY_SUBJECT else "")
    chinese = (word for word in sorted(known, key=len, reverse=True) if not word.isascii())
    return next((known[word] for word in chinese if word in folded), "")


@cache
def _categories(kind: str) -> dict[str, str]:
    own = words(*_CATEGORIES_ELSEWHERE.get(kind, ("events", f"categories_of.{kind}")))
    return {**words("events", "categories"), **own}


def _done_in(category: str) -> str:
    """The kind that a category tells where nothing else does; a treatment for those that we do not know."""
    return words("events", "done_in").get(plain(category), _ANY_CATEGORY_S_KIND) if category else ""


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
