"""Means: what the calls of a launch share among themselves, and which of it runs out first in a quarter of an hour."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import inf

from dialer.hours.spans import Span

#: The pieces of time in which a forecast is made.
SLOT = timedelta(minutes=15)
_SECONDS = SLOT.total_seconds()
#: Seconds that a telephone rings: until somebody answers, on average (5 to 20), and where nobody does (`Tools`).
RING_ANSWERED, RING_MISSED = 12.5, 25.0


class Wall(StrEnum):
    """What holds calls back that could be made otherwise."""

    #: Calls a second of the account.
    RATE = "rate"
    #: Calls, or texts, a second of one caller id.
    LINE = "line"
    #: Calls in flight at once.
    IN_FLIGHT = "in_flight"
    AGENTS = "agents"
    #: Nothing does: only the permitted hours, and the time that has to pass between two tries.
    HOURS = "hours"


@dataclass(frozen=True)
class Means:
    """What there is, and how long a call takes of it."""

    #: Calls a second of the account, and of each caller id. Of texts only the caller id's rate counts.
    calls_per_second: float
    line_per_second: float
    #: Calls in flight at once, without the share that is kept for care where this is none.
    in_flight: float
    #: Seconds of an answered call, and of the agent's work after it.
    talk: float
    wrap_up: float = 0.0
    #: Agents at their desks; None where no agent is needed. `desks` are the stretches in which they are there.
    agents: float | None = None
    desks: tuple[Span, ...] = ()

    def line_seconds(self, chance: float) -> float:
        """Seconds for which a call that is answered with this chance is in flight, on average."""
        return chance * (RING_ANSWERED + self.talk) + (1 - chance) * RING_MISSED

    def agent_seconds(self, chance: float) -> float:
        """Seconds of an agent that it takes. With one call at a time for each agent (progressive dialling) he talks
        and writes for AHT / (AHT + ring answered + (1 - p) / p · ring missed) of his time."""
        return self.line_seconds(chance) + chance * self.wrap_up


def overlap(spans: tuple[Span, ...], within: Span) -> float:
    """Seconds of `within` that lie in any of the spans, which do not touch each other."""
    both = (min(span.end, within.end) - max(span.start, within.start) for span in spans)
    return sum(max(0.0, one.total_seconds()) for one in both)


class Room:
    """What is left of the means in one slot."""

    def __init__(self, means: Means, slot: Span) -> None:
        self._means = means
        self._desk = overlap(means.desks, slot) / _SECONDS
        self._used: dict[tuple[Wall, str], float] = defaultdict(float)

    def take(
        self, asked: float, lines: tuple[str, ...], open_share: float, chance: float
    ) -> tuple[float, tuple[Wall, str] | None]:
        """So many of the asked calls are made, from any of these lines, while the hours are open for this share of it.

        Beside it what held the others back; None where all are made, and while no agent is to be at work.
        """
        costs = self._costs(lines, open_share, chance)
        fits = {wall: self._left(wall, whole, part) / cost for wall, (whole, part, cost) in costs.items()}
        tightest = min(fits, key=lambda wall: fits[wall])
        made = min(asked, max(0.0, fits[tightest]))
        for wall, (_, _, cost) in costs.items():
            self._used[wall] += made * cost
        off_duty = tightest[0] is Wall.AGENTS and not self._desk
        return made, None if made >= asked or off_duty else tightest

    def busy(self) -> float:
        """The share of the slot for which what is scarcest was in use, 0 to 1."""
        means = self._means
        whole = {Wall.RATE: means.calls_per_second, Wall.IN_FLIGHT: means.in_flight}
        whole |= {Wall.AGENTS: (means.agents or 0.0) * self._desk}

        def most(wall: Wall, lines: str) -> float:
            return means.line_per_second * (lines.count(",") + 1) if wall is Wall.LINE else whole[wall]

        shares = (used / (most(*wall) * _SECONDS) for wall, used in self._used.items() if used)
        return min(1.0, max(shares, default=0.0))

    def _left(self, wall: tuple[Wall, str], whole: float, part: float) -> float:
        """Of who may be called for a part of the slot only, no more fits than into that part."""
        return min(whole * part, whole - self._used[wall])

    def _costs(
        self, lines: tuple[str, ...], share: float, chance: float
    ) -> dict[tuple[Wall, str], tuple[float, float, float]]:
        """Wall -> what the slot holds of it, the share of that within the open hours, what one call takes of it."""
        means = self._means
        costs = {
            (Wall.RATE, ""): (means.calls_per_second * _SECONDS, share, 1.0),
            (Wall.LINE, ", ".join(lines)): (means.line_per_second * len(lines) * _SECONDS, share, 1.0),
            (Wall.IN_FLIGHT, ""): (means.in_flight * _SECONDS, share, means.line_seconds(chance)),
        }
        if means.agents is not None:
            desk = means.agents * _SECONDS * self._desk
            costs[Wall.AGENTS, ""] = (desk, share, means.agent_seconds(chance))
        return {wall: cost for wall, cost in costs.items() if cost[0] != inf}
