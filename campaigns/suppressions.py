"""Suppressions: who is not to be called or texted, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

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
    #: asked, refused, opt_out, deceased, wrong_number, imported. An open complaint is an event: `campaigns.complaints`.
    reason: Mapped[str]
    since: Mapped[datetime]
    #: None means for good; START or a person lifts it by setting an instant.
    until: Mapped[datetime | None]
    #: Logins of who wrote it down and of who lifted it; None where no person did.
    by: Mapped[str | None]
    lifted_by: Mapped[str | None]


#: Why a number of an imported do-not-call list is left in peace, unless the import says otherwise.
IMPORTED = "imported"


def expired_list(session: Session, now: datetime) -> datetime | None:
    """When the newest imported do-not-call list ended, if it has: it is time to fetch the next. None where all is well.

    A list that has ended blocks nobody by itself. Registers are to be asked anew every 21 to 31 days (Singapore 21,
    UK 28, Australia 30, US and Canada 31).
    """
    lists = select(func.max(Suppression.until)).where(Suppression.e164.is_not(None), Suppression.reason == IMPORTED)
    newest = session.scalar(lists)
    return newest if newest is not None and newest <= now else None
