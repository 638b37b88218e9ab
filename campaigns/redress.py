"""Redress: what was done about a dissatisfied customer, until the customer has had the last word.

::

    an outcome `dissatisfied` ──> open ──handled──> handled ──the customer's verdict──> closed, or open again
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.agents import Agent
from campaigns.outcomes import Outcome
from runtime.database import Base


class Redress(Base):
    """One step on the way from dissatisfied to the customer's final verdict; the youngest of an outcome counts."""

    __tablename__ = "redress"
    __table_args__ = (
        CheckConstraint("verdict in ('', 'satisfied', 'accepted', 'dissatisfied')", name="verdict"),
        CheckConstraint("handling <> '' or verdict <> ''", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey(Outcome.id, ondelete="CASCADE"), index=True)
    #: What was done.
    handling: Mapped[str] = mapped_column(server_default="")
    #: What the customer said of it: satisfied, accepted, dissatisfied; empty where they were not asked yet.
    verdict: Mapped[str] = mapped_column(server_default="")
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]
