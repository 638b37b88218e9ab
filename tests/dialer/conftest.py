"""What the dialer works with in its tests: a real database, a carrier and a clock that do as they are told."""

from __future__ import annotations

import pytest

from dialer.pacing import Bucket
from dialer.tools import Tools
from runtime.database import Sessions
from tests.dialer.fake_carrier import FakeCarrier
from tests.dialer.play import Play
from tests.stopped_clock import StoppedClock


@pytest.fixture
def clock() -> StoppedClock:
    """Eleven o'clock on a Tuesday morning in Hong Kong."""
    return StoppedClock()


@pytest.fixture
def carrier(clock: StoppedClock) -> FakeCarrier:
    """A carrier that accepts everything until it is told otherwise."""
    return FakeCarrier(clock)


@pytest.fixture
def tools(sessions: Sessions, carrier: FakeCarrier, clock: StoppedClock) -> Tools:
    """The dialer's tools on the empty database; pacing stands in nobody's way."""
    with sessions.begin() as session:
        session.add(Bucket(account="AC-test", tokens=100.0, filled_at=clock.now()))
    return Tools(
        sessions=sessions,
        carrier=carrier,
        clock=clock,
        account="AC-test",
        calls_per_second=100.0,
        concurrent_calls=100,
        carrier_timeout=15.0,
    )


@pytest.fixture
def play(tools: Tools, carrier: FakeCarrier, clock: StoppedClock) -> Play:
    """Everything that a test moves."""
    return Play(tools, carrier, clock)
