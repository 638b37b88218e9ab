"""Saved segments: filters that a supervisor has named, to launch with again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from runtime.database import Base


class SavedSegment(Base):
    """One set of filters under a name; saved anew under the same name it is replaced."""

    __tablename__ = "saved_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    #: As `campaigns.segments.Segment` writes itself.
    filters: Mapped[dict[str, Any]]
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]
