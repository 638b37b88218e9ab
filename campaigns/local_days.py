"""Local days: when a calendar day begins and ends in each zone, so that SQL can turn days into instants.

PostgreSQL carries a zone database of its own, of another age than the pinned one; planning must not ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from runtime.database import Base
from runtime.zones import start_of_day

_DAY = timedelta(days=1)


class LocalDay(Base):
    """One calendar day of one zone as two instants, by the pinned zone database."""

    __tablename__ = "local_day"

    zone: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


def fill_local_days(session: Session, zones: Iterable[str], first: date, last: date) -> int:
    """Make sure that every day from `first` to `last` is there for each of these zones; how many were not."""
    wanted = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    between = LocalDay.day.between(first, last)
    counted = select(LocalDay.zone, func.count()).where(between).group_by(LocalDay.zone)
    held = dict(session.execute(counted).all())
    return sum(_fill(session, zone, wanted) for zone in zones if held.get(zone) != len(wanted))


#: Hundreds of days of a zone in three arrays: as rows of parameters they would cost four times as much.
_FILL = text("""
    insert into local_day (zone, day, starts_at, ends_at)
    select :zone, one.* from unnest(cast(:days as date[]), cast(:begins as timestamptz[]), cast(:ends as timestamptz[]))
    as one on conflict do nothing""")


def _fill(session: Session, zone: str, wanted: Sequence[date]) -> int:
    # Each morning a year and more of them is there, and one day is not.
    mine = select(LocalDay.day).where(LocalDay.zone == zone, LocalDay.day.between(wanted[0], wanted[-1]))
    there = set(session.scalars(mine))
    days = [day for day in wanted if day not in there]
    starts = {day: start_of_day(day, zone) for day in {*days, *(day + _DAY for day in days)}}
    begins, ends = [starts[day] for day in days], [starts[day + _DAY] for day in days]
    session.execute(_FILL, {"zone": zone, "days": days, "begins": begins, "ends": ends})
    return len(days)
