"""Transfers: an agent hands a customer on to a colleague or a doctor, who is rung if he is not at his telephone.

::

    wanted ──the colleague stands in his conference──> done: the customer is put through to him
       ^ ├──nobody picked up, the carrier refused──> failed: the first agent still has the customer
       │ └──the customer hung up, or the agent thought better of it──> cancelled
       └──the carrier could not put the customer through: done is taken back──> failed

Until it is done the customer goes on talking with the first agent. Done, it is over when the customer has come to the
colleague: until then both have their hands full. Where an agent's telephone went down and somebody else took his
customer over, that is kept as one that is done too: all of them together tell who talked when.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from dialer.attempts import Attempt
from runtime.database import Base

#: Reason code: nobody handed the customer on, the first agent's telephone went down.
LINE_DROPPED = "line_dropped"


class Transfer(Base):
    """One wish to hand one conversation on."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("state in ('wanted', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("from_agent_id <> to_agent_id", name="somebody_else"),
        Index("uq_transfer_call", "attempt_id", unique=True, postgresql_where=text("state = 'wanted'")),
        Index("uq_transfer_to", "to_agent_id", unique=True, postgresql_where=text("state = 'wanted'")),
        Index("ix_transfer_open", "to_agent_id", postgresql_where=text("ended_at is null")),
        Index(None, "attempt_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id, ondelete="CASCADE"))
    from_agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    to_agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    #: What the first agent wants the second to know.
    note: Mapped[str] = mapped_column(server_default="")
    state: Mapped[str] = mapped_column(server_default="wanted")
    #: Reason code of how it ended.
    reason: Mapped[str] = mapped_column(server_default="")
    wanted_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    #: From when on the colleague has the customer, or since when nothing more comes of it.
    ended_at: Mapped[datetime | None]


def latest(session: Session, attempt_id: int) -> Transfer | None:
    """The last transfer of this conversation, whatever came of it."""
    asked = select(Transfer).where(Transfer.attempt_id == attempt_id).order_by(Transfer.id.desc()).limit(1)
    return session.scalar(asked)
