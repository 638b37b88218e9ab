"""Events: dated facts about a customer, from which playbooks count."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.customers import Customer
from runtime.database import Base


class Event(Base):
    """One dated fact: a treatment, an appointment, a settled invoice."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "kind", "category", "occurred_on"),
        Index(None, "customer_id", "occurred_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    external_id: Mapped[str]
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: treatment, appointment, invoice, … as playbooks name it.
    kind: Mapped[str]
    #: laser, injection, … within the kind; empty where the kind says it all.
    category: Mapped[str] = mapped_column(server_default="")
    #: What was done, in the export's own words.
    subject: Mapped[str] = mapped_column(server_default="")
    #: The doctor, or the adviser in the workshop.
    by_whom: Mapped[str] = mapped_column(server_default="")
    #: The day on the customer's clock.
    occurred_on: Mapped[date]
    #: The instant, where the export knew it.
    occurred_at: Mapped[datetime | None]
    #: Taken back by the source system: it did not happen, or does not any more.
    withdrawn_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]
