"""The house's own clock: what "today" means where many customers are looked at at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from runtime.zones import local_date, start_of_day


def house_zone(session: Session, branches: list[str] | None = None) -> str:
    """The zone of the first of these branches, else of the house's first branch; UTC in an empty house."""
    first = select(Branch.zone).order_by(Branch.name).limit(1)
    mine = session.scalar(first.where(Branch.name.in_(branches))) if branches else None
    return mine or session.scalar(first) or "UTC"


def tomorrow(zone: str, now: datetime) -> date:
    """The day after today in this zone."""
    return local_date(now, zone) + timedelta(days=1)


def day_began(zone: str, now: datetime) -> datetime:
    """The first instant of today in this zone."""
    return start_of_day(local_date(now, zone), zone)
