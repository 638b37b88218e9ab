"""Reconciliations: a day's list of the source system beside ours, and every difference between them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from runtime.database import Base


class Reconciliation(Base):
    """One comparison, as it came out when it was made."""

    __tablename__ = "reconciliation"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook: Mapped[str]
    #: The day whose list it was.
    on: Mapped[date]
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]
    #: Rows of their list, of ours, and on both.
    theirs: Mapped[int]
    ours: Mapped[int]
    both: Mapped[int]
    #: The rows that differ: their key, how they differ, and why.
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
