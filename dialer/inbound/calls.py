"""Calls that came in: who rang us, what we found of them, and what they heard. One row each; none is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt, new_token
from runtime.database import Base


class InboundCall(Base):
    """One call to one of our numbers."""

    __tablename__ = "inbound_call"
    __table_args__ = (
        CheckConstraint("heard in ('agent', 'message', 'closed', 'stranger')", name="heard"),
        Index(None, "customer_id", "came_at"),
        Index(None, "came_at"),
        Index("ix_inbound_call_stop", "stop_at", postgresql_where=text("stop_at is not null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the call in every address that the carrier gets from us for it.
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    carrier_id: Mapped[str] = mapped_column(unique=True)
    #: Their number, as the carrier shows it (empty or a word where it is withheld), and ours.
    e164: Mapped[str]
    line: Mapped[str]
    #: Whose number it is; None for a stranger.
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: The open follow-up that it was taken for, and the conversation that it became.
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUp.id, ondelete="SET NULL"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey(Attempt.id, ondelete="SET NULL"), index=True)
    #: Our call to them that rang at this instant, and from when on a worker is to end it; None once it is done.
    crossed_id: Mapped[int | None] = mapped_column(ForeignKey(Attempt.id, ondelete="SET NULL"), index=True)
    stop_at: Mapped[datetime | None]
    #: agent: put through; message: nobody was free, a message could be left; closed: told when we are there;
    #: stranger: a number that belongs to nobody on file.
    heard: Mapped[str]
    came_at: Mapped[datetime]


def arrive(session: Session, carrier_id: str, e164: str, line: str, now: datetime) -> tuple[InboundCall, bool]:
    """The row of this call, and whether it is new; of two who ask at once the second waits for the first.

    Until more is found of it, it is a stranger's.
    """
    row = {"carrier_id": carrier_id, "e164": e164, "line": line, "heard": "stranger", "came_at": now}
    made = insert(InboundCall).values(row).on_conflict_do_nothing(index_elements=["carrier_id"])
    new = session.execute(made.returning(InboundCall.id)).scalar() is not None
    return session.scalars(select(InboundCall).where(InboundCall.carrier_id == carrier_id)).one(), new


def inbound_call_of(session: Session, token: str) -> InboundCall | None:
    """The call that this token names, locked; None where nobody here knows it."""
    return session.scalars(select(InboundCall).where(InboundCall.token == token).with_for_update()).one_or_none()
