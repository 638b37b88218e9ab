"""Shares: how each role's work of a day is divided between bringing in, care, and further sales.

Source: the manuals, section 3 (consultants 50 % bring-in, 10 % care, 40 % further sales; service half and half).
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base


class WorkShare(Base):
    """The share of one kind of work in all that a role calls about in a day."""

    __tablename__ = "work_share"
    __table_args__ = (
        CheckConstraint("work in ('bring_in', 'care', 'further_sales')", name="work"),
        CheckConstraint("share > 0 and share <= 1", name="share"),
    )

    role: Mapped[str] = mapped_column(primary_key=True)
    work: Mapped[str] = mapped_column(primary_key=True)
    share: Mapped[float]
