"""Scores: recordings drawn at random each month and judged against the call etiquette.

Source: the users' follow-up manuals (quality: recordings drawn at random each month and scored).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from dialer.recordings.recording import Recording
from runtime.database import Base


class RecordingScore(Base):
    """One recording that was drawn, and what a supervisor says of it; it outlives the recording's sound."""

    __tablename__ = "recording_score"
    __table_args__ = (
        CheckConstraint("(scored_by is null) = (scored_at is null)", name="scored"),
        CheckConstraint("extract(day from month) = 1", name="month"),
        Index(None, "month", "agent_id"),
    )

    recording_id: Mapped[int] = mapped_column(ForeignKey(Recording.id, ondelete="CASCADE"), primary_key=True)
    #: Whose conversation it is.
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    #: The first day of the month that it stands for.
    month: Mapped[date]
    drawn_at: Mapped[datetime]
    #: Criterion -> points.
    points: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    remark: Mapped[str] = mapped_column(server_default="")
    scored_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    scored_at: Mapped[datetime | None]
