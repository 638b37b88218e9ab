"""The board's numbers: every follow-up that is open now, or over since midnight, in exactly one bucket, by playbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, open_by
from campaigns.lifecycle import FollowUpState
from web.reading.steps import Books

_S = FollowUpState
_BUCKETS = {
    _S.PLANNED: "planned",
    _S.UNDERWAY: "underway",
    _S.TALKED: "unlogged",
    _S.DONE: "done",
    _S.MISSED: "missed",
    _S.EXHAUSTED: "exhausted",
    _S.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class Buckets:
    """How many follow-ups are where."""

    #: The call is not made yet.
    planned: int = 0
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


def figures(session: Session, books: Books, midnight: datetime, now: datetime) -> Figures:
    """The buckets of every playbook that has something open at `now`, or had at `midnight`."""
    # Each part has an index of its own; what comes later, and what was over long ago, is not looked at.
    parts = (
        (open_by(now),),
        (FollowUp.state.in_([_S.UNDERWAY, _S.TALKED]),),
        (FollowUp.closed_at >= midnight,),
    )
    by = (FollowUp.playbook, FollowUp.state)
    counts = union_all(*(select(*by, func.count()).where(*part).group_by(*by) for part in parts))
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for playbook, state, count in session.execute(counts):
        found[playbook].append((state, count))
    rows = [Row(books.name(playbook), buckets(counted)) for playbook, counted in found.items()]
    return Figures(
        tuple(sorted(rows, key=lambda row: row.playbook)), sum((row.buckets for row in rows), start=Buckets())
    )


def buckets(counted: Iterable[tuple[str, int]]) -> Buckets:
    """The counts of states, each in its bucket."""
    return Buckets(**{_BUCKETS[FollowUpState(state)]: count for state, count in counted})
