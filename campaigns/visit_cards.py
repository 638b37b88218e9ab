"""Visit cards: one for each customer who is visited, numbered within the district; every visit is appended to it.

Source: the users' follow-up manuals (district code – three-digit serial; the same person each time; a manager signs).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.outcomes import Outcome
from runtime.database import Base

#: The district of a customer of whom the source system names none.
NO_DISTRICT = "000"
#: Signs of a district's code; what is longer is a name and no code, and is cut.
_LONGEST = 12
_LAST = 999


class VisitCard(Base):
    """The card of one customer; its visits are the outcomes that were reached by one."""

    __tablename__ = "visit_card"
    __table_args__ = (
        UniqueConstraint("district", "serial"),
        CheckConstraint("serial between 1 and 999", name="serial"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), primary_key=True)
    #: The district's code, and the number within it.
    district: Mapped[str]
    serial: Mapped[int]
    opened_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """As it stands on the card: 021-007."""
        return f"{self.district}-{self.serial:03}"


def open_card(session: Session, customer: Customer, now: datetime) -> VisitCard | None:
    """The customer's card, opened with the next free number of the district where there is none yet.

    None where all 999 numbers of the district are taken. The caller holds the customer's row, and commits.
    """
    found = session.get(VisitCard, customer.id)
    if found is not None:
        return found
    district = str(customer.details.get("district", "")).strip()[:_LONGEST] or NO_DISTRICT
    # Two cards of one district are never opened at once: the second one waits here until the first is committed.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"visit_card/{district}", 0))))
    serial = _next(session, district)
    if serial is None:
        return None
    card = VisitCard(customer_id=customer.id, district=district, serial=serial, opened_at=now)
    session.add(card)
    session.flush()
    return card


def _next(session: Session, district: str) -> int | None:
    """After the last one; when that is 999, the first number that an erased customer has left."""
    taken = set(session.scalars(select(VisitCard.serial).where(VisitCard.district == district)))
    last = max(taken, default=0)
    if last < _LAST:
        return last + 1
    return next((n for n in range(1, _LAST + 1) if n not in taken), None)


def sign(session: Session, visits: Collection[int], by: int, now: datetime) -> int:
    """A manager, `by`, has read these visits and signs them; how many were not signed before. The caller commits."""
    unsigned = (Outcome.id.in_(visits), Outcome.reached_by == "visit", Outcome.signed_at.is_(None))
    locked = select(Outcome.id).where(*unsigned).order_by(Outcome.id).with_for_update()
    found = session.scalars(locked).all()
    session.execute(update(Outcome).where(Outcome.id.in_(found)).values(signed_by=by, signed_at=now))
    return len(found)
