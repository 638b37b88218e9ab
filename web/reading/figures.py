"""The console's numbers: every follow-up in exactly one bucket, by playbook."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from web.reading.steps import Books

_S = FollowUpState


@dataclass(frozen=True)
class Buckets:
    """How many follow-ups are where."""

    #: The window has not opened yet.
    later: int = 0
    #: The window is open, and the call is not made yet.
    due: int = 0
    underway: int = 0
    #: Talked with, and the outcome is owed.
    unlogged: int = 0
    done: int = 0
    missed: int = 0
    exhausted: int = 0
    withdrawn: int = 0

    @property
    def all(self) -> int:
        """Every follow-up is in exactly one bucket."""
        return sum(int(getattr(self, f.name)) for f in fields(self))

    @property
    def over(self) -> int:
        """Those that nothing changes any more."""
        return self.done + self.missed + self.exhausted + self.withdrawn

    def __add__(self, other: Buckets) -> Buckets:
        return Buckets(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Row:
    """One playbook's buckets."""

    playbook: str
    buckets: Buckets


@dataclass(frozen=True)
class Figures:
    """All playbooks and their sum."""

    rows: tuple[Row, ...]
    total: Buckets


def figures(session: Session, books: Books, now: datetime) -> Figures:
    """The buckets of every playbook that has follow-ups."""
    rows = session.execute(select(FollowUp.playbook, *bucket_columns(now)).group_by(FollowUp.playbook))
    found = [Row(books.name(playbook), Buckets(*counts)) for playbook, *counts in rows]
    total = sum((row.buckets for row in found), Buckets())
    return Figures(tuple(sorted(found, key=lambda row: row.playbook)), total)


def bucket_columns(now: datetime) -> list[ColumnElement[Any]]:
    """One count for each bucket, in the order of `Buckets`."""
    opened = FollowUp.opens_at <= now
    conditions: list[ColumnElement[bool]] = [
        and_(FollowUp.state == _S.PLANNED, ~opened),
        and_(FollowUp.state == _S.PLANNED, opened),
        *(FollowUp.state == s for s in (_S.UNDERWAY, _S.TALKED, _S.DONE, _S.MISSED, _S.EXHAUSTED, _S.WITHDRAWN)),
    ]
    return [func.count().filter(condition) for condition in conditions]
