"""A rule: one step of one playbook with its anchor, and the scope in which it is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from campaigns.playbooks.anchors import Anchor, EventAnchor
from campaigns.playbooks.model import Playbook, Step

#: A window that was over before its event was known is put on the list of missed windows for so long.
LATE_NEWS = timedelta(days=7)
#: What comes round every year, and what recurs in every period, is planned so far ahead.
AHEAD = timedelta(days=366)
#: No window moves further than this over closed days.
SHIFT = 60
#: Kiritimati's calendar is this far ahead of UTC's.
_FIRST_TOMORROW = timedelta(hours=14)
#: From a surgery to the discharge from which its steps count.
STAY = 120


@dataclass(frozen=True)
class Scope:
    """Whose courses are planned, and as of when."""

    now: datetime
    #: Ids; None: everybody.
    customers: tuple[int, ...] | None = None
    #: Playbook -> since when it runs, where it did not run from the beginning.
    since: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The latest day that any customer has; horizons are measured from it, windows are the customers' own days."""
        return (self.now + _FIRST_TOMORROW).date()


@dataclass(frozen=True)
class Rule:
    """One step with the playbook that it stands in."""

    playbook: Playbook
    step: Step

    def __hash__(self) -> int:
        """By what differs from rule to rule; a playbook has parts that cannot be hashed."""
        return hash((self.playbook.id, self.step, self.anchor))

    @property
    def anchor(self) -> Anchor:
        """What it counts from."""
        return self.playbook.anchor_of(self.step)

    @property
    def prefix(self) -> str:
        """How its occurrence keys begin."""
        return f"{self.playbook.id}/{self.step.id}/"

    @property
    def days_after(self) -> int:
        """No more days than this lie between the anchor and the end of the last occurrence."""
        step, anchor = self.step, self.anchor
        farthest = max(0, step.due.last.days_at_most) + step.late.days_at_most + SHIFT
        if step.repeat is not None:
            # `until` is when the last one begins.
            until = step.repeat.until.days_at_most + self._length if step.repeat.until else 3660
            farthest += min(until, step.repeat.times * step.repeat.every.days_at_most)
        if isinstance(anchor, EventAnchor):
            farthest += 366 if anchor.plus_days else 0
            farthest += STAY if anchor.then else 0
        return farthest + LATE_NEWS.days + 2

    @property
    def anchors_from(self) -> int | None:
        """How many days back an anchor may lie and still bring something about; None: as many as you like."""
        return None if self.step.quota else self.days_after

    @property
    def days_open(self) -> int:
        """No more days than this lie between the beginning of an occurrence and the end of the news of it."""
        length = 366 if self.step.quota else self._length
        return length + self.step.late.days_at_most + SHIFT + LATE_NEWS.days

    @property
    def _length(self) -> int:
        """No more days than this lie between the beginning and the end of one window."""
        due = self.step.due
        return abs(due.last.days_at_most - due.first.days_at_most) + 31
