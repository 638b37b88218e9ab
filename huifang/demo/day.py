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

#: Somebody real talks, or is about to: time runs as it does outside.
_PERSON_BUSY = text("""
    select exists (select 1 from attempt a join agent g on g.id = a.agent_id join follow_up f on f.id = a.follow_up_id
    where g.signed_in_at is not null and a.channel = 'call'
    and (a.state in ('claimed', 'placing', 'placed', 'ringing', 'answered') or f.state = 'talked'))""")
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
            time.sleep(0.25)
            wanted = 1.0 if self._person_busy() else self._rate
            if wanted != self.clock.rate():
                self._run_at(wanted)

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

    def _person_busy(self) -> bool:
        with self._sessions() as session:
            return bool(session.execute(_PERSON_BUSY).scalar_one())

    def _run_at(self, rate: float) -> None:
        set_shared_clock(self._file, self.clock.now(), rate)
