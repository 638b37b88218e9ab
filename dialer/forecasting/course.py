"""The course of a launch, in expected numbers, a quarter of an hour at a time: placed, reached, tried again.

Who was tried before goes first, and whose window closes sooner, as the dispatcher claims. Other calls of these days are
not counted: care that comes first takes its share of lines and agents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dialer.forecasting.means import SLOT, Means, Room, Wall, overlap
from dialer.forecasting.parties import Party, next_opening
from dialer.hours.spans import Span
from dialer.tries.day_parts import Part, part_of

#: Fewer calls than this are none.
_NONE = 0.5
_DUST = 1e-9


@dataclass(frozen=True)
class Rules:
    """How the launch calls."""

    #: The chance that somebody answers the first, second, third … try; the last one stands for all that follow.
    chances: tuple[float, ...]
    tries: int
    by_agent: bool = False
    #: One text goes to each customer ahead of the call, or after the first call that was missed.
    text_ahead: bool = False
    text_after_missed: bool = False

    def chance(self, tries_made: int) -> float:
        """That the next try after so many is answered."""
        return self.chances[min(tries_made, len(self.chances) - 1)]


@dataclass
class Quarter:
    """What happens in a quarter of an hour."""

    begins: datetime
    placed: float = 0.0
    reached: float = 0.0
    texts: float = 0.0
    #: Of `placed` those to who was not called before.
    first: float = 0.0
    #: When the last of them is placed.
    ends: datetime | None = None


@dataclass
class Course:
    """What comes of it."""

    customers: float
    quarters: list[Quarter] = field(default_factory=list)
    #: Party by party, how many are reached.
    reached: list[float] = field(default_factory=list)
    #: Customers whom nobody called within the days, and tries that the days had no room for.
    untried: float = 0.0
    cut_off: float = 0.0
    #: How many calls waited for what, added up over the quarters.
    waits: dict[tuple[Wall, str], float] = field(default_factory=lambda: defaultdict(float))

    @property
    def placed(self) -> float:
        """Calls in all."""
        return sum(one.placed for one in self.quarters)

    @property
    def texts(self) -> float:
        """Texts in all."""
        return sum(one.texts for one in self.quarters)

    @property
    def in_time(self) -> bool:
        """Everybody who may be called is called once at least."""
        return self.untried < _NONE

    @property
    def finish(self) -> datetime | None:
        """When the last call is placed, retries included; None where nobody is called, or not everybody."""
        return self._when([one.placed for one in self.quarters]) if self.in_time else None

    @property
    def first_round(self) -> datetime | None:
        """When everybody has been called once."""
        return self._when([one.first for one in self.quarters]) if self.in_time else None

    @property
    def wall(self) -> tuple[Wall, str]:
        """What held the most calls back for the longest."""
        return max(self.waits, key=lambda wall: self.waits[wall], default=(Wall.HOURS, ""))

    def _when(self, counts: Sequence[float]) -> datetime | None:
        left = sum(counts)
        if left < _NONE:
            return None
        for quarter, count in zip(self.quarters, counts, strict=True):
            left -= count
            if left < _NONE:
                return quarter.ends
        return None


#: Where customers stand: which party, and in which parts of their day they were tried.
_Standing = tuple[int, tuple[Part, ...]]


def _nobody() -> defaultdict[_Standing, float]:
    return defaultdict(float)


class _Run:
    """One run of the model."""

    def __init__(self, parties: Sequence[Party], means: Means, rules: Rules, now: datetime) -> None:
        self._parties, self._means, self._rules = parties, means, rules
        self._start = now - timedelta(seconds=now.timestamp() % SLOT.total_seconds())
        self._closes = [max((span.end for span in party.open), default=now) for party in parties]
        #: Slot -> who joins those who wait in it.
        self._coming: dict[int, dict[_Standing, float]] = defaultdict(_nobody)
        self._waiting = _nobody()
        #: An instant in each part of a zone's day: which of them it is makes no difference.
        self._examples: dict[tuple[str, Part], datetime] = {}
        self._next: dict[tuple[_Standing, int], int | None] = {}
        self.course = Course(sum(p.customers for p in parties), reached=[0.0] * len(parties))

    def go(self) -> Course:
        for number, party in enumerate(self._parties):
            if party.open:
                self._coming[self._slot_of(party.open[0].start)][number, ()] += party.customers
            else:
                self.course.untried += party.customers
        last = max(map(self._slot_of, self._closes), default=0)
        while (slot := self._busy_slot()) is not None and slot <= last:
            self._step(slot)
        for (_, tried), count in self._waiting.items():
            self.course.cut_off += count if tried else 0.0
            self.course.untried += count if not tried else 0.0
        return self.course

    def _busy_slot(self) -> int | None:
        """The next slot in which somebody waits."""
        at = self.course.quarters[-1].begins if self.course.quarters else None
        following = self._slot_of(at) + 1 if at is not None else 0
        return following if self._waiting else min(self._coming, default=None)

    def _slot_of(self, instant: datetime) -> int:
        return max(0, (instant - self._start) // SLOT)

    def _step(self, slot: int) -> None:
        begins = self._start + slot * SLOT
        within = Span(begins, begins + SLOT)
        for standing, count in self._coming.pop(slot, {}).items():
            self._waiting[standing] += count
        room, quarter = Room(self._means, within), Quarter(begins)
        self.course.quarters.append(quarter)
        opened = within.end
        for standing in sorted(self._waiting, key=lambda one: (self._closes[one[0]], -len(one[1]), one)):
            party = self._parties[standing[0]]
            share = overlap(party.open, within) / SLOT.total_seconds()
            if share:
                opened = min(opened, *(max(s.start, begins) for s in party.open if s.end > begins))
                self._call(standing, slot, share, room, quarter)
        self._waiting = _nobody() | {one: count for one, count in self._waiting.items() if count > _DUST}
        quarter.ends = min(within.end, opened + room.busy() * SLOT)

    def _call(self, standing: _Standing, slot: int, share: float, room: Room, quarter: Quarter) -> None:
        number, tried = standing
        chance, asked = self._rules.chance(len(tried)), self._waiting[standing]
        made, wall = room.take(asked, self._parties[number].lines, share, chance)
        self._waiting[standing] -= made
        if wall is not None:
            self.course.waits[wall] += asked - made
        quarter.placed += made
        quarter.reached += made * chance
        self.course.reached[number] += made * chance
        if not tried:
            quarter.first += made
            after = (1 - chance) if self._rules.text_after_missed else 0.0
            quarter.texts += made * (after + self._rules.text_ahead)
        self._try_again(standing, slot, made * (1 - chance))

    def _try_again(self, standing: _Standing, slot: int, missed: float) -> None:
        number, tried = standing
        at = self._start + slot * SLOT
        part = part_of(at, self._parties[number].zone)
        self._examples.setdefault((self._parties[number].zone, part), at)
        if len(tried) + 1 >= self._rules.tries or missed <= _DUST:
            return
        joins = self._joins(standing, slot)
        if joins is None:
            self.course.cut_off += missed
        else:
            self._coming[joins][number, tuple(sorted((*tried, part)))] += missed

    def _joins(self, standing: _Standing, slot: int) -> int | None:
        """The slot of the next try after one in this slot."""
        if (standing, slot) not in self._next:
            number, tried = standing
            party = self._parties[number]
            instants = [*(self._examples[party.zone, part] for part in tried), self._start + slot * SLOT]
            opening = next_opening(party, instants, self._rules.tries, by_agent=self._rules.by_agent)
            self._next[standing, slot] = max(slot + 1, self._slot_of(opening)) if opening is not None else None
        return self._next[standing, slot]


def course(parties: Sequence[Party], means: Means, rules: Rules, now: datetime) -> Course:
    """How these parties would be called from `now` on; deterministic, in expected numbers."""
    return _Run(parties, means, rules, now).go()
