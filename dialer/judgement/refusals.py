"""Refusals: each time a follow-up was not called or texted, the reason, what it stood on, and when to look again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.follow_ups import FollowUp
from dialer.judgement.may_place import Judgement
from runtime.database import Base


class Refusal(Base):
    """One judgement that said no."""

    __tablename__ = "refusal"
    __table_args__ = (CheckConstraint("channel in ('call', 'text')", name="channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), index=True)
    #: What was not done: call or text.
    channel: Mapped[str] = mapped_column(server_default="call")
    at: Mapped[datetime]
    #: The reason code of the first layer that refused.
    code: Mapped[str]
    #: None where waiting does not help.
    again_at: Mapped[datetime | None]
    evidence: Mapped[dict[str, Any]]


def keep_refusal(session: Session, follow_up_id: int, channel: str, judgement: Judgement, now: datetime) -> None:
    """Store why this follow-up's call or text did not go out at `now`."""
    session.add(
        Refusal(
            follow_up_id=follow_up_id,
            channel=channel,
            at=now,
            code=judgement.code,
            again_at=judgement.again_at,
            evidence=judgement.evidence,
        )
    )
