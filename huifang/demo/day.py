"""The day itself: the clock runs, whoever takes part slows it down, and the evening settles what is still open."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from huifang.demo.network import Network
from huifang.demo.script import ENDS
from huifang.house import House
from runtime.clock import SharedClock, set_shared_clock
from runtime.database import Sessions

#: What the people who have signed in are doing: their calls under way, and whether one of them talks, writes or reads.
_PERSONS = text("""
    select count(*) as calls, count(*) filter (where a.state = 'answered' or f.state = 'talked')
    + (select count(*) from preview p join agent g on g.id = p.agent_id where g.signed_in_at is not null) as busy
    from attempt a join agent g on g.id = a.agent_id join follow_up f on f.id = a.follow_up_id
    where g.signed_in_at is not null and a.channel = 'call'
    and (a.state in ('claimed', 'placing', 'placed', 'ringing', 'answered') or f.state = 'talked')""")
#: Seconds for one real second while a person's call rings: quick, and yet the answer is not missed.
_RINGING = 10.0
#: The same while somebody plays a customer and nobody calls: a day is short, and a ring is not over before it is seen.
_PLAYING = 30.0
_OPEN = text("""
    select (select count(*) from attempt
        where state not in ('ended', 'refused', 'released', 'lost', 'withdrawn', 'planned'))
    + (select count(*) from follow_up where state in ('underway', 'talked'))""")
#: Real seconds that the evening may take.
_EVENING = 90.0


class Day:
    """Runs the clock from morning to evening."""

    def __init__(self, house: House, sessions: Sessions, rate: float, network: Network) -> None:
        self._house = house
        self._sessions = sessions
        self._rate = rate
        self._network = network
        self._file = Path(house.environment["HUIFANG_CLOCK"])
        self.clock = SharedClock(self._file)

    def begin(self) -> None:
        """Time runs."""
        self._run_at(self._rate)

    def pass_by(self, show: Callable[[], None]) -> None:
        """Let the day pass; `show` is called a few times a second."""
        while self.clock.now() < ENDS:
            self._house.assert_well()
            show()
            self._suit_people()

    def settle(self, show: Callable[[], None]) -> bool:
        """Wait for what is still open in the evening; whether everything found its end."""
        until = time.monotonic() + _EVENING
        while time.monotonic() < until:
            self._house.assert_well()
            show()
            with self._sessions() as session:
                if session.execute(_OPEN).scalar_one() == 0:
                    return True
            time.sleep(0.25)
        return False

    def _suit_people(self) -> None:
        """For a quarter of a second: real time while a person talks, writes or reads, slow while their call rings."""
        customers = self._suits_customers()
        for _ in range(5):
            time.sleep(0.05)
            if customers < self._rate:
                customers = self._suits_customers()
            wanted = min(self._rate, self._suits_agents(), customers)
            if wanted != self.clock.rate():
                self._run_at(wanted)

    def _suits_agents(self) -> float:
        with self._sessions() as session:
            persons = session.execute(_PERSONS).one()
        return 1.0 if persons.busy else _RINGING if persons.calls else self._rate

    def _suits_customers(self) -> float:
        played = self._network.played()
        return 1.0 if played["in_use"] else _PLAYING if played["played"] else self._rate

    def _run_at(self, rate: float) -> None:
        set_shared_clock(self._file, self.clock.now(), rate)
