"""The cut-off: at nine no phone rings, and nothing is left in the carrier's queue, however full it was before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN, Result
from dialer.attempts import Attempt
from dialer.carrier import FateUnknown
from dialer.pacing import Bucket
from tests.cast import MEI, customer, follow_up, greeting, ready
from tests.crowd import others_like
from tests.dialer.fake_carrier import FakeCarrier
from tests.dialer.play import Play

SECOND = timedelta(seconds=1)
#: Ten to nine in the evening in Hong Kong, whose code of practice ends at ten: the ceiling is the only end.
TEN_TO_NINE = datetime(2026, 11, 24, 12, 50, tzinfo=UTC)
NINE = TEN_TO_NINE + timedelta(minutes=10)


class BusyExchange(FakeCarrier):
    """Accepts whatever comes, and dials one call a second: the others wait in its queue."""

    def __init__(self, play: Play) -> None:
        super().__init__(play.clock)
        self.queue: deque[str] = deque()
        self.longest = 0
        #: Since when each telephone rings, and until when it did.
        self.ringing: dict[str, datetime] = {}
        self.rang: list[tuple[datetime, datetime]] = []

    def remember(self, carrier_id: str, to: str, line: str, stage: str = "placed", result: str = "") -> str:
        self.queue.append(carrier_id)
        self.longest = max(self.longest, len(self.queue))
        return super().remember(carrier_id, to, line, stage, result)

    def stop(self, carrier_id: str) -> None:
        super().stop(carrier_id)
        if carrier_id in self.queue:
            self.queue.remove(carrier_id)
        self._silence(carrier_id)
        self.tells(carrier_id, "ended", "cancelled")

    def second(self, ring_seconds: int) -> Iterator[tuple[str, str]]:
        """One second passes: (call, what became of it)."""
        for carrier_id, since in list(self.ringing.items()):
            if self.clock.now() >= since + ring_seconds * SECOND:
                self._silence(carrier_id)
                self.tells(carrier_id, "ended", "no_answer")
                yield carrier_id, "ended"
        if self.queue:
            carrier_id = self.queue.popleft()
            self.ringing[carrier_id] = self.clock.now()
            self.tells(carrier_id, "ringing")
            yield carrier_id, "ringing"

    def _silence(self, carrier_id: str) -> None:
        since = self.ringing.pop(carrier_id, None)
        if since is not None:
            self.rang.append((since, self.clock.now()))


def at(play: Play, instant: datetime, due: int) -> BusyExchange:
    """So many greetings are due, and the exchange dials one call a second."""
    play.clock.at = instant
    with play.scene() as session:
        # A greeting's own hours would end at eight; here the ceiling has to hold alone.
        first = greeting(session, customer(session, "客", "+85290000000"), hours="law-only", next_try_at=instant)
        others_like(session, first, [f"+8529{n:07}" for n in range(1, due)])
    exchange = BusyExchange(play)
    object.__setattr__(play.tools, "carrier", exchange)
    return exchange


def passes(play: Play, exchange: BusyExchange, until: datetime) -> None:
    """Second by second: the exchange dials, tells us, and we do what is due."""
    while play.now < until:
        for carrier_id, stage in list(exchange.second(play.tools.ring_seconds)):
            with play.scene() as session:
                attempt = session.scalars(select(Attempt).where(Attempt.carrier_id == carrier_id)).one()
            play.tell(attempt, stage, Result.NO_ANSWER if stage == "ended" else None)
        play.work()
        play.clock.forward(seconds=1)


def still_open(play: Play) -> int:
    with play.scene() as session:
        return session.execute(select(func.count()).where(Attempt.state.in_(OPEN))).scalar_one()


def planned(play: Play) -> int:
    with play.scene() as session:
        return session.execute(select(func.count()).where(FollowUp.state == FollowUpState.PLANNED)).scalar_one()


@pytest.mark.parametrize(
    ("minutes", "due", "calls_per_second"),
    [
        # the promise: two thousand are due shortly before nine, and we keep just under the account's one call a second
        (3, 2000, 0.9),
        # the account allows less than we were told: most of what we place waits in its queue
        (2, 500, 4.0),
    ],
)
def test_at_nine_no_telephone_rings_and_the_queue_is_empty(
    play: Play, minutes: int, due: int, calls_per_second: float
) -> None:
    exchange = at(play, NINE - timedelta(minutes=minutes), due)
    tools = play.limited(calls_per_second=calls_per_second, concurrent_calls=2 * due)
    play = replace(play, tools=tools)
    with play.scene() as session:
        session.get_one(Bucket, "AC-test").tokens = 1.0
    passes(play, exchange, NINE)
    assert (exchange.ringing, list(exchange.queue)) == ({}, [])
    assert max(end for _, end in exchange.rang) < NINE
    assert still_open(play) == 0
    tried = len(exchange.calls)
    # And it was used up to the last call that could ring to its end.
    assert len(exchange.rang) > 0.9 * (60 * minutes - 45) - 10
    assert exchange.longest <= 2 if calls_per_second < 1 else exchange.longest > 150
    assert planned(play) == due  # all wait for tomorrow: nobody was reached, and nobody is lost
    passes(play, exchange, NINE + 30 * SECOND)
    assert len(exchange.calls) == tried


def test_a_call_of_unknown_fate_is_looked_up_and_stopped_in_time(play: Play) -> None:
    """The carrier took it and its answer was lost: it is somewhere in the queue."""
    exchange = at(play, NINE - 80 * SECOND, 1)
    exchange.loses = FateUnknown("timeout")
    play.work()
    exchange.loses = None
    assert (play.attempt().carrier_id, len(exchange.queue)) == (None, 1)
    while play.now < NINE:
        play.clock.forward(seconds=1)
        play.work()
    assert list(exchange.queue) == []
    assert still_open(play) == 0


def test_who_answers_just_before_nine_is_not_cut_off(play: Play) -> None:
    """Only the ringing is regulated: a conversation may go on."""
    play.clock.at = NINE - 75 * SECOND
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "陈美玲", MEI), play.now, hours="law-only")
    play.work()
    play.tell(play.attempt(), "ringing")
    play.clock.forward(seconds=20)
    play.picks_up(play.attempt())
    while play.now < NINE + 10 * SECOND:
        play.clock.forward(seconds=5)
        play.work()
    assert play.carrier.stopped == []


def test_a_telephone_that_began_to_ring_late_is_silenced_before_nine(play: Play) -> None:
    """It waited in the queue, and rings from twenty seconds before nine: it would ring past it."""
    play.clock.at = NINE - 75 * SECOND
    with play.scene() as session:
        greeting(session, customer(session), hours="law-only", next_try_at=play.now)
    play.work()
    play.clock.at = NINE - 20 * SECOND
    play.tell(play.attempt(), "ringing")
    play.work()
    assert play.carrier.stopped == []
    play.clock.at = NINE - 5 * SECOND
    play.work()
    assert play.carrier.stopped == [play.attempt().carrier_id]
