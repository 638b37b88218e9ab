"""Drawing: in which order what is due is called about, so that each role's shares of work are kept over the day.

1. What somebody promised, at its time: nobody's other work stands before it.
2. Care whose window closes within a day: shares are for what can wait.
3. The kind of work that is furthest behind its share of the role's day (source: the manuals, section 3).
4. The pressing before the polite, and what closes sooner.

A kind of work of which nothing is due leaves its share to the others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Interval, and_, literal, or_

from campaigns.follow_ups import FollowUp

Work = tuple[str, str]
#: A window that closes this soon is on its last day.
LAST_DAY = timedelta(hours=24)
#: A customer was told that somebody would call.
_PROMISED = ("promised", "rang_back")


def promised() -> ColumnElement[bool]:
    """True for a `FollowUp` that a customer was promised."""
    return or_(FollowUp.owner.is_not(None), FollowUp.waits_for.in_(_PROMISED))


def pressing(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """True for a `FollowUp` of care that is on its last day."""
    return and_(FollowUp.purpose == "care", FollowUp.closes_at <= now + literal(LAST_DAY, Interval))


@dataclass
class Drawing:
    """The order of one tick."""

    now: datetime
    #: Playbook -> the kind of work it is.
    work: Mapping[str, str] = field(default_factory=dict)
    #: Role -> kind of work -> its share; a role without shares takes things as they come.
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    #: What was called about since the day began, by role and kind of work.
    done: Counter[Work] = field(default_factory=Counter)

    def first(self, rows: Iterable[FollowUp]) -> FollowUp:
        """The one that is called about next."""
        return min(rows, key=self._rank)

    def drawn(self, follow_up: FollowUp) -> None:
        """It was: its share has grown."""
        self.done[self._work(follow_up)] += 1

    def _rank(self, row: FollowUp) -> tuple[bool, bool, float, int, datetime, int]:
        is_promised = row.owner is not None or row.waits_for in _PROMISED
        is_pressing = row.purpose == "care" and row.closes_at <= self.now + LAST_DAY
        return not is_promised, not is_pressing, self._filled(row), row.priority, row.closes_at, row.id

    def _filled(self, row: FollowUp) -> float:
        """How full this row's share is: the emptiest is drawn (Sainte-Laguë's method, as seats are shared out)."""
        role, work = self._work(row)
        shares = self.targets.get(role)
        if not shares:
            return 0.0
        return (self.done[role, work] + 0.5) / shares[work] if work in shares else math.inf

    def _work(self, row: FollowUp) -> Work:
        return row.role, self.work.get(row.playbook, "care")
