"""Campaigns: what a supervisor launches over a segment, and may pause, resume and stop."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from campaigns.agents import Agent
from runtime.database import Base


class Campaign(Base):
    """One launch of one playbook over one segment of customers."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("state in ('proposed', 'declined', 'running', 'paused', 'stopped')", name="state"),
        CheckConstraint("decided_by <> launched_by", name="second_person"),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided"),
        CheckConstraint("state <> 'proposed' or decided_at is null", name="undecided"),
        CheckConstraint("state <> 'declined' or decided_at is not null", name="declined"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("tries between 1 and 10", name="tries"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the form that launched it: a form launches once, however often it arrives.
    launch_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    playbook: Mapped[str]
    #: The filters that chose the customers.
    segment: Mapped[dict[str, Any]]
    #: The text that is read out, by language.
    message: Mapped[dict[str, Any]]
    #: Which of the playbook's launchable steps; empty for the first.
    step: Mapped[str] = mapped_column(server_default="")
    #: proposed: a second person is to agree before anything is planned; declined: that person did not.
    state: Mapped[str] = mapped_column(default="running")
    #: Why it was paused by itself: the carrier's code. None where a person paused it, or nobody did.
    paused_because: Mapped[str | None]
    #: Named hours instead of the playbook's; its days, tries and lines instead of the step's and the branches'.
    hours: Mapped[str] = mapped_column(server_default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    tries: Mapped[int | None]
    lines: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: How many customers could be reached when it was launched or proposed; None of before that was kept.
    size: Mapped[int | None]
    launched_by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    launched_at: Mapped[datetime]
    #: The second person, where one was asked, and what that person said.
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    decided_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(server_default="")
