"""Nine o'clock with every process and the real network: its queue is full, and at nine no telephone rings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from runtime.clock import SharedClock
from tests.cast import branch, customer, greeting
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually

NINE = datetime(2026, 11, 24, 13, tzinfo=UTC)
BEGINS, WITHDRAWN_FROM = NINE - timedelta(seconds=75), NINE - timedelta(seconds=50)
#: Where many calls are placed or taken back the clock goes so slowly that any machine keeps up; else it may hurry.
FILLS, EMPTIES, HURRIES = 0.5, 1.0, 3.0
#: We are told that the account may do eight calls a second; it does one, and queues the rest.
TOLD, DUE = "8", 80
#: So many wait there before the clock is let go on.
FULL = 30


def test_at_nine_the_carriers_queue_is_empty_and_no_telephone_rings(neighbourhood: Neighbourhood) -> None:
    n = neighbourhood
    n.house.environment["HUIFANG_CALLS_PER_SECOND"] = TOLD
    n.house.environment["HUIFANG_CALLER_ID_CALLS_PER_SECOND"] = TOLD
    n.house.environment["HUIFANG_CONCURRENT_CALLS"] = "400"
    with n.sessions.begin() as session:
        branch(session)
        n.set_clock(BEGINS, 0.0)
        for number in range(DUE):
            whose = customer(session, f"客{number}", f"+8529{number:07}")
            greeting(session, whose, hours="law-only", next_try_at=BEGINS, opens_at=BEGINS)
    n.open({})
    _until_nine(n)
    calls = n.network.ledger()["calls"]
    assert _queued(n) == []
    silent = [datetime.fromisoformat(c["ring_ended_at"]) for c in calls if c["ringing_at"]]
    assert max(silent) <= NINE
    assert sum(c["status"] == "canceled" for c in calls) > 20
    eventually(lambda: _open(n) == 0, "every attempt is accounted for")
    with n.sessions() as session:
        assert violations(session, seen_calls(n.network.ledger())) == []


def _until_nine(n: Neighbourhood) -> None:
    """The queue fills and empties, and it is nine."""
    clock = SharedClock(n.house.environment["HUIFANG_CLOCK"])
    n.set_clock(BEGINS, FILLS)
    eventually(lambda: len(_queued(n)) >= FULL, "the account's queue is full", 60)
    assert clock.now() < WITHDRAWN_FROM
    n.set_clock(clock.now(), HURRIES)
    eventually(lambda: clock.now() >= WITHDRAWN_FROM, "too late for more calls")
    n.set_clock(clock.now(), EMPTIES)
    eventually(lambda: not _queued(n) or clock.now() >= NINE, "the queue is empty, or it is nine", 60)
    n.set_clock(clock.now(), HURRIES)
    eventually(lambda: clock.now() >= NINE + timedelta(seconds=5), "nine o'clock")


def _queued(n: Neighbourhood) -> list[str]:
    """The calls that the account has taken and not dialled yet."""
    calls = n.network.ledger()["calls"]
    return [call["sid"] for call in calls if call["left_queue_at"] is None and call["ended_at"] is None]


def _open(n: Neighbourhood) -> int:
    with n.sessions() as session:
        return _count(session)


def _count(session: Session) -> int:
    return session.execute(select(func.count()).where(Attempt.state.in_(OPEN))).scalar_one()
