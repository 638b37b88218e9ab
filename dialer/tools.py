"""Tools: what a deed of the dialer needs from outside, and the house's rules of calling, handed in by the process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from dialer.carrier import Carrier
from runtime.clock import Clock
from runtime.database import Sessions, at_once

#: Rows that a part of a tick reads in one go; it never holds more locks.
BATCH = 200
#: Real seconds for which a judgement is good: the carrier is asked by then, or not at all.
AT_ONCE = 5


@dataclass(frozen=True)
class Tools:
    """Sessions, the carrier, the clock, how fast we may go, and who waits for whom."""

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
    #: Calls a second from one caller id.
    caller_id_calls_per_second: float = 1.0
    #: Texts a second from one caller id.
    texts_per_second: float = 1.0
    #: The share of `concurrent_calls` that nothing but care may use.
    share_for_care: float = 0.2
    #: An agent who is away, or busy, hands his own customers over when they have been due for so long.
    hand_over: timedelta = timedelta(minutes=20)
    #: Customers of these tiers are called by their own agent or his deputy, who sees everything first and clicks.
    high_tiers: frozenset[str] = frozenset({"gold", "platinum", "diamond"})
    #: Days for which a recording is kept.
    recording_days: int = 90
    #: So long an agent may read before he clicks.
    preview: timedelta = timedelta(minutes=3)

    @cached_property
    def at_once(self) -> Sessions:
        """For what is asked or written in one statement, and committed by it."""
        return at_once(self.sessions)

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
        """Seconds from the judgement to the latest instant at which the phone can still ring."""
        return bound(self.ring_seconds, self.real(self.carrier_timeout))


def bound(ring_seconds: float, under_way: timedelta) -> float:
    """Seconds for which a phone may ring after the judgement.

    Ring time, five seconds that Twilio may add (its documentation of `Timeout`), and the time that our request may be
    under way before it is given up.
    """
    return ring_seconds + 5 + under_way.total_seconds()
