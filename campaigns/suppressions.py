"""Suppressions: who is not to be called or texted, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.customers import Customer
from runtime.database import Base


class Suppression(Base):
    """A customer or a number that is left in peace, by call, by text or by both."""

    __tablename__ = "suppression"
    __table_args__ = (
        CheckConstraint("(customer_id is null) <> (e164 is null)", name="one_subject"),
        CheckConstraint("channel in ('call', 'text', 'all')", name="channel"),
        Index(None, "customer_id"),
        Index(None, "e164"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    e164: Mapped[str | None]
    channel: Mapped[str]
    #: opt_out, refused, deceased, wrong_number, complaint_open, imported
    reason: Mapped[str]
    since: Mapped[datetime]
    #: None means for good; START or a person lifts it by setting an instant.
    until: Mapped[datetime | None]
