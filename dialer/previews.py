"""Previews: of a customer of a high tier the agent sees everything first, and clicks when he is ready to call.

::

    a follow-up is due, permitted, and the agent free ──offer──> the agent reads
        ├──click──> the next tick places it before anything else
        ├──skip with a reason──> looked at again after a while
        └──lapsed, or no longer due──> as it was

Nothing of the follow-up changes while it is read. One agent reads one preview, and one customer is in one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from runtime.database import Base


class Preview(Base):
    """One follow-up before one agent's eyes."""

    __tablename__ = "preview"

    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), unique=True)
    offered_at: Mapped[datetime]
    #: Unless the agent has clicked by then, it is offered anew another time.
    lapses_at: Mapped[datetime]
    #: The agent wants this call now.
    clicked_at: Mapped[datetime | None]
