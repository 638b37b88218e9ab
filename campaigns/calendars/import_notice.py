"""Importing a notice: a year's official days, checked as a whole and then put in place of what was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from campaigns.calendars.notice_files import Kind, read_notice
from campaigns.calendars.notices import CHINA, CalendarEdition, OfficialDay, chinese_rows, edition_of
from campaigns.calendars.tables import forget_open_days


@dataclass(frozen=True)
class ImportedNotice:
    """What one import put in place."""

    years: tuple[int, ...]
    off: int
    make_up_workdays: int


def import_notice(session: Session, path: Path, now: datetime) -> ImportedNotice:
    """Put the notices in this file in place of those of the same years; importing it again changes nothing.

    Judgements follow when the caller has committed and their process adopts the new edition; open days worked out
    before are forgotten. Raises NoticeUnusable, and nothing is written then.
    """
    days = read_notice(path)
    years = tuple(sorted({row.notice for row in days}))
    _lock(session, now)
    session.execute(delete(OfficialDay).where(OfficialDay.country == CHINA, OfficialDay.notice.in_(years)))
    rows = [{"country": CHINA, "notice": d.notice, "day": d.day, "kind": d.kind.value, "name": d.name} for d in days]
    session.execute(insert(OfficialDay), rows)
    edition = edition_of(chinese_rows(session))
    session.execute(update(CalendarEdition).where(CalendarEdition.country == CHINA).values(edition=edition))
    forget_open_days(session, CHINA)
    off = sum(d.kind is Kind.OFF for d in days)
    return ImportedNotice(years, off, len(days) - off)


def _lock(session: Session, now: datetime) -> None:
    """Hold the one row that every import changes: of two at once the second waits, and counts the first one's rows."""
    first = postgresql.insert(CalendarEdition).values(country=CHINA, edition="", changed_at=now)
    session.execute(first.on_conflict_do_update(index_elements=["country"], set_={"changed_at": now}))
