"""Saved segments: filters that a supervisor has named, to launch with again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.segments import Segment
from runtime.database import Base


class SavedSegment(Base):
    """One set of filters under a name; saved anew under the same name it is replaced."""

    __tablename__ = "saved_segment"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    #: As `campaigns.segments.Segment` writes itself.
    filters: Mapped[dict[str, Any]]
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]


def save(session: Session, name: str, segment: Segment, by: Agent, now: datetime) -> None:
    """Keep these filters under this name, instead of what it stood for before. The caller commits."""
    row = {"filters": segment.model_dump(mode="json", exclude_defaults=True), "by": by.id, "at": now}
    put = insert(SavedSegment).values(name=name, **row)
    session.execute(put.on_conflict_do_update(index_elements=["name"], set_=row))


def names(session: Session) -> list[str]:
    """The names there are, in their order."""
    return list(session.scalars(select(SavedSegment.name).order_by(SavedSegment.name)))


def load(session: Session, name: str) -> Segment | None:
    """What the name stands for; None where it stands for nothing, or for filters that there are no more."""
    filters = session.scalar(select(SavedSegment.filters).where(SavedSegment.name == name))
    try:
        return Segment.model_validate(filters) if filters is not None else None
    except ValidationError:
        return None


def forget(session: Session, name: str) -> None:
    """The name stands for nothing any more; campaigns keep their own filters. The caller commits."""
    session.execute(delete(SavedSegment).where(SavedSegment.name == name))


def name_of(session: Session, segment: Segment) -> str:
    """Under which name just these filters are saved; empty where under none."""
    filters = segment.model_dump(mode="json", exclude_defaults=True)
    found = select(SavedSegment.name).where(SavedSegment.filters == filters).order_by(SavedSegment.name).limit(1)
    return session.scalar(found) or "" if filters else ""
