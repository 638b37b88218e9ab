"""The hold: from the moment a backup is put in place nothing is claimed, until it is known who was called since.

::

    put in place ──> held ──the carrier's calls and texts since are taken in──> lifted
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, exists, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from runtime.database import Base

#: As the index says it, word for word.
HOLDS = text("lifted_at is null")


class Restoration(Base):
    """One backup that was put in place of the ledger."""

    __tablename__ = "restoration"
    __table_args__ = (Index("ix_restoration_open", "id", postgresql_where=HOLDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: When it was put in place; and up to when the ledger in it surely knows everything, None where nothing tells.
    restored_at: Mapped[datetime]
    since: Mapped[datetime | None]
    #: When the hold was lifted, and how: looked_up or by_hand.
    lifted_at: Mapped[datetime | None]
    lifted: Mapped[str] = mapped_column(server_default="")


def on_hold(session: Session) -> bool:
    """Nothing may be claimed: a backup was put in place, and nobody has asked the carrier yet."""
    return bool(session.scalar(select(exists().where(HOLDS).select_from(Restoration))))


def hold(session: Session, now: datetime) -> None:
    """Claim nothing from here on. The caller commits."""
    # The numbers of a backup's own rows may come into this table afterwards: none of them is an instant.
    session.add(Restoration(id=int(now.timestamp() * 1000), restored_at=now))


def known_until(session: Session) -> datetime | None:
    """Up to when the ledger surely knows all that was done, by what it says itself; None where it says nothing.

    A clock's last pulse: whatever it claimed was claimed before. Without any the last change of an attempt.
    """
    asked = "select coalesce((select max(house_at) from pulse where process = 'clock'), (select at from attempt_change"
    found: datetime | None = session.scalar(text(f"{asked} order by id desc limit 1))"))
    return found


def open_restoration(session: Session) -> Restoration | None:
    """What still holds; of several the one that goes back furthest."""
    return session.scalars(
        select(Restoration).where(HOLDS).order_by(Restoration.since.nulls_first(), Restoration.id).limit(1)
    ).one_or_none()


def lift(session: Session, how: str, now: datetime) -> None:
    """Whoever is due may be called again. The caller commits."""
    session.execute(update(Restoration).where(HOLDS).values(lifted_at=now, lifted=how))
