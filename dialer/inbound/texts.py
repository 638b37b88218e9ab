"""Inbound texts: stop words suppress at once, start words lift it, anything else is kept for the agent to read."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer, CustomerNumber
from campaigns.suppressions import Suppression
from dialer.peace.suppress import lift, suppress
from runtime.database import Base

#: Twilio's own words, and what people in China and Hong Kong write.
STOP = frozenset(
    {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL", "TD", "T", "退订", "退訂", "取消"}
)
START = frozenset({"START", "UNSTOP"})


class InboundText(Base):
    """One text that somebody sent to one of our numbers."""

    __tablename__ = "inbound_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[str] = mapped_column(unique=True)
    e164: Mapped[str]
    line: Mapped[str]
    body: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), index=True)
    #: stop, start or message
    meaning: Mapped[str]
    received_at: Mapped[datetime]
    #: When an agent has read it, and who (login).
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None]


def meaning_of(body: str, declared: str = "") -> str:
    """stop, start or message; what the carrier itself took it for goes first."""
    word = unicodedata.normalize("NFKC", declared or body).strip().strip(".!。！").upper()
    if word in STOP:
        return "stop"
    return "start" if word in START else "message"


def receive(session: Session, carrier_id: str, e164: str, line: str, body: str, declared: str, now: datetime) -> str:
    """Keep one text, once, and act on it for everybody who has this number; what it meant. The caller commits."""
    customers = list(
        session.scalars(select(CustomerNumber.customer_id).where(CustomerNumber.e164 == e164).order_by("customer_id"))
    )
    row = {"carrier_id": carrier_id, "e164": e164, "line": line, "body": body, "received_at": now}
    row |= {"customer_id": customers[0] if customers else None, "meaning": meaning_of(body, declared)}
    kept = insert(InboundText).values(row).on_conflict_do_nothing().returning(InboundText.id)
    if session.execute(kept).scalar() is not None:
        if row["meaning"] == "stop":
            _stop(session, customers, e164, now)
        if row["meaning"] == "start":
            _start(session, customers, e164, now)
    return str(row["meaning"])


def _stop(session: Session, customers: list[int], e164: str, now: datetime) -> None:
    """The customers and the number: whoever is imported with it tomorrow is left in peace as well."""
    for customer_id in customers:
        suppress(session, customer_id, "all", "opt_out", now)
    session.add(Suppression(e164=e164, channel="all", reason="opt_out", since=now))


def _start(session: Session, customers: list[int], e164: str, now: datetime) -> None:
    for customer_id in customers:
        lift(session, customer_id, "opt_out", now)
    held = select(Suppression).where(Suppression.e164 == e164, Suppression.reason == "opt_out")
    for suppression in session.scalars(held.where(Suppression.until.is_(None)).with_for_update()).all():
        suppression.until = now
