"""Editions: the house's own playbooks and its changes to the shipped ones, and which playbooks run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import parse_playbook
from campaigns.playbooks.shelf import shelf
from runtime.database import Base
from runtime.once import forget, once

_MEMORY = "playbooks held"


class Edition(Base):
    """What a house has said about one playbook; the newest counts, the older ones are its history."""

    __tablename__ = "playbook_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook: Mapped[str] = mapped_column(index=True)
    #: The file as the supervisor wrote it; None: the shipped one.
    content: Mapped[str | None]
    #: Whether it runs: its steps are planned.
    on: Mapped[bool]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))


@dataclass(frozen=True)
class Held:
    """One playbook as this house has it."""

    playbook: Playbook
    on: bool
    #: Since when it is as it is; None: from the beginning.
    since: datetime | None
    #: Written or changed by the house.
    own: bool


class UnknownPlaybook(LookupError):
    """There is no playbook of this name."""


def held(session: Session) -> Mapping[str, Held]:
    """Every playbook by its id: the shipped ones, changed and switched as the house has said, and its own.

    Read once in a transaction, however many ask.
    """
    return once(session, _MEMORY, lambda: _held(session))


def _held(session: Session) -> dict[str, Held]:
    found = {one.id: Held(one, one.on, None, own=False) for one in shelf().values()}
    newest = select(Edition).ext(distinct_on(Edition.playbook)).order_by(Edition.playbook, Edition.id.desc())
    for edition in session.scalars(newest):
        if edition.content is not None:
            playbook = _parsed(edition.content, edition.playbook)
        elif edition.playbook in shelf():
            playbook = shelf()[edition.playbook]
        else:
            continue  # It shipped once and does no more; nobody would know what to say.
        found[edition.playbook] = Held(playbook, edition.on, edition.made_at, own=edition.content is not None)
    return found


def running(session: Session) -> dict[str, Playbook]:
    """The playbooks that are switched on."""
    return {name: one.playbook for name, one in held(session).items() if one.on}


def playbook_of(session: Session, playbook_id: str) -> Playbook | None:
    """One playbook, running or not; None where it is not on the shelf any more."""
    found = held(session).get(playbook_id)
    return found.playbook if found else None


def switch(session: Session, playbook_id: str, on: bool, by: int | None, now: datetime) -> None:
    """Let a playbook run, or rest. The caller plans afterwards, and commits. Raises `UnknownPlaybook`."""
    found = held(session).get(playbook_id)
    if found is None:
        raise UnknownPlaybook(f"There is no playbook {playbook_id!r}; `huifang playbooks list` names them.")
    newest = select(Edition.content).where(Edition.playbook == playbook_id).order_by(Edition.id.desc()).limit(1)
    content = session.scalar(newest)
    session.add(Edition(playbook=playbook_id, content=content, on=on, made_at=now, made_by=by))
    session.flush()
    forget(session, _MEMORY)


def put(session: Session, playbook_id: str, content: str, by: int | None, now: datetime) -> Playbook:
    """Keep a new edition of a playbook, running as before, a new one at rest. The caller plans afterwards, and commits.

    Raises `PlaybookWrong` with everything that is wrong with it.
    """
    playbook = parse_playbook(content, f"{playbook_id}.toml")
    before = held(session).get(playbook_id)
    on = before.on if before else playbook.on
    session.add(Edition(playbook=playbook_id, content=content, on=on, made_at=now, made_by=by))
    session.flush()
    forget(session, _MEMORY)
    return playbook


def reset(session: Session, playbook_id: str, by: int | None, now: datetime) -> None:
    """Go back to the shipped edition, running as before. The caller plans afterwards, and commits.

    Raises `UnknownPlaybook` for one that never shipped.
    """
    if playbook_id not in shelf():
        raise UnknownPlaybook(f"No playbook {playbook_id!r} is shipped; `huifang playbooks list` names them.")
    on = held(session)[playbook_id].on
    session.add(Edition(playbook=playbook_id, content=None, on=on, made_at=now, made_by=by))
    session.flush()
    forget(session, _MEMORY)


@lru_cache(maxsize=256)
def _parsed(content: str, playbook_id: str) -> Playbook:
    return parse_playbook(content, f"{playbook_id}.toml")
