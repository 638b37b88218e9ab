"""Rehearsals: the message of a launch, rung to the supervisor's own telephone before any customer hears it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from dialer.attempts import new_token
from runtime.database import Base

#: It is not over yet.
OPEN = "state not in ('ended', 'refused')"


class Rehearsal(Base):
    """One test call, or test text."""

    __tablename__ = "rehearsal"
    __table_args__ = (
        CheckConstraint("channel in ('call', 'text')", name="channel"),
        CheckConstraint("state in ('wanted', 'placing', 'placed', 'answered', 'ended', 'refused')", name="state"),
        # One at a time for each person; and what a tick looks for.
        Index("uq_rehearsal_open", "agent_id", unique=True, postgresql_where=text(OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    #: call or text.
    channel: Mapped[str] = mapped_column(server_default="call")
    #: The supervisor's own telephone (E.164, sip:name@host or client:identity), and our number that rings it.
    phone: Mapped[str]
    line: Mapped[str]
    #: What is read out, or texted, and in which language.
    words: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="wanted")
    #: Why it was refused, or how it ended.
    reason: Mapped[str] = mapped_column(server_default="")
    carrier_id: Mapped[str | None] = mapped_column(unique=True)
    wanted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
