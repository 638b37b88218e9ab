"""Branches: the places whose customers are called, each with its own line, zone and hours."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base


class Branch(Base):
    """One clinic, shop or workshop: whose customers they are and which number calls them."""

    __tablename__ = "branch"
    __table_args__ = (
        CheckConstraint(r"line ~ '^\+[1-9][0-9]{6,14}$'", name="line_e164"),
        CheckConstraint("market in ('', 'new', 'mature')", name="market"),
    )

    #: As the source system writes it in the customer's row.
    name: Mapped[str] = mapped_column(primary_key=True)
    #: The system whose exports name this branch, e.g. `harbour-clinic`.
    source: Mapped[str]
    #: ISO country whose way of writing telephone numbers is assumed.
    region: Mapped[str]
    #: IANA zone of the place.
    zone: Mapped[str]
    #: How long the house has been in this region: new or mature, empty where nobody has said.
    market: Mapped[str] = mapped_column(server_default="")
    #: How a caller introduces the house, and how a text is signed.
    name_en: Mapped[str]
    name_zh: Mapped[str]
    #: The number that calls and texts, and that customers may call back (E.164).
    line: Mapped[str]
