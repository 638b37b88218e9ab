"""Notices of the house: official days off that were loaded after the release, as rows over the shipped table.

Every process carries the plain rules in its memory; `adopt` brings them up to the rows, and costs one look at one row
while nothing has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.calendars.china import laid_over, official_days, shipped_days, use
from campaigns.calendars.notice_files import Kind, NoticeDay
from runtime.database import Base, one_of

#: The only country whose days are the house's to edit; others stay with `holidays`.
CHINA = "CN"


class OfficialDay(Base):
    """What one notice says of one day. Two notices may speak of a day in December; the later one holds."""

    __tablename__ = "official_day"
    __table_args__ = (CheckConstraint(one_of("kind", Kind), name="kind"),)

    country: Mapped[str] = mapped_column(primary_key=True, server_default=CHINA)
    #: The year that the notice is for.
    notice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    #: off, or make-up workday.
    kind: Mapped[str]
    #: The holiday that it belongs to.
    name: Mapped[str]


class CalendarEdition(Base):
    """Which edition of a country's days is in the table, so that a process sees at a glance whether it has it."""

    __tablename__ = "calendar_edition"

    country: Mapped[str] = mapped_column(primary_key=True)
    #: The fingerprint of the rows: who holds the same holds the same days, after a restored backup too.
    edition: Mapped[str]
    changed_at: Mapped[datetime]


#: The edition that is in the table, as a column of any statement; None before the first notice.
LATEST = select(CalendarEdition.edition).where(CalendarEdition.country == CHINA).scalar_subquery()
_ASKED = select(LATEST)


def adopt(session: Session) -> None:
    """Let this process's plain rules go by the shipped table and the rows of `official_day`.

    Cheap enough for every judgement: one row is read when nothing changed. Threads may call it at the same time; each
    sees one whole table or the other. A process that adopts between an edition and its rows adopts again next time.
    """
    go_by(session, session.scalar(_ASKED))


def go_by(session: Session, edition: str | None) -> None:
    """`adopt`, for whoever has read the `LATEST` edition along with something else."""
    if (edition or "") != official_days().edition:
        use(laid_over(chinese_rows(session), edition) if edition else shipped_days())


def chinese_rows(session: Session) -> list[NoticeDay]:
    """The rows of China, in their order."""
    columns = (OfficialDay.notice, OfficialDay.day, OfficialDay.kind, OfficialDay.name)
    rows = session.execute(select(*columns).where(OfficialDay.country == CHINA).order_by(*columns[:2]))
    return [NoticeDay(notice, day, Kind(kind), name) for notice, day, kind, name in rows]


def edition_of(rows: Iterable[NoticeDay]) -> str:
    """The fingerprint of these rows; never empty."""
    said = "\n".join(f"{row.notice} {row.day} {row.kind} {row.name}" for row in rows)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
