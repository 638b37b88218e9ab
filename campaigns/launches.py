"""Campaigns: what a supervisor launches over a segment, and may pause, resume and stop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from runtime.database import Base


class Campaign(Base):
    """One launch of one playbook over one segment of customers."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("state in ('running', 'paused', 'stopped')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the form that launched it: a form launches once, however often it arrives.
    launch_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    playbook: Mapped[str]
    #: The filters that chose the customers.
    segment: Mapped[dict[str, Any]]
    #: The text that is read out, by language.
    message: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="running")
    #: Why it was paused by itself: the carrier's code. None where a person paused it, or nobody did.
    paused_because: Mapped[str | None]
    launched_by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    launched_at: Mapped[datetime]
