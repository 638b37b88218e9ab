"""To plan: the customers about whom something was learned since their course was last planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from runtime.database import Base


class ToPlan(Base):
    """One customer whose facts have changed. Whoever changes a fact writes the row in the same transaction."""

    __tablename__ = "to_plan"

    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


def plan_again(session: Session, customers: Iterable[int], now: datetime) -> None:
    """These customers' courses are to be planned anew."""
    rows = [{"customer_id": one, "since": now} for one in sorted(set(customers))]
    if rows:
        session.execute(insert(ToPlan).on_conflict_do_nothing(), rows)
