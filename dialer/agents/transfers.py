"""Transfers: an agent hands a customer on to a colleague or a doctor, who is rung if he is not at his telephone.

::

    wanted ──the colleague stands in his conference──> done: the customer is put through to him
       ├──nobody picked up, the carrier refused──> failed: the first agent still has the customer
       └──the customer hung up, or the agent thought better of it──> cancelled

Until it is done the customer goes on talking with the first agent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from dialer.attempts import Attempt
from runtime.database import Base


class Transfer(Base):
    """One wish to hand one conversation on."""

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("state in ('wanted', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("from_agent_id <> to_agent_id", name="somebody_else"),
        Index("uq_transfer_call", "attempt_id", unique=True, postgresql_where=text("state = 'wanted'")),
        Index("uq_transfer_to", "to_agent_id", unique=True, postgresql_where=text("state = 'wanted'")),
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
    ended_at: Mapped[datetime | None]
