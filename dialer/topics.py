"""Topics: what one call is about. One person is called once, and all that is due to them is talked about.

::

    attempt ──follow_up_id──> the lead: it gives the call its number, its line and its place in the queue
       └─────topic──────────> companions: they share the call's try and its end; each has its own next try and outcome
       └─────topic──────────> lines: greetings that the agent says along; if nobody answers they stay as they were

A follow-up is in one open call at most: only a locked one that is *planned* joins, and it is *underway* from then on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    ForeignKey,
    any_,
    bindparam,
    delete,
    insert,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt, ids_of, locked_attempts
from runtime.database import Base
from runtime.logs import bind


class Topic(Base):
    """One more thing that a call is about, beside its lead."""

    __tablename__ = "topic"

    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id, ondelete="CASCADE"), primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), primary_key=True, index=True)


@dataclass(frozen=True)
class Held:
    """An attempt and what it is about, all rows locked. A text is about its lead alone."""

    attempt: Attempt
    lead: FollowUp
    companions: tuple[FollowUp, ...] = ()
    lines: tuple[FollowUp, ...] = ()

    @property
    def topics(self) -> tuple[FollowUp, ...]:
        """What is talked about, the lead first."""
        return (self.lead, *self.companions)

    @property
    def customers(self) -> list[int]:
        """Whom it is about, by id."""
        return sorted({topic.customer_id for topic in self.topics})


def about(attempt_id: int) -> CompoundSelect[int]:
    """The ids of everything that this attempt is about."""
    joined = select(Topic.follow_up_id).where(Topic.attempt_id == attempt_id)
    return union(select(Attempt.follow_up_id).where(Attempt.id == attempt_id), joined)


def attempts_about(follow_up_id: int) -> CompoundSelect[int]:
    """The ids of all attempts that were about this follow-up, alone or beside others."""
    # Either way has its index; asked for with OR, PostgreSQL would read all attempts there are.
    joined = select(Topic.attempt_id).where(Topic.follow_up_id == follow_up_id)
    return union(select(Attempt.id).where(Attempt.follow_up_id == follow_up_id), joined)


def beside(session: Session, attempt_id: int) -> list[FollowUp]:
    """What this attempt is about beside its lead, companions and lines, in the order in which it is talked about."""
    joined = select(FollowUp).join(Topic, Topic.follow_up_id == FollowUp.id).where(Topic.attempt_id == attempt_id)
    return sorted(session.scalars(joined), key=rank)


#: Put together once: each call comes by here several times.
_IDS = any_(bindparam("ids", type_=ARRAY(BigInteger)))
_PAIRS = union(
    select(Attempt.id, Attempt.follow_up_id).where(Attempt.id == _IDS),
    select(Topic.attempt_id, Topic.follow_up_id).where(Topic.attempt_id == _IDS),
).subquery()
#: The ids of everything that the attempts called `ids` are about.
ABOUT_THESE = select(_PAIRS.c.follow_up_id)
_TOPICS = (
    select(_PAIRS.c.id, FollowUp)
    .join(FollowUp, FollowUp.id == _PAIRS.c.follow_up_id)
    .order_by(FollowUp.id)
    .with_for_update(of=FollowUp)
    .execution_options(populate_existing=True)
)
_WHOSE = (
    select(Customer.id)
    .where(Customer.id.in_(select(FollowUp.customer_id).where(FollowUp.id.in_(ABOUT_THESE))))
    .order_by(Customer.id)
)
_READ, _WRITE = _WHOSE.with_for_update(read=True), _WHOSE.with_for_update(key_share=True)


def locked(session: Session, attempt_id: int) -> Held | None:
    """The attempt and what it is about, locked; see `locked_together`."""
    for held in locked_together(session, [attempt_id]):
        bind(**ids_of(held.attempt))
        return held
    return None


def locked_together(session: Session, attempt_ids: Collection[int]) -> list[Held]:
    """Attempts and what they are about, locked in the one order that everybody takes: follow-ups by id, then attempts.

    What a call is about changes only while it is claimed, so whoever had to wait here reads its state first.
    """
    topics: dict[int, list[FollowUp]] = defaultdict(list)
    for attempt_id, follow_up in session.execute(_TOPICS, {"ids": list(attempt_ids)}):
        topics[attempt_id].append(follow_up)
    return [_held(attempt, topics[attempt.id]) for attempt in locked_attempts(session, topics)] if topics else []


def _held(attempt: Attempt, topics: Sequence[FollowUp]) -> Held:
    others = sorted((f for f in topics if f.id != attempt.follow_up_id), key=rank)
    return Held(
        attempt,
        lead=next(f for f in topics if f.id == attempt.follow_up_id),
        companions=tuple(f for f in others if f.mode == "agent"),
        lines=tuple(f for f in others if f.mode == "greeting"),
    )


def lock_customers(session: Session, attempt_ids: Collection[int], *, read: bool = False) -> None:
    """Everybody whom the attempts are about, locked in the one order: before their follow-ups, by id.

    `read` waits for a suppression that is about to be committed; without it a suppression may be written.
    """
    session.execute(_READ if read else _WRITE, {"ids": list(attempt_ids)})


def rank(follow_up: FollowUp) -> tuple[bool, bool, int, datetime, int]:
    """Who leads a call of several topics: care before anything else, then the pressing, then what closes first."""
    greeting, care = follow_up.mode == "greeting", follow_up.purpose == "care"
    return greeting, not care, follow_up.priority, follow_up.closes_at, follow_up.id


def join(session: Session, attempt_id: int, more: Iterable[FollowUp]) -> None:
    """These are talked about in the same call."""
    rows = [{"attempt_id": attempt_id, "follow_up_id": follow_up.id} for follow_up in more]
    if rows:
        session.execute(insert(Topic), rows)


def drop(session: Session, attempt_id: int, follow_up: FollowUp, why: str, now: datetime) -> None:
    """Not talked about after all, before the carrier was asked; the rest of the call goes on without it."""
    session.execute(delete(Topic).where(Topic.attempt_id == attempt_id, Topic.follow_up_id == follow_up.id))
    if follow_up.state is FollowUpState.UNDERWAY:
        move(session, follow_up, FollowUpState.PLANNED, why, now)
