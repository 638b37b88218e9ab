"""Pacing: a token bucket per account, in the database, shared by every dispatcher.

We stay below the carrier's calls per second ourselves, because the carrier would accept more and let them wait in a
queue of its own, past the permitted hours.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from runtime.database import Base


class Bucket(Base):
    """The tokens of what is limited: an account, or one of its caller ids."""

    __tablename__ = "bucket"
    __table_args__ = (CheckConstraint("tokens >= 0", name="tokens"),)

    #: The account, `account/call/+852…` for a caller id, `account/text/+852…` for its texts.
    name: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[datetime]


def refill(tokens: float, seconds: float, rate: float) -> float:
    """Tokens after `seconds`; a second's worth is kept at most, and at least one, so that nothing bursts."""
    return min(max(1.0, rate), tokens + max(0.0, seconds) * rate)


def draw_up_to(session: Session, account: str, rate: float, now: datetime) -> Bucket:
    """The account's bucket, filled to `now` and locked until the transaction ends."""
    session.execute(insert(Bucket).values(name=account, tokens=1.0, filled_at=now).on_conflict_do_nothing())
    bucket = session.get_one(Bucket, account, with_for_update=True, populate_existing=True)
    bucket.tokens = refill(bucket.tokens, (now - bucket.filled_at).total_seconds(), rate)
    # Of two hosts one has the later clock; taken back to the earlier one, the same second would fill it twice.
    bucket.filled_at = max(bucket.filled_at, now)
    return bucket


def calls_open(session: Session) -> int:
    """Calls in flight, over all campaigns."""
    open_calls = select(func.count()).where(Attempt.channel == "call", Attempt.state.in_(OPEN))
    return session.execute(open_calls).scalar_one()
