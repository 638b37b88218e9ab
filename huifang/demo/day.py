"""The day itself: the clock runs, a person who signs in slows it down, and the evening settles what is still open."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

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
_OPEN = text("""
    select (select count(*) from attempt
        where state not in ('ended', 'refused', 'released', 'lost', 'withdrawn', 'planned'))
    + (select count(*) from follow_up where state in ('underway', 'talked'))""")
#: Real seconds that the evening may take.
_EVENING = 90.0


class Day:
    """Runs the clock from morning to evening."""

    def __init__(self, house: House, sessions: Sessions, rate: float) -> None:
        self._house = house
        self._sessions = sessions
        self._rate = rate
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
        for _ in range(5):
            time.sleep(0.05)
            with self._sessions() as session:
                persons = session.execute(_PERSONS).one()
            wanted = 1.0 if persons.busy else min(_RINGING, self._rate) if persons.calls else self._rate
            if wanted != self.clock.rate():
                self._run_at(wanted)

    def _run_at(self, rate: float) -> None:
        set_shared_clock(self._file, self.clock.now(), rate)
