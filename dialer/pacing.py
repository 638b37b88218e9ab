"""Pacing: token buckets in the database, one for the account and one for each caller id, shared by every dispatcher.

We stay below the carrier's calls per second ourselves, because the carrier would accept more and let them wait in a
queue of its own, past the permitted hours. A caller id that calls too often is taken for a nuisance by networks.

Of the lines, a share is kept for care: a blast of greetings never takes the last ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CheckConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.follow_ups import FollowUp
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from dialer.tools import Tools
from runtime.database import Base

CARE = "care"


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


def draw_up_to(session: Session, name: str, rate: float, now: datetime) -> Bucket:
    """The bucket of this name, filled to `now` and locked until the transaction ends."""
    session.execute(insert(Bucket).values(name=name, tokens=1.0, filled_at=now).on_conflict_do_nothing())
    bucket = session.get_one(Bucket, name, with_for_update=True, populate_existing=True)
    bucket.tokens = refill(bucket.tokens, (now - bucket.filled_at).total_seconds(), rate)
    # Of two hosts one has the later clock; taken back to the earlier one, the same second would fill it twice.
    bucket.filled_at = max(bucket.filled_at, now)
    return bucket


@dataclass
class Room:
    """What may still be placed in this transaction. Whoever holds it holds the account's bucket, and so all of it."""

    tools: Tools
    session: Session
    now: datetime
    account: Bucket
    #: Lines that are free, and how many of them may go to what is not care.
    lines: int
    for_others: int
    _caller_ids: dict[str, Bucket] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """One more call fits, from whichever caller id."""
        return self.account.tokens >= 1 and self.lines > 0

    def has(self, caller_id: str, purpose: str) -> bool:
        """One more call fits, from this caller id and for this purpose."""
        free = self.any and (purpose == CARE or self.for_others > 0)
        return free and self._of(caller_id).tokens >= 1

    def take(self, caller_id: str, purpose: str) -> None:
        """One call is placed."""
        self.account.tokens -= 1
        self._of(caller_id).tokens -= 1
        self.lines -= 1
        self.for_others -= purpose != CARE

    def _of(self, caller_id: str) -> Bucket:
        if caller_id not in self._caller_ids:
            name = f"{self.tools.account}/call/{caller_id}"
            rate = self.tools.caller_id_calls_per_second
            self._caller_ids[caller_id] = draw_up_to(self.session, name, rate, self.now)
        return self._caller_ids[caller_id]


def room(tools: Tools, session: Session, now: datetime) -> Room:
    """The room there is at this instant; nobody else gets any until the transaction ends."""
    account = draw_up_to(session, tools.account, tools.calls_per_second, now)
    care, others = calls_open(session)
    kept_for_care = int(tools.concurrent_calls * tools.share_for_care)
    free = tools.concurrent_calls - care - others
    return Room(tools, session, now, account, free, min(free, tools.concurrent_calls - kept_for_care - others))


def calls_open(session: Session) -> tuple[int, int]:
    """Calls in flight over all campaigns: those of care, and all others."""
    care = FollowUp.purpose == CARE
    counts = select(func.count().filter(care), func.count().filter(~care))
    of = counts.join_from(Attempt, FollowUp, FollowUp.id == Attempt.follow_up_id)
    found = session.execute(of.where(Attempt.channel == "call", Attempt.state.in_(OPEN))).one()
    return found[0], found[1]
