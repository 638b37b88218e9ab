"""Tools whose clock stands still, whose carrier nobody asks, and that only a rate holds back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from dialer.tools import Tools
from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import Addresses
from dialer.twilio.coverage import Coverage
from runtime.database import sessions


@dataclass(frozen=True)
class _Stopped:
    """A clock that always shows the same."""

    at: datetime

    def now(self) -> datetime:
        """The instant."""
        return self.at

    def rate(self) -> float:
        """As real time goes."""
        return 1.0


def tools_at(engine: Engine, now: datetime, per_second: float = 1000.0) -> Tools:
    """At this instant, for so many calls a second; the carrier is only asked whom it serves."""
    carrier = TwilioCarrier("AC" + "0" * 32, "bench", Addresses("http://localhost"), Coverage(), timeout=5)
    return Tools(
        sessions=sessions(engine),
        carrier=carrier,
        clock=_Stopped(now),
        account="AC-bench",
        calls_per_second=per_second,
        concurrent_calls=100_000,
        carrier_timeout=5,
        caller_id_calls_per_second=1000.0,
    )
