"""The sandbox's network on virtual time: the same calls, texts, faults and witness, without its threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import requests

from huifang.simulation.agenda import Agenda
from huifang.simulation.chance import Chance
from huifang.simulation.chosen import NETWORK, Chosen
from huifang.simulation.clocks import NetworkClock, VirtualTime
from huifang.simulation.town import Townspeople
from sandbox.faults import Faults
from sandbox.network import Account, Network
from sandbox.numbers import OwnNumber
from sandbox.post.letters import Letter, Reply, deliver
from sandbox.post.office import PostOffice
from sandbox.schedule import Schedule

ACCOUNT, TOKEN = "AC" + "5" * 32, "the-token-of-the-simulation"
#: A letter is so many seconds on its way.
ON_ITS_WAY = (0.01, 0.25)


class Lives(Protocol):
    """Whoever can let time pass."""

    def live(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let everything happen that happens in so many virtual seconds, or until something has."""


class Postmen:
    """Letters are deeds of the agenda; `way` leads to our webhooks."""

    def __init__(self, agenda: Agenda, chance: Chance, way: requests.Session) -> None:
        self._agenda, self._draw, self._way = agenda, chance.of("post"), way
        #: Shown each letter before it is delivered.
        self.seen_by: list[Callable[[Letter], None]] = []

    def set_out(self, walk: Callable[[], None]) -> None:
        """In a moment."""
        self._agenda.after(self._draw.uniform(*ON_ITS_WAY), walk)

    def deliver(self, letter: Letter, auth_token: str) -> Reply:
        """Signed and repeated as always."""
        for sees in self.seen_by:
            sees(letter)
        return deliver(letter, auth_token, self._way)

    def stop(self) -> None:
        """The run is over, and with it the agenda."""


class Patience:
    """A request that is kept waiting lets the rest of the world live on; its client gives up at `timeout` seconds."""

    def __init__(self, world: Lives, timeout: float, give_up: Callable[[], None]) -> None:
        self._world, self._timeout, self._give_up = world, timeout, give_up

    def pause(self, seconds: float) -> None:
        """So long, or until the client has given up."""
        self._world.live(min(seconds, self._timeout))
        if seconds >= self._timeout:
            self._give_up()

    def until(self, event: threading.Event, seconds: float) -> None:
        """So long at the most."""
        self._world.live(min(seconds, self._timeout), event.is_set)


def network(
    chosen: Chosen,
    time: VirtualTime,
    chance: Chance,
    carriers: Postmen,
    lines: dict[str, OwnNumber],
    zones: dict[str, str],
) -> Network:
    """A network with our lines on it, whose people live in these zones by their numbers."""
    account = Account(ACCOUNT, TOKEN, lines)
    faults = Faults(chosen.seed, {name: rate for name, rate in NETWORK.items() if name in chosen.faults})
    schedule = Schedule(NetworkClock(time), lambda detail: net.trouble(0, "sandbox", detail))
    office = PostOffice(TOKEN, faults, schedule.after, carriers)
    town = Townspeople(chosen.seed, time, chance, zones)
    net = Network(account, NetworkClock(time), schedule, office, faults, town)
    return net


def at(instant: datetime) -> float:
    """The same in the network's unix seconds."""
    return instant.timestamp()
