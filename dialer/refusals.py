"""Refusals: each time a follow-up was not called, the reason, what it stood on, and when to look again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.follow_ups import FollowUp
from runtime.database import Base


class Refusal(Base):
    """One judgement that said no."""

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    #: The reason code of the first layer that refused.
    code: Mapped[str]
    #: None where waiting does not help.
    again_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any]]
