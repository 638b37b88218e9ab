"""Tools: what a deed of the dialer needs from outside, handed in by the process that runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialer.carrier import Carrier
from runtime.clock import Clock
from runtime.database import Sessions


@dataclass(frozen=True)
class Tools:
    """Sessions, the carrier, the clock, and how fast we may go."""

    sessions: Sessions
    carrier: Carrier
    clock: Clock
    #: Names the token bucket.
    account: str
    calls_per_second: float
    concurrent_calls: int
    #: Seconds of real time after which a request to the carrier counts as unanswered.
    carrier_timeout: float
    #: How long a phone rings, in seconds.
    ring_seconds: int = 25

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def real(self, seconds: float) -> timedelta:
        """A span of real time, as the shared clock shows it: on a fast clock a real second is minutes."""
        return timedelta(seconds=seconds * self.clock.rate())

    def soon(self, seconds: float) -> timedelta:
        """How long to wait for an answer that takes `seconds` at the most: the clock's own, and ten real ones more."""
        return timedelta(seconds=seconds) + self.real(10)

    @property
    def ring_bound(self) -> float:
        """Seconds from the judgement to the latest instant at which the phone can still ring.

        Ring time, five seconds that Twilio may add (its documentation of `Timeout`), and the time that our request
        may be under way before it is given up.
        """
        return self.ring_seconds + 5 + self.real(self.carrier_timeout).total_seconds()
