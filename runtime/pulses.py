"""Pulses: each process of the night shift says now and then that it lives, in the database, where everybody can ask.

What stands here is real time by the database's own clock, whatever clocks the hosts or a demonstration have.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base

#: Seconds without a pulse after which a process counts as gone.
SILENT = 30.0

_BEAT = text("""
    insert into pulse (name, process, started_at, beat_at, house_at, rounds, round_seconds, busy_since, redis_at)
    values (:name, :process, clock_timestamp(), clock_timestamp(), :house_at, :rounds, :round_seconds,
    clock_timestamp() - make_interval(secs => :busy_for), case when :redis then clock_timestamp() end)
    on conflict (name) do update set beat_at = excluded.beat_at, house_at = excluded.house_at,
    rounds = excluded.rounds, round_seconds = excluded.round_seconds, busy_since = excluded.busy_since,
    redis_at = coalesce(excluded.redis_at, pulse.redis_at)""")
_ASK = text("""
    select process, extract(epoch from clock_timestamp() - beat_at)::float8, rounds, round_seconds,
    extract(epoch from clock_timestamp() - busy_since)::float8, extract(epoch from clock_timestamp() - redis_at)::float8
    from pulse order by process, name""")
_END = text("delete from pulse where name = :name or beat_at < clock_timestamp() - interval '1 day'")


class Pulse(Base):
    """One process that lives, or did a moment ago."""

    __tablename__ = "pulse"

    #: Process, host and process id.
    name: Mapped[str] = mapped_column(primary_key=True)
    #: clock or worker
    process: Mapped[str]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    #: What the house's clock showed: in a demonstration another instant.
    house_at: Mapped[datetime]
    #: Ticks, or jobs, since it started; and the seconds that the last one took.
    rounds: Mapped[int]
    round_seconds: Mapped[float | None]
    #: Since when it has been at the job that it does now.
    busy_since: Mapped[datetime | None]
    #: When Redis last answered it.
    redis_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Sign:
    """What a process tells of itself."""

    process: str
    house_at: datetime
    rounds: int = 0
    round_seconds: float | None = None
    #: Seconds for which it has been at its present job; None where it has none.
    busy_for: float | None = None
    #: Redis answered just now.
    redis: bool = False


@dataclass(frozen=True)
class Seen:
    """One process as the database knows it; ages in real seconds."""

    process: str
    age: float
    rounds: int
    round_seconds: float | None
    busy_for: float | None
    redis_age: float | None

    @property
    def alive(self) -> bool:
        """Its last pulse is not long ago."""
        return self.age < SILENT


def own_name(process: str) -> str:
    """How this process is called among all hosts' processes."""
    return f"{process}/{socket.gethostname()}/{os.getpid()}"


def beat(connection: Connection, sign: Sign) -> None:
    """Say that this process lives. The caller commits."""
    connection.execute(_BEAT, vars(sign) | {"name": own_name(sign.process)})


def ended(connection: Connection, process: str) -> None:
    """This process ends in an orderly way; what ended otherwise a day ago is forgotten too. The caller commits."""
    connection.execute(_END, {"name": own_name(process)})


def pulses(connection: Connection) -> list[Seen]:
    """Every process that has not ended in an orderly way."""
    return [Seen(*row) for row in connection.execute(_ASK)]
