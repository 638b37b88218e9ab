"""Traffic: what the network knows of our calls to customers, who really answered among them. Seconds are virtual."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import ceil
from typing import NamedTuple

from runtime.zones import local_date
from sandbox.records.call import Call

#: Somebody has to be there so soon after the answer.
IN_TIME_S = 2.0
#: A person, as the sandbox knows and no dialer can: a machine is none.
_PERSON = ("answer", "hang-up")


class Dialled(NamedTuple):
    """One call of ours to a customer, and what we took it for."""

    call: Call
    #: agent or greeting.
    mode: str
    #: We took the answerer for a machine.
    machine: bool

    @property
    def live(self) -> bool:
        """A person answered."""
        return self.call.answered_at is not None and self.call.turn is not None and self.call.turn.answer in _PERSON

    @property
    def wait_s(self) -> float | None:
        """From the answer until a person or a message was there; None where none ever was."""
        began = [at for at in (self.call.first_talked_at, self.call.first_said_at) if at is not None]
        return min(began) - (self.call.answered_at or 0.0) if began else None

    @property
    def abandoned(self) -> bool:
        """A person answered, an agent was to be there, and was not in time; or we took the person for a machine."""
        if not self.live:
            return False
        met = self.call.first_talked_at
        late = met is None or met - (self.call.answered_at or 0.0) > IN_TIME_S
        return self.machine or (self.mode == "agent" and late)


@dataclass(frozen=True)
class Answers:
    """Live answers, and those of them in which nobody was there."""

    live: int = 0
    abandoned: int = 0
    #: Of the abandoned: persons whom we took for machines.
    taken_for_machines: int = 0
    #: Shares of live answers from 0 to 1: over all days, on the worst, of the days' shares the 95th percentile, and
    #: over the worst thirty days that follow one another.
    share: float = 0.0
    worst_day: float = 0.0
    day_p95: float = 0.0
    thirty_days: float = 0.0
    #: Until a person or a message was there, of those who answered; and the share for whom it took more than 2 s.
    wait_p50_s: float = 0.0
    wait_p95_s: float = 0.0
    waited_too_long: float = 0.0
    #: Persons who met an agent.
    contacts: int = 0


@dataclass(frozen=True)
class Traffic:
    """How many telephones rang, and how many at once."""

    dials: int = 0
    #: Lines in use at the same time, from leaving the carrier's queue to the end of the call.
    peak: int = 0
    #: Calls that left the queue within one second.
    cps_peak: int = 0
    #: Number of calls -> customers who were called so often.
    per_customer: Mapping[int, int] = field(default_factory=dict)


def answers(dialled: Iterable[Dialled], zone: str) -> Answers:
    """The answers among these calls; days are those of this zone."""
    live = [one for one in dialled if one.live]
    if not live:
        return Answers()
    waits = [one.wait_s for one in live]
    days = _by_day(live, zone)
    shares = [gone / of for of, gone in days.values()]
    gone = sum(one.abandoned for one in live)
    in_time = sum(wait is not None and wait <= IN_TIME_S for wait in waits)
    known = [wait for wait in waits if wait is not None]
    return Answers(
        live=len(live),
        abandoned=gone,
        taken_for_machines=sum(one.machine for one in live),
        share=gone / len(live),
        worst_day=max(shares),
        day_p95=percentile(shares, 0.95),
        thirty_days=_thirty_days(days),
        wait_p50_s=percentile(known, 0.5),
        wait_p95_s=percentile(known, 0.95),
        waited_too_long=1 - in_time / len(live),
        contacts=sum(bool(one.call.talked_with) for one in live),
    )


def traffic(dialled: Sequence[Dialled], customers: Iterable[int]) -> Traffic:
    """The traffic of these calls; `customers` are whom each of them called."""
    began = [(one.call.left_queue_at, one.call.ended_at) for one in dialled]
    dials = [(start, end) for start, end in began if start is not None]
    often = Counter(Counter(customers).values())
    return Traffic(
        dials=len(dials),
        peak=_peak([(start, end if end is not None else float("inf")) for start, end in dials]),
        # Half open: what leaves the queue exactly a second later is not within it.
        cps_peak=_peak([(start, start + 1.0) for start, _ in dials]),
        per_customer=dict(sorted(often.items())),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of these values that at least this share of them does not exceed; 0 where there are none."""
    ranked = sorted(values)
    return ranked[max(0, ceil(share * len(ranked)) - 1)] if ranked else 0.0


def _by_day(live: Iterable[Dialled], zone: str) -> dict[date, tuple[int, int]]:
    days: dict[date, list[bool]] = defaultdict(list)
    for one in live:
        days[local_date(datetime.fromtimestamp(one.call.answered_at or 0.0, UTC), zone)].append(one.abandoned)
    return {day: (len(gone), sum(gone)) for day, gone in days.items()}


def _thirty_days(days: Mapping[date, tuple[int, int]]) -> float:
    worst = 0.0
    for last in days:
        within = [counts for day, counts in days.items() if 0 <= (last - day).days < 30]
        worst = max(worst, sum(gone for _, gone in within) / sum(of for of, _ in within))
    return worst


def _peak(spans: Iterable[tuple[float, float]]) -> int:
    """How many of these half-open spans hold one instant at the most."""
    # What ends at an instant makes room for what begins then.
    turns = sorted(turn for start, end in spans for turn in ((start, 1), (end, -1)))
    now = most = 0
    for _, by in turns:
        now += by
        most = max(most, now)
    return most
