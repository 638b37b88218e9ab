"""Everybody at the other end: those described to us, and those drawn from the seed."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sandbox.numbers import is_address
from sandbox.people import habits
from sandbox.people.person import BadPerson, Person, person
from sandbox.people.played import Played


class Town:
    """Finds the person at a number and says what they do next. Used under the network's lock."""

    def __init__(self, seed: int) -> None:
        """`seed` decides everything that is not described."""
        self._seed = seed
        self.played = Played()
        self._described: dict[str, Person] = {}
        self._calls: Counter[str] = Counter()
        self._texts: Counter[str] = Counter()

    def describe(self, people: Mapping[str, object]) -> None:
        """Take in ``{number: {...}}``, replacing those it names; raises BadPerson, all or nothing."""
        read: dict[str, Person] = {}
        for number, told in people.items():
            if not isinstance(told, dict):
                raise BadPerson(f"{number} is not described by an object")
            read[number] = person(told)
        self._described.update(read)

    def at(self, number: str) -> Person:
        """The person at `number`. A softphone or SIP address nobody described is an agent's."""
        return self._described.get(number, Person(kind="agent" if is_address(number) else "person"))

    def described(self) -> list[str]:
        """The numbers of those who were described, in that order."""
        return list(self._described)

    def next_call(self, number: str) -> habits.Turn:
        """What they do on the call that reaches them now; counts it."""
        nth = self._calls[number]
        self._calls[number] += 1
        return self._by_hand(number, habits.turn(self._seed, number, self.at(number), nth))

    def own_call(self, number: str) -> habits.Turn:
        """What they do on a call they make themselves: they are there, and stay to talk."""
        return self._by_hand(number, habits.turn(self._seed, number, self.at(number), 10_000 + self._calls[number]))

    def next_text(self, number: str, missed: bool) -> habits.AfterText:
        """What they do after the text that reaches them now; counts it."""
        nth = self._texts[number]
        self._texts[number] += 1
        if self.played.holds(number):
            return habits.AfterText(None, 0.0, None)
        return habits.after_text(self._seed, number, self.at(number), nth, missed)

    def is_out_of_reach(self, number: str) -> bool:
        """Whether neither a call nor a text gets through to `number` at present."""
        told = self.at(number)
        if self.played.holds(number):
            return False
        if told.answers:
            return told.answers[min(self._calls[number], len(told.answers) - 1)] == "unreachable"
        return not is_address(number) and habits.is_dead(self._seed, number)

    def _by_hand(self, number: str, drawn: habits.Turn) -> habits.Turn:
        return habits.by_hand(drawn) if self.played.holds(number) else drawn


def read(path: Path, seed: int) -> Town:
    """The town described by a JSON file ``{"+8529...": {...}}``; raises BadPerson, OSError or ValueError."""
    town = Town(seed)
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict):
        raise BadPerson("the file is not an object of numbers")
    town.describe(told)
    return town
