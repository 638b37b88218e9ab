"""Visit cards: one for each customer who is visited, numbered within the district; every visit is appended to it.

Source: the users' follow-up manuals (district code – three-digit serial; the same person each time; a manager signs).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.customers import Customer
from runtime.database import Base


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
