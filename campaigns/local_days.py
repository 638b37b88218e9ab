"""Local days: when a calendar day begins and ends in each zone, so that SQL can turn days into instants.

PostgreSQL carries a zone database of its own, of another age than the pinned one; planning must not ask it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from runtime.database import Base
from runtime.zones import start_of_day


class LocalDay(Base):
    """One calendar day of one zone as two instants, by the pinned zone database."""

    __tablename__ = "local_day"

    zone: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


def fill_local_days(session: Session, zones: Iterable[str], first: date, last: date) -> None:
    """Make sure that every day from `first` to `last` is there for each of these zones."""
    for zone in zones:
        held = set(
            session.scalars(select(LocalDay.day).where(LocalDay.zone == zone, LocalDay.day.between(first, last)))
        )
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        rows = [
            {
                "zone": zone,
                "day": d,
                "starts_at": start_of_day(d, zone),
                "ends_at": start_of_day(d + timedelta(1), zone),
            }
            for d in days
            if d not in held
        ]
        if rows:
            session.execute(insert(LocalDay).on_conflict_do_nothing(), rows)
