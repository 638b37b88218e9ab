"""Presence: which agents are there, on which leg, and free. Derived, never a flag set by hand.

An agent is free when he asked to be available, his page was heard of within the lease, the telephone that he chose
stands in his conference, no attempt of his is open, no conversation of his waits for its outcome, no preview for his
click, and nobody is being handed on from him or to him. Whoever gives an agent a call holds the row of his presence.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.agents.transfers import Transfer
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt, new_token
from runtime.database import Base, UtcDateTime

#: What a break is for.
REASONS = ("lunch", "rest", "meeting", "training", "writing_up", "other")

#: This call was a conversation, and nobody has written what came of it. Other tries of the same follow-up were none.
_OWED = and_(
    FollowUp.state == FollowUpState.TALKED,
    Attempt.bridged_at.is_not(None),
    ~exists().where(Outcome.attempt_id == Attempt.id),
)


class Presence(Base):
    """What an agent wants, and until when we believe that his page is open."""

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("wants in ('available', 'break', 'offline')", name="wants"),
        CheckConstraint("reason = '' or wants = 'break'", name="reason"),
    )

    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True)
    wants: Mapped[str]
    #: Of a break: what for, by the codes of the desk.
    reason: Mapped[str] = mapped_column(server_default="")
    #: Which of the agent's telephones is rung; None for the first one.
    phone: Mapped[str | None]
    since: Mapped[datetime]
    lease_until: Mapped[datetime]


class PresenceChange(Base):
    """What an agent wanted, from when on; the day's times are added up from it.

    A page that vanishes writes nothing: while it is away, the agent is offline from `Presence.lease_until` on, and his
    next word writes that instant down first.
    """

    __tablename__ = "presence_change"
    __table_args__ = (Index(None, "agent_id", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"))
    at: Mapped[datetime]
    wants: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")


class Leg(Base):
    """An agent's own telephone, standing in his conference while he is available; or a supervisor's, who listens."""

    __tablename__ = "leg"
    __table_args__ = (
        CheckConstraint("state in ('wanted', 'placing', 'placed', 'joined', 'ended')", name="state"),
        CheckConstraint("listens_to <> agent_id", name="listens_to"),
        CheckConstraint("listens_to is not null or not whispers", name="whispers"),
        Index("uq_leg_open", "agent_id", unique=True, postgresql_where=text("state <> 'ended'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"))
    #: Where it rings: E.164, sip:name@host or client:identity; and our number that it is rung from.
    e164: Mapped[str]
    line: Mapped[str]
    state: Mapped[str] = mapped_column(default="wanted")
    carrier_id: Mapped[str | None] = mapped_column(unique=True)
    #: The carrier's id of the conference that it stands in.
    conference_id: Mapped[str | None]
    #: A supervisor's: it stands in this agent's conference and hears, or is heard by the agent alone.
    listens_to: Mapped[int | None] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), index=True)
    whispers: Mapped[bool] = mapped_column(server_default="false")
    wanted_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    #: From when on a worker is to hang it up; until then, or where it is needed after all, nobody does.
    stop_wanted_at: Mapped[datetime | None]


#: An agent's own telephone, off the hook.
_OWN = (Leg.state == "joined", Leg.listens_to.is_(None))


class Preview(Base):
    """One follow-up that one agent reads about before he calls; see `dialer.agents.previews`."""

    __tablename__ = "preview"

    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), unique=True)
    offered_at: Mapped[datetime]
    #: Unless the agent has clicked by then, it is offered anew another time.
    lapses_at: Mapped[datetime]
    #: The agent wants this call now.
    clicked_at: Mapped[datetime | None]


def conference(agent_id: int) -> str:
    """The name of an agent's own conference."""
    return f"agent-{agent_id}"


def announce(session: Session, agent_id: int, wants: str, now: datetime, lease: timedelta, reason: str = "") -> None:
    """The agent says what he wants, a break with one of `REASONS`; his page is believed open until `now + lease`.

    What changes is kept. The caller commits.
    """
    before = session.get(Presence, agent_id, with_for_update=True, populate_existing=True)
    _keep_change(session, before, PresenceChange(agent_id=agent_id, at=now, wants=wants, reason=reason))
    said = {"wants": wants, "reason": reason, "since": now, "lease_until": now + lease}
    if before is None:
        statement = insert(Presence).values(agent_id=agent_id, **said)
        session.execute(statement.on_conflict_do_update(index_elements=["agent_id"], set_=said))
        return
    for name, value in said.items():
        setattr(before, name, value)
    session.flush()


def _keep_change(session: Session, before: Presence | None, change: PresenceChange) -> None:
    last = ("offline", "") if before is None else (before.wants, before.reason)
    if before is not None and before.wants != "offline" and before.lease_until <= change.at:
        session.add(PresenceChange(agent_id=change.agent_id, at=before.lease_until, wants="offline", reason=""))
        last = ("offline", "")
    if last != (change.wants, change.reason):
        session.add(change)


def heartbeat(session: Session, agent_id: int, now: datetime, lease: timedelta) -> None:
    """The agent's page is still open."""
    presence = session.get(Presence, agent_id, with_for_update=True)
    if presence is not None:
        presence.lease_until = now + lease


def own_leg(session: Session, agent_id: int) -> Leg | None:
    """The agent's own telephone, where it is off the hook and in his conference."""
    return session.scalar(select(Leg).where(Leg.agent_id == agent_id, *_OWN))


def standing(session: Session, agent_id: int) -> bool:
    """The agent's own telephone is off the hook, in his conference."""
    return own_leg(session, agent_id) is not None


def at_the_telephone(agent_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The same, for the agent of the statement around it."""
    return exists().where(Leg.agent_id == agent_id, *_OWN)


def there(agent_id: SQLColumnExpression[Any], now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The agent's page is open, and he has not gone."""
    return exists().where(Presence.agent_id == agent_id, Presence.wants != "offline", Presence.lease_until > now)


def unlogged(agent_id: int) -> Select[Attempt]:
    """The conversations of this agent whose outcome is not written, the oldest first."""
    return (
        select(Attempt)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .where(Attempt.agent_id == agent_id, _OWED)
        .order_by(Attempt.id)
    )


def telephone() -> ColumnElement[str]:
    """Where an `Agent` is rung: the telephone that he chose, as long as it is one of his; else the first of them."""
    chosen = select(Presence.phone).where(Presence.agent_id == Agent.id).correlate(Agent).scalar_subquery()
    return case((chosen == func.any(Agent.other_phones), chosen), else_=Agent.phone)


def elsewhere() -> ColumnElement[bool]:
    """True for a `Leg` of an agent who has chosen another telephone since."""
    return exists().where(Agent.id == Leg.agent_id, Leg.e164 != telephone())


def has_nothing_to_do() -> ColumnElement[bool]:
    """True for an `Agent` at the telephone that he chose for whom nothing rings and nothing waits."""
    # Two questions, each with its index: asked as one, all calls of the agent's life would be read.
    mine = (Attempt.agent_id == Agent.id, Attempt.channel == "call")
    calls = exists().where(*mine, Attempt.state.in_(OPEN))
    owes = exists().where(*mine, Attempt.follow_up_id == FollowUp.id, _OWED)
    reads = exists().where(Preview.agent_id == Agent.id)
    here = exists().where(Leg.agent_id == Agent.id, *_OWN, Leg.e164 == telephone())
    return and_(here, ~calls, ~owes, ~reads, ~hands_on())


def hands_on() -> ColumnElement[bool]:
    """True for an `Agent` from whom a customer is being handed on, or to whom."""
    either = or_(Transfer.from_agent_id == Agent.id, Transfer.to_agent_id == Agent.id)
    return exists().where(either, Transfer.ended_at.is_(None))


def somebody_is_free(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether `free_agents` finds anybody at this instant whom nobody else looks at."""
    return select(Agent.id).join(Presence, Presence.agent_id == Agent.id).where(*_free(now)).exists()


def _free(now: ColumnElement[datetime]) -> tuple[ColumnElement[bool], ...]:
    """What is true for an `Agent` with his `Presence` who could take a call."""
    return Presence.wants == "available", Presence.lease_until > now, has_nothing_to_do()


_LAST_CALL = (
    select(func.max(Attempt.claimed_at))
    .where(Attempt.agent_id == Agent.id, Attempt.channel == "call")
    .correlate(Agent)
    .scalar_subquery()
)
#: Put together once: that took longer than the answer.
_FREE_AGENTS = (
    select(Agent, Presence)
    .join(Presence, Presence.agent_id == Agent.id)
    .where(*_free(bindparam("now", type_=UtcDateTime)))
    .order_by(_LAST_CALL.asc().nulls_first(), Presence.since, Agent.id)
)


def free_agents(session: Session, now: datetime, *, wait: bool = False) -> list[Agent]:
    """The agents who could take a call at this instant, who has waited longest first.

    Locked, so that no second dispatcher takes them too. Those whom somebody else looks at in this moment are left to
    him, or with `wait` are waited for: a customer who is on the line is not told that nobody is there.
    """
    if wait:
        # Who waits locks in one order, or two would wait for each other.
        everybody = select(Presence.agent_id).where(Presence.wants == "available").order_by(Presence.agent_id)
        session.execute(everybody.with_for_update())
    found = session.execute(_FREE_AGENTS.with_for_update(of=Presence, skip_locked=not wait), {"now": now})
    return [agent for agent, _ in found]
