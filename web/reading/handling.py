"""What is done with a conversation: hold, mute, who is to have it next, who had it before, and who listens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.presence import Leg
from dialer.agents.transfers import LINE_DROPPED, Transfer, latest
from dialer.attempts import Attempt


@dataclass(frozen=True)
class Given:
    """A colleague had this customer before."""

    by: str
    at: datetime | None
    note: str
    #: Nobody handed the customer on: the colleague's telephone went down.
    dropped: bool


@dataclass(frozen=True)
class Listener:
    """A supervisor who hears the agent."""

    name: str
    whispers: bool


@dataclass(frozen=True)
class Handling:
    """One agent's conversation at this instant, beside who it is with."""

    held: bool = False
    muted: bool = False
    #: The agent's telephone went down, and the customer waits.
    alone: bool = False
    #: Name of the colleague who is to have the customer; empty where nobody is.
    to: str = ""
    #: Reason code of why a colleague did not get the customer, and his name.
    failed: str = ""
    failed_to: str = ""
    given: Given | None = None
    listeners: tuple[Listener, ...] = ()

    @property
    def key(self) -> str:
        """Changes when there is something new to show; nothing can be read out of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]


#: Nobody is in a conversation, and nobody listens.
NOTHING = Handling()


def handling(session: Session, agent_id: int, attempt_id: int | None) -> Handling:
    """What is done with this agent's conversation; with none, only who listens."""
    heard_by = listeners(session, [agent_id]).get(agent_id, ())
    attempt = session.get(Attempt, attempt_id) if attempt_id else None
    if attempt is None or attempt.bridged_at is None:
        return Handling(listeners=heard_by)
    transfer = latest(session, attempt.id)
    wanted = transfer is not None and transfer.state == "wanted"
    failed = transfer is not None and transfer.state == "failed" and transfer.from_agent_id == agent_id
    name = _name(session, transfer.to_agent_id) if transfer is not None else ""
    return Handling(
        held=attempt.hold_wanted,
        muted=attempt.mute_wanted,
        alone=attempt.alone_since is not None and not attempt.state.final,
        to=name if wanted else "",
        failed=transfer.reason if transfer is not None and failed else "",
        failed_to=name if failed else "",
        given=_given(session, attempt.id, agent_id),
        listeners=heard_by,
    )


def _given(session: Session, attempt_id: int, agent_id: int) -> Given | None:
    asked = select(Transfer).where(
        Transfer.attempt_id == attempt_id, Transfer.to_agent_id == agent_id, Transfer.state == "done"
    )
    found = session.scalar(asked.order_by(Transfer.id.desc()).limit(1))
    if found is None:
        return None
    return Given(_name(session, found.from_agent_id), found.ended_at, found.note, found.reason == LINE_DROPPED)


def listeners(session: Session, agent_ids: list[int]) -> dict[int, tuple[Listener, ...]]:
    """By agent: the supervisors whose telephones stand in his conference."""
    asked = (
        select(Leg.listens_to, Agent.name, Leg.whispers)
        .join(Agent, Agent.id == Leg.agent_id)
        .where(Leg.listens_to.in_(agent_ids), Leg.state == "joined")
        .order_by(Leg.id)
    )
    found: dict[int, tuple[Listener, ...]] = {}
    for agent_id, name, whispers in session.execute(asked):
        if agent_id is not None:
            found[agent_id] = (*found.get(agent_id, ()), Listener(name, whispers))
    return found


def _name(session: Session, agent_id: int) -> str:
    return session.get_one(Agent, agent_id).name
