"""Outcomes: what came of a conversation, logged once and never lost."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from runtime.database import Base


class Outcome(Base):
    """One entry of the customer's record, written by an agent or by a greeting that was heard."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint(
            "disposition in ('well', 'concern', 'dissatisfied', 'call_later', 'refused', 'machine', "
            "'wrong_number', 'relative', 'greeted', 'texted')",
            name="disposition",
        ),
        CheckConstraint("next_time is null or next_date is not null", name="next_time"),
        CheckConstraint("reached_by in ('call', 'visit', 'chat')", name="reached_by"),
        CheckConstraint("reached_by = 'call' or attempt_id is null", name="no_call"),
        CheckConstraint("attitude in ('', 'warm', 'calm', 'hurried', 'upset')", name="attitude"),
        CheckConstraint("(signed_by is null) = (signed_at is null)", name="signed"),
        CheckConstraint("signed_at is null or reached_by = 'visit'", name="signed_visit"),
        # What a period's reports read; what is followed until its end; what a manager signs.
        Index(None, "logged_at"),
        Index("ix_outcome_dissatisfied", "logged_at", postgresql_where=text("disposition = 'dissatisfied'")),
        Index("ix_outcome_unsigned", "logged_at", postgresql_where=text("reached_by = 'visit' and signed_at is null")),
        # What the figures of a day are counted from, and what customers said that is to be read.
        Index("ix_outcome_contact_on", "contact_on", postgresql_where=text("contact_on is not null")),
        Index(
            "ix_outcome_opinion",
            "contact_on",
            "id",
            postgresql_where=text("disposition in ('concern', 'dissatisfied') or questions <> '[]'"),
        ),
        UniqueConstraint("attempt_id", "follow_up_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), index=True)
    #: Which call it was; a call has one outcome at most for each of its topics. None for a visit or a chat.
    attempt_id: Mapped[int | None]
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    disposition: Mapped[str]
    #: Over what they were talked with: call, visit or chat.
    reached_by: Mapped[str] = mapped_column(server_default="call")
    #: How the customer was: warm, calm, hurried or upset; empty where nobody said.
    attitude: Mapped[str] = mapped_column(server_default="")
    #: What they asked and what they were answered, in the order of the talk: {"asked": …, "answered": …}.
    questions: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default="[]")
    #: What cannot wait, in the agent's words; empty where nothing was raised. See `campaigns.red_flags`.
    red_flag: Mapped[str] = mapped_column(server_default="")
    notes: Mapped[str] = mapped_column(server_default="")
    #: Answers of the survey by question id, 1 to 5.
    ratings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    #: When the customer is to be called next, on the customer's calendar.
    next_date: Mapped[date | None]
    #: At what time of that day, on the customer's clock; None for any.
    next_time: Mapped[time | None]
    #: The customer's day, where somebody of ours talked with them; caps and quotas count it.
    contact_on: Mapped[date | None]
    logged_at: Mapped[datetime]
    #: Of a visit: the manager who read and signed it.
    signed_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    signed_at: Mapped[datetime | None]
