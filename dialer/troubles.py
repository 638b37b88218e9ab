"""Troubles: what the carrier refuses by the account or its settings. A person mends it; until then it is shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.launches import Campaign
from runtime.database import Base


class Trouble(Base):
    """One thing that is to be mended at the carrier; the same refusal again is counted, not written anew."""

    __tablename__ = "trouble"
    __table_args__ = (
        CheckConstraint("channel in ('call', 'text')", name="channel"),
        Index(
            "uq_trouble_open",
            "code",
            "channel",
            "line",
            "country",
            "campaign_id",
            unique=True,
            postgresql_where=text("mended_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The carrier's own code.
    code: Mapped[str]
    channel: Mapped[str]
    #: Our number, and the ISO country of theirs.
    line: Mapped[str]
    country: Mapped[str]
    #: The campaign that was paused for it.
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id, ondelete="CASCADE"))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(server_default="1")
    mended_at: Mapped[datetime | None]
    #: Login of who says so.
    mended_by: Mapped[str | None]
