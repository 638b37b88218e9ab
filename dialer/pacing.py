"""Pacing: token buckets in the database, one for the account and one for each caller id, shared by every dispatcher.

We stay below the carrier's calls per second ourselves, because the carrier would accept more and let them wait in a
queue of its own, past the permitted hours. A caller id that calls too often is taken for a nuisance by networks.

Of the lines, a share is kept for care: a blast of greetings never takes the last ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Text, bindparam, func, or_, select
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
    """Tokens after `seconds`; a second's worth is kept at most and one beside it, so that nothing bursts.

    The one beside it keeps what is left of a token from tick to tick: with less, ticks of a second each would get one
    call every other second out of a rate of 0.9.
    """
    return min(1.0 + rate, tokens + max(0.0, seconds) * rate)


def draw_up_to(session: Session, name: str, rate: float, now: datetime) -> Bucket:
    """The bucket of this name, filled to `now` and locked until the transaction ends."""
    bucket = session.get(Bucket, name, with_for_update=True, populate_existing=True)
    if bucket is None:
        session.execute(insert(Bucket).values(name=name, tokens=1.0, filled_at=now).on_conflict_do_nothing())
        bucket = session.get_one(Bucket, name, with_for_update=True, populate_existing=True)
    return _filled(bucket, rate, now)


def _filled(bucket: Bucket, rate: float, now: datetime) -> Bucket:
    bucket.tokens = refill(bucket.tokens, (now - bucket.filled_at).total_seconds(), rate)
    # Of two hosts one has the later clock; taken back to the earlier one, the same second would fill it twice.
    bucket.filled_at = max(bucket.filled_at, now)
    return bucket


#: The account's own and those of its caller ids, in this order: nobody waits for a caller id while another who holds
#: that one waits for the account. Put together once: each tick that claims comes by here.
_THEIRS = (
    select(Bucket)
    .where(
        or_(
            Bucket.name == bindparam("account", type_=Text),
            func.starts_with(Bucket.name, bindparam("kind", type_=Text)),
        )
    )
    .order_by(Bucket.name)
    .with_for_update()
    .execution_options(populate_existing=True)
)


class Pace:
    """How much the account and each caller id may still do in this transaction; nobody else does any until it ends."""

    def __init__(self, session: Session, tools: Tools, what: str, rate: float, now: datetime) -> None:
        """`what` is call or text, `rate` how many of them a second each caller id may do."""
        self._session, self._kind, self._rate, self._now = session, f"{tools.account}/{what}/", rate, now
        found = {one.name: one for one in session.scalars(_THEIRS, {"account": tools.account, "kind": self._kind})}
        mine = found.pop(tools.account, None)
        #: The bucket of the account.
        self.account = (
            _filled(mine, tools.calls_per_second, now)
            if mine is not None
            else draw_up_to(session, tools.account, tools.calls_per_second, now)
        )
        self._buckets = {name.removeprefix(self._kind): _filled(one, rate, now) for name, one in found.items()}

    def has(self, caller_id: str) -> bool:
        """It may do one thing more."""
        if caller_id not in self._buckets:
            self._buckets[caller_id] = draw_up_to(self._session, self._kind + caller_id, self._rate, self._now)
        return self._buckets[caller_id].tokens >= 1

    def take(self, caller_id: str, many: int = 1) -> None:
        """It does, after it was asked whether it may; it did not, where `many` is -1."""
        self._buckets[caller_id].tokens -= many

    @property
    def resting(self) -> list[str]:
        """Caller ids that have done enough for the moment."""
        return [caller_id for caller_id, bucket in self._buckets.items() if bucket.tokens < 1]


@dataclass
class Room:
    """What may still be placed in this transaction; nobody else gets any until it ends."""

    tools: Tools
    session: Session
    now: datetime
    account: Bucket
    #: Lines that are free, and how many of them may go to what is not care.
    lines: int
    for_others: int
    caller_ids: Pace

    @property
    def calls(self) -> int:
        """So many more calls fit, from whichever caller ids."""
        return max(0, min(int(self.account.tokens), self.lines))

    def has(self, caller_id: str, purpose: str) -> bool:
        """One more call fits, from this caller id and for this purpose."""
        free = self.calls > 0 and (purpose == CARE or self.for_others > 0)
        return free and self.caller_ids.has(caller_id)

    def take(self, caller_id: str, purpose: str) -> None:
        """One call is placed, after it was asked whether it fits."""
        self._use(1, caller_id, purpose)

    def give_back(self, caller_id: str, purpose: str) -> None:
        """What was taken for a call is not needed after all."""
        self._use(-1, caller_id, purpose)

    def _use(self, many: int, caller_id: str, purpose: str) -> None:
        self.account.tokens -= many
        self.caller_ids.take(caller_id, many)
        self.lines -= many
        self.for_others -= many * (purpose != CARE)


def room(tools: Tools, session: Session, now: datetime) -> Room:
    """The room for calls at this instant."""
    # The buckets first: who waited for them counts what was begun meanwhile.
    pace = pace_of_calls(tools, session, now)
    care, others = calls_open(session)
    kept_for_care = int(tools.concurrent_calls * tools.share_for_care)
    free = tools.concurrent_calls - care - others
    for_others = min(free, tools.concurrent_calls - kept_for_care - others)
    return Room(tools, session, now, pace.account, free, for_others, pace)


def pace_of_calls(tools: Tools, session: Session, now: datetime) -> Pace:
    """How many calls the account and each caller id may still place."""
    return Pace(session, tools, "call", tools.caller_id_calls_per_second, now)


def pace_of_texts(tools: Tools, session: Session, now: datetime) -> Pace:
    """How many texts each caller id may still send: the carrier queues what is above its rate, and texts have hours."""
    return Pace(session, tools, "text", tools.texts_per_second, now)


def calls_open(session: Session) -> tuple[int, int]:
    """Calls in flight over all campaigns: those of care, and all others."""
    found = session.execute(_IN_FLIGHT).one()
    return found[0], found[1]


_OF_CARE = FollowUp.purpose == CARE
_IN_FLIGHT = (
    select(func.count().filter(_OF_CARE), func.count().filter(~_OF_CARE))
    .join_from(Attempt, FollowUp, FollowUp.id == Attempt.follow_up_id)
    .where(Attempt.channel == "call", Attempt.state.in_(OPEN))
)
