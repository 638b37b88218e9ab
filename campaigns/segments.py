"""Segments: which customers a launch is meant for, as filters that a supervisor sets."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer, CustomerNumber
from campaigns.suppressions import Suppression


class Segment(BaseModel):
    """Filters over customers; an empty one lets everybody through, several are all to hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    branches: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    language: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filters as conditions on `Customer`."""
        found: list[ColumnElement[bool]] = []
        if self.branches:
            found.append(Customer.branch.in_(self.branches))
        if self.tiers:
            found.append(Customer.tier.in_(self.tiers))
        if self.language:
            found.append(Customer.language == self.language)
        return found


def suppressed(now: Any, *channels: str) -> ColumnElement[bool]:
    """True for a `Customer` row that is left in peace at `now` on any of these channels (or on all)."""
    # Correlated by hand: two levels down SQLAlchemy would ask for the numbers of all customers.
    numbers = select(CustomerNumber.e164).where(CustomerNumber.customer_id == Customer.id).correlate(Customer)
    return exists().where(
        or_(Suppression.customer_id == Customer.id, Suppression.e164.in_(numbers)),
        Suppression.channel.in_([*channels, "all"]),
        or_(Suppression.until.is_(None), Suppression.until > now),
    )


def members(segment: Segment) -> Select[int]:
    """The ids of the customers in the segment."""
    return select(Customer.id).where(*segment.conditions())


def choices(session: Session) -> dict[str, list[str]]:
    """What there is to filter by: branches and tiers in use."""
    tiers = session.scalars(select(Customer.tier).where(Customer.tier != "").distinct().order_by(Customer.tier))
    return {"branches": list(session.scalars(select(Branch.name).order_by(Branch.name))), "tiers": list(tiers)}


def count(session: Session, segment: Segment) -> int:
    """How many customers the segment holds."""
    return session.execute(select(func.count()).select_from(members(segment).subquery())).scalar_one()
