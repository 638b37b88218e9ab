"""Desks: what the agents' time was spent on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from huifang.simulation.agent_log import Spell

#: What the reports of the field call what an agent does; who is away or has vanished is not on duty.
_CALLED = {
    "ringing": "ringing",
    "talking": "talk",
    "writing": "wrap",
    "reading": "idle",
    "idle": "idle",
    "break": "pause",
}


@dataclass(frozen=True)
class Desks:
    """Shares of the time on duty, from 0 to 1; they add up to 1. Reading before a click counts as idle."""

    ringing: float = 0.0
    talk: float = 0.0
    wrap: float = 0.0
    idle: float = 0.0
    pause: float = 0.0
    #: Hours on duty, pauses left out, of all agents together.
    agent_hours: float = 0.0

    @property
    def utilisation(self) -> float:
        """The share of the time without pauses in which an agent talks or writes."""
        working = 1.0 - self.pause
        return (self.talk + self.wrap) / working if working > 0 else 0.0


def desks(spells: Iterable[Spell]) -> Desks:
    """The spells of all agents, added up."""
    seconds: dict[str, float] = defaultdict(float)
    for spell in spells:
        if spell.state in _CALLED:
            seconds[_CALLED[spell.state]] += (spell.until - spell.since).total_seconds()
    on_duty = sum(seconds.values())
    if not on_duty:
        return Desks()
    shares = {state: seconds[state] / on_duty for state in set(_CALLED.values())}
    return Desks(**shares, agent_hours=(on_duty - seconds["pause"]) / 3600)
