"""One virtual time, and two clocks that show it: ours, which may go wrong by seconds, and the network's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.clock import Clock as SandboxClock


class VirtualTime:
    """The present instant. It moves only when somebody moves it, and never back."""

    def __init__(self, at: datetime) -> None:
        self.at = at.timestamp()

    def move_to(self, instant: float) -> None:
        """Unix seconds; what is past stays past."""
        self.at = max(self.at, instant)

    @property
    def now(self) -> datetime:
        """The same, aware and in UTC, to the microsecond."""
        return datetime.fromtimestamp(round(self.at, 6), UTC)


class OurClock:
    """The clock of our processes, as `runtime.clock.Clock` wants one."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        #: Seconds by which it is ahead of the network's.
        self.ahead = 0.0

    def now(self) -> datetime:
        """The present instant, as we believe."""
        return self._time.now + timedelta(seconds=self.ahead)

    def rate(self) -> float:
        """A second of the simulation is a second: nothing waits for real time."""
        return 1.0


class NetworkClock(SandboxClock):
    """The clock of the network, which is right."""

    def __init__(self, time: VirtualTime) -> None:
        super().__init__()
        self._time = time

    def now(self) -> float:
        """Virtual unix seconds."""
        return self._time.at

    def rate(self) -> float:
        """As ours."""
        return 1.0

    def real_seconds_until(self, instant: float) -> float:
        """Nobody sleeps until then: the simulation moves there."""
        return 0.0
