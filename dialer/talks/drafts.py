"""Drafts: what an agent is typing about a conversation, kept until it is logged, whatever becomes of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from runtime.database import Base

#: What nobody has typed in for so long, nobody will log any more.
KEPT = timedelta(hours=48)
#: Signs of one draft, names of its fields included; the longest entry that can be logged has fewer.
LARGEST = 16 * 1024


class Draft(Base):
    """The fields of one form as they were last typed."""

    __tablename__ = "draft"

    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id, ondelete="CASCADE"), primary_key=True)
    #: Which form: "call/17", "visit/4", "chat/9".
    about: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class TooLarge(Exception):
    """This is more than the form has room for."""


def keep(session: Session, agent_id: int, about: str, fields: Mapping[str, str], now: datetime) -> None:
    """Keep what is typed; the last one to write wins. What is older than 48 hours goes. The caller commits.

    Raises `TooLarge`.
    """
    if sum(len(name) + len(value) for name, value in fields.items()) > LARGEST:
        raise TooLarge
    row = {"fields": dict(fields), "at": now}
    kept = insert(Draft).values(agent_id=agent_id, about=about, **row)
    session.execute(kept.on_conflict_do_update(index_elements=["agent_id", "about"], set_=row))
    session.execute(delete(Draft).where(Draft.agent_id == agent_id, Draft.at < now - KEPT))


def kept(session: Session, agent_id: int, about: str) -> dict[str, str]:
    """What this agent last typed about it; empty where nothing is kept."""
    draft = session.get(Draft, (agent_id, about), populate_existing=True)
    return dict(draft.fields) if draft else {}


def forget(session: Session, agent_id: int, about: str) -> None:
    """It is logged: the draft goes in the same transaction. The caller commits."""
    session.execute(delete(Draft).where(Draft.agent_id == agent_id, Draft.about == about))


def forget_old(session: Session, now: datetime) -> None:
    """The drafts of those who type no more."""
    session.execute(delete(Draft).where(Draft.at < now - KEPT))
