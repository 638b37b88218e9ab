"""What each simulated agent was doing from when until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

#: *away* from the desk; on a *break*; *idle*, with a telephone that stands or is rung; *ringing*: a call is being
#: placed for them; *talking*; *writing* what came of it; *reading* before a click; *vanished*: gone without a word.
Doing = Literal["away", "break", "idle", "ringing", "talking", "writing", "reading", "vanished"]


@dataclass(frozen=True)
class Spell:
    """One agent in one state; `since` and `until` are aware, half-open."""

    agent_id: int
    state: Doing
    since: datetime
    until: datetime


@dataclass
class AgentLog:
    """The states of all agents, without gaps or overlaps from an agent's first word to `close`."""

    _spells: list[Spell] = field(default_factory=list)
    _now: dict[int, tuple[Doing, datetime]] = field(default_factory=dict)

    def note(self, agent_id: int, state: Doing, at: datetime) -> None:
        """From `at` on this agent is doing this; the same again changes nothing. Instants never go back."""
        before = self._now.get(agent_id)
        if before is not None:
            if before[0] == state:
                return
            if at > before[1]:
                self._spells.append(Spell(agent_id, before[0], before[1], at))
        self._now[agent_id] = (state, at)

    def close(self, at: datetime) -> None:
        """The run is over."""
        for agent_id, (state, since) in sorted(self._now.items()):
            if at > since:
                self._spells.append(Spell(agent_id, state, since, at))
        self._now.clear()

    def doing(self, agent_id: int) -> Doing:
        """What this agent is doing now."""
        return self._now[agent_id][0] if agent_id in self._now else "away"

    def __iter__(self) -> Iterator[Spell]:
        """All spells that are over, in the order in which they ended."""
        return iter(self._spells)
