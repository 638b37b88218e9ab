"""Customers and their telephone numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.branches import Branch
from runtime.database import Base

_DAY, _CLOCK = "(mon|tue|wed|thu|fri|sat|sun)", "(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
_HOURS = f"{_CLOCK}-{_CLOCK}(;{_CLOCK}-{_CLOCK})*"
#: How wished hours are written, for PostgreSQL and for Python.
WISHED_HOURS = f"^(closed|{_DAY} {_HOURS}(, {_DAY} {_HOURS})*)$"


class Customer(Base):
    """A person whom a branch has promised to look after."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint("title in ('mr', 'ms', 'miss', '')", name="title"),
        CheckConstraint("language in ('zh', 'en')", name="language"),
        CheckConstraint(r"lunar_birthday ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|30)\+?$'", name="lunar_birthday"),
        CheckConstraint(f"wished_hours ~ '{WISHED_HOURS}'", name="wished_hours"),
        Index(None, "branch", "tier"),
        # Whose own customers they are, counted for the supervisors' page of agents.
        Index(None, "owner", "tier"),
        # What a search asks: how a name or a key begins, and what a name holds; see `name_grams` in revision 0009.
        Index("ix_customer_name_begins", text("lower(name)"), postgresql_ops={"lower(name)": "text_pattern_ops"}),
        Index(
            "ix_customer_external_id_begins",
            text("lower(external_id)"),
            postgresql_ops={"lower(external_id)": "text_pattern_ops"},
        ),
        Index("ix_customer_name_grams", text("name_grams(name)"), postgresql_using="gin"),
        Index("ix_customer_erased", "erased_at", postgresql_where=text("erased_at is not null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The system that the row came from and its key there.
    source: Mapped[str]
    external_id: Mapped[str]
    branch: Mapped[str] = mapped_column(ForeignKey(Branch.name))
    name: Mapped[str]
    #: Family name for addressing: surname and 先生/女士/小姐 (title mr, ms, miss; empty when unknown).
    surname: Mapped[str]
    title: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="zh")
    #: IANA zone on file; None when only the number tells where the customer is.
    zone: Mapped[str | None]
    #: The zone whose days count for this customer: on file, else the number's first, else the branch's.
    day_zone: Mapped[str]
    #: Whose public holidays count for this customer: "CN", "CA-BC"; the first number's place, else the branch's.
    calendar: Mapped[str] = mapped_column(server_default="")
    tier: Mapped[str] = mapped_column(server_default="")
    #: Login of the customer's own agent, where there is one.
    owner: Mapped[str | None]
    birthday: Mapped[date | None]
    #: A birthday kept by the lunar calendar: "08-15", "06-10+" for the leap month.
    lunar_birthday: Mapped[str | None]
    #: When the customer wants to hear from us, on their own clock: "mon 18:00-20:00, tue 10:00-12:00;15:00-17:00".
    #: A day that is not named is barred, "closed" bars all of them; None is no wish. `campaigns.wishes` writes it.
    wished_hours: Mapped[str | None]
    #: What else the export said, under our field names or the header's own words.
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: Since when this customer's conversations are not recorded, and who was told (login).
    unrecorded_since: Mapped[datetime | None]
    unrecorded_by: Mapped[str | None]
    #: When this person's data was erased on their wish; only what the figures need is left, and no import fills it.
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    numbers: Mapped[list[CustomerNumber]] = relationship(
        back_populates="customer", order_by="CustomerNumber.position", cascade="all, delete-orphan"
    )


class CustomerNumber(Base):
    """One number under which a customer can be reached, in the order of preference."""

    __tablename__ = "customer_number"
    __table_args__ = (
        UniqueConstraint("customer_id", "e164"),
        CheckConstraint(r"e164 ~ '^\+[1-9][0-9]{6,14}$'", name="e164"),
        Index(None, "e164"),
        # A search for the end of a number.
        Index("ix_customer_number_ends", func.right(text("e164"), 4)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    e164: Mapped[str]
    #: Digits to send after the answer (分机, 转).
    extension: Mapped[str] = mapped_column(server_default="")
    #: mobile, fixed, fixed_or_mobile or other, as the numbering plan says.
    kind: Mapped[str]
    #: ISO country and, where the number tells it, the subdivision.
    country: Mapped[str]
    subdivision: Mapped[str] = mapped_column(server_default="")
    #: 1 is tried first.
    position: Mapped[int]
    #: Why it is never tried again (the carrier's verdict or a person's), else None.
    dead_reason: Mapped[str | None]
    #: Why no text is sent to it, though it may be called: the carrier's code for a landline.
    no_text_reason: Mapped[str | None]

    customer: Mapped[Customer] = relationship(back_populates="numbers")
