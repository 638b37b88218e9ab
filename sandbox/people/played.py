"""Telephones that somebody plays at a page: the people who belong to them do nothing of their own accord."""

import time
from collections.abc import Callable

#: How long a telephone stays played after its page was last heard of, in real seconds: a page that was closed says no
#: good-bye.
LEASE_S = 20.0


class Played:
    """Which numbers are played at the moment. Used under the network's lock.

    The only thing on the network that follows the real clock: it is about somebody who sits in front of it. A number
    that nobody plays behaves as drawn from the seed, whatever was played before.
    """

    def __init__(self, real_now: Callable[[], float] = time.monotonic) -> None:
        """`real_now` gives real seconds since any fixed moment."""
        self._real_now = real_now
        self._until: dict[str, float] = {}

    def take(self, number: str) -> None:
        """Somebody plays `number` from now on, or still does."""
        self._until[number] = self._real_now() + LEASE_S

    def give_back(self, number: str) -> None:
        """Nobody plays `number` any more."""
        self._until.pop(number, None)

    def holds(self, number: str) -> bool:
        """Whether somebody plays `number` now."""
        return self._until.get(number, 0.0) > self._real_now()

    def numbers(self) -> list[str]:
        """All that are played now."""
        return [number for number in self._until if self.holds(number)]
