"""Throttling: who mistypes a password too often has to wait, and so does an address that tries many logins.

Counted in the database, over all web processes: each wrong password fills a bucket of its login and one of its address
by one, and they leak with time. A try takes its place in the buckets before the password is looked at, so that many
tries at once are no way around it; the right password gives it back.

A stranger's guesses cannot fill the table: a bucket is one of a fixed number of slots, chosen by a keyed hash, so there
are never more rows than slots, and nobody can read from them who mistyped what. That two logins share a slot happens
once in a million; the one then waits for the other.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from runtime.database import Base

#: Real minutes.
SPAN = timedelta(minutes=5)
#: Slots for logins, and as many for addresses.
SLOTS = 2**20


class Throttled(Base):
    """One bucket that somebody's wrong passwords have filled."""

    __tablename__ = "throttled"

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Wrong passwords that had not leaked away at `at`.
    level: Mapped[float]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Bucket:
    """Where the tries of one login, or of one address, are counted."""

    slot: int
    #: Wrong passwords at once; afterwards as many in each span of five minutes, evenly.
    holds: int


def buckets(secret: str, login: str, address: str) -> tuple[Bucket, Bucket]:
    """Of the login and of the address; from one address a whole office may sign in, so it holds more."""
    return Bucket(_slot(secret, f"login {login}"), 5), Bucket(SLOTS + _slot(secret, f"address {address}"), 50)


def take(session: Session, several: tuple[Bucket, ...], now: datetime, span: timedelta) -> datetime | None:
    """Take a place in each of these buckets; the instant of the next try where one of them is full, and none is taken.

    `span` is five real minutes on our clock. The caller commits.
    """
    taken = session.begin_nested()
    for bucket in sorted(several, key=lambda bucket: bucket.slot):
        if not _taken(session, bucket, now, span):
            free = _free_at(session, bucket, span)
            taken.rollback()
            return free
    taken.commit()
    return None


def give_back(session: Session, several: tuple[Bucket, ...]) -> None:
    """The password was right: the login starts afresh, and its address has its place back. The caller commits."""
    login, *addresses = several
    session.execute(delete(Throttled).where(Throttled.slot == login.slot))
    level = func.greatest(0, Throttled.level - 1)
    slots = [address.slot for address in addresses]
    session.execute(update(Throttled).where(Throttled.slot.in_(slots)).values(level=level))


def _taken(session: Session, bucket: Bucket, now: datetime, span: timedelta) -> bool:
    seconds = func.extract("epoch", now - Throttled.at)
    left = func.greatest(0, Throttled.level - func.greatest(0, seconds) * bucket.holds / span.total_seconds())
    row = insert(Throttled).values(slot=bucket.slot, level=1, at=now)
    fuller = row.on_conflict_do_update(
        index_elements=["slot"],
        set_={"level": left + 1, "at": case((Throttled.at > now, Throttled.at), else_=now)},
        where=left + 1 <= bucket.holds,
    )
    return session.execute(fuller.returning(Throttled.slot)).scalar() is not None


def _free_at(session: Session, bucket: Bucket, span: timedelta) -> datetime:
    """When one try has leaked away."""
    full = session.scalars(select(Throttled).where(Throttled.slot == bucket.slot)).one()
    return full.at + max(0.0, full.level + 1 - bucket.holds) * span / bucket.holds


def _slot(secret: str, about: str) -> int:
    digest = hmac.new(secret.encode(), about.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) % SLOTS
