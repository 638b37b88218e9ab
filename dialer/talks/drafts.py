"""Drafts: what an agent is typing about a conversation, kept until it is logged, whatever becomes of the machine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from runtime.database import Base


class Draft(Base):
    """The fields of one form as they were last typed."""

    __tablename__ = "draft"

    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True)
    #: Which form: "call/17", "visit/4", "chat/9".
    about: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]
