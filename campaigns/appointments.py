"""Appointments: two times are offered, one is agreed; the steps that hang on an appointment count from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from runtime.database import Base


class Appointment(Base):
    """One appointment that an agent has booked for a customer."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("first_offer <> second_offer", name="two_offers"),
        CheckConstraint("(cancelled_by is null) = (cancelled_at is null)", name="cancelled"),
        # Nobody of ours is promised to two customers at once.
        Index(
            "uq_appointment_with_whom",
            "with_whom",
            "starts_at",
            unique=True,
            postgresql_where=text("cancelled_at is null and with_whom <> ''"),
        ),
        Index(None, "customer_id", "starts_at"),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: In which talk it was booked.
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUp.id, ondelete="SET NULL"), index=True)
    attempt_id: Mapped[int | None]
    #: What for, and with whom: the doctor, the adviser; empty where the source system decides.
    subject: Mapped[str]
    with_whom: Mapped[str] = mapped_column(server_default="")
    #: The two times that were offered, and the one that was agreed, which may be another.
    first_offer: Mapped[datetime | None]
    second_offer: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    #: The event of kind `appointment` that it is, from which reminders count.
    event_id: Mapped[int | None] = mapped_column(ForeignKey(Event.id, ondelete="SET NULL"))
    booked_by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    booked_at: Mapped[datetime]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    cancelled_at: Mapped[datetime | None]
