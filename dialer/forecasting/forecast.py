"""The forecast: when a launch is finished, likely and at the latest, what holds it back, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialer.forecasting.chances import Chances
from dialer.forecasting.course import Course, Rules, course
from dialer.forecasting.means import Means, Wall
from dialer.forecasting.parties import Party

#: What is left of all rates and agents on a bad day.
_BAD_DAY = 0.8
#: How many times as much of something is looked at, at the most, before it is said that it does not help.
_MOST_TIMES = 20
_LONGER = (1, 2, 3, 5, 7, 14)


@dataclass(frozen=True)
class Launched:
    """What is to be forecast."""

    #: The parties of a launch that ends so many days later than wanted; 0 is the launch as it is.
    parties: Callable[[int], Sequence[Party]]
    means: Means
    rules: Rules
    chances: Chances


@dataclass(frozen=True)
class Help:
    """What would let everybody be called within the days.

    `what`: so many agents in all, so many lines or days more, or so many calls_per_second of the account.
    """

    what: str
    count: float


@dataclass(frozen=True)
class Forecast:
    """How it would go."""

    likely: Course
    #: When it is finished at the latest; None where that may be after its days.
    latest: datetime | None
    #: What holds it back the most, and of a line which one.
    wall: Wall
    line: str
    helps: tuple[Help, ...] = ()


def forecast(launched: Launched, now: datetime) -> Forecast:
    """The course from `now` on, that of a worse day, and what would help where the days are too short.

    A worse day is one with 80 % of all rates and agents, or one on which people answer two standard deviations less
    often: whichever ends later.
    """
    means, rules, parties = launched.means, launched.rules, launched.parties(0)
    likely = course(parties, means, rules, now)
    worse = [
        course(parties, _times(means, _BAD_DAY), rules, now),
        course(parties, means, replace(rules, chances=launched.chances.low), now),
    ]
    ends = [one.finish for one in (likely, *worse)]
    latest = max((end for end in ends if end is not None), default=None) if None not in ends else None
    wall, line = likely.wall
    return Forecast(likely, latest, wall, line, () if likely.in_time else tuple(_helps(launched, wall, now)))


def _times(means: Means, factor: float) -> Means:
    agents = means.agents * factor if means.agents is not None else None
    return replace(
        means,
        calls_per_second=means.calls_per_second * factor,
        line_per_second=means.line_per_second * factor,
        in_flight=means.in_flight * factor,
        agents=agents,
    )


def _helps(launched: Launched, wall: Wall, now: datetime) -> Iterable[Help]:
    """More of what is scarce, as little as is enough; and more days."""
    parties, means, rules = launched.parties(0), launched.means, launched.rules

    def enough(changed: Means) -> bool:
        return course(parties, changed, rules, now).in_time

    if wall is Wall.AGENTS and means.agents is not None:
        least = _least(range(int(means.agents) + 1, max(1, int(means.agents)) * _MOST_TIMES + 1), lambda n: enough(
            replace(means, agents=n)
        ))  # fmt: skip
        yield from [Help("agents", least)] if least else []
    if wall is Wall.LINE:
        # So many lines of the same pace share what one had to do.
        least = _least(range(2, _MOST_TIMES + 1), lambda n: enough(
            replace(means, line_per_second=means.line_per_second * n)
        ))  # fmt: skip
        yield from [Help("lines", least - 1)] if least else []
    if wall in (Wall.RATE, Wall.IN_FLIGHT):
        least = _least(range(2, _MOST_TIMES + 1), lambda n: enough(_faster(means, n)))
        yield from [Help("calls_per_second", round(means.calls_per_second * least, 1))] if least else []
    longer = next((n for n in _LONGER if course(launched.parties(n), means, rules, now).in_time), None)
    yield from [Help("days", longer)] if longer else []


def _faster(means: Means, times: int) -> Means:
    """The carrier lets the account do more at once; its lines do their part."""
    faster = _times(means, times)
    return replace(faster, agents=means.agents)


def _least(candidates: Sequence[int], enough: Callable[[int], bool]) -> int:
    """The smallest candidate that is enough; 0 where none is. More is never worse."""
    low, high = 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        if enough(candidates[middle]):
            high = middle
        else:
            low = middle + 1
    return candidates[low] if low < len(candidates) else 0
