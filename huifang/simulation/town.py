"""The town: how many pick up depends on the hour on their own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from huifang.simulation.chance import Chance
from huifang.simulation.clocks import VirtualTime
from runtime.zones import zone
from sandbox.people.habits import Turn
from sandbox.people.town import Town

#: Of those who would answer at their best hour, how many do, by hour on their clock: at work fewer, after it most.
#: Source for the shape: the studies in docs/simulation.md.
BY_HOUR = {8: 0.6, 9: 0.75, 10: 0.8, 11: 0.75, 12: 0.7, 13: 0.7, 14: 0.75, 15: 0.8, 16: 0.9, 17: 1.0, 18: 1.0, 19: 1.0}
OTHER_HOURS = 0.85


class Townspeople(Town):
    """The sandbox's people, who are not always where their telephone is."""

    def __init__(self, seed: int, time: VirtualTime, chance: Chance, zones: dict[str, str]) -> None:
        """`zones` says where customers live, by their number."""
        super().__init__(seed)
        self._time, self._chance, self._lives = time, chance, zones

    def next_call(self, number: str) -> Turn:
        """What they do on the call that reaches them now."""
        turn = super().next_call(number)
        if number not in self._lives or turn.answer != "answer":
            return turn
        hour = datetime.fromtimestamp(self._time.at, UTC).astimezone(zone(self._lives[number])).hour
        there = self._chance.of(f"there/{number}").random() < BY_HOUR.get(hour, OTHER_HOURS)
        return turn if there else replace(turn, answer="no-answer")
