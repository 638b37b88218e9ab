"""Placing through the whole night shift, beside twilio-python alone creating calls at the same network.

Ours: the clock claims and judges, RQ wakes two workers, each judges again, writes the intent down, asks the carrier,
and writes its answer down. The calls then wait in the network's queue: nothing rings, and no webhook takes part.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from twilio.rest import Client  # noqa: TID251 -- it is what ours stands beside

from bench.measure import Measured
from bench.people import people
from huifang.demo.stage import await_answer, network_options, settle_addresses
from huifang.house import House
from migrations.running import upgrade
from runtime.clock import set_shared_clock
from runtime.database import connect, sessions

CALLS, ROUNDS, WORKERS = 600, 3, 2
#: A Tuesday, eleven in the morning in Hong Kong.
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
#: Nothing of ours paces.
_UNPACED = dict.fromkeys(("HUIFANG_CALLS_PER_SECOND", "HUIFANG_CALLER_ID_CALLS_PER_SECOND"), "100000") | {
    "HUIFANG_CONCURRENT_CALLS": "1000000"
}
#: Calls a second that leave the network's queue: so few that hardly any rings; it takes 86,400 times as many in.
_RINGS = 0.05
#: Seconds after which a round is given up.
_PATIENCE = 120
_DUE = text("""
    insert into follow_up (customer_id, playbook, step, occurrence_key, purpose, role, hours, mode, priority, first_day,
    last_day, opens_at, closes_at, next_try_at, tries_allowed, tries_made, state, created_at)
    select id, 'holiday-greeting', 'greeting', 'bench/' || id, 'marketing', 'service', 'greeting', 'greeting', 80,
    '2026-11-24', '2026-11-24', :now - interval '1 hour', :now + interval '9 hours', :now, 1, 0, 'planned', :now
    from customer where id > :after and id <= :after + :calls""")
_PLACED = text("select count(*) from attempt where placed_at is not null")


def measure() -> Measured:
    """The median of some rounds, taken in turns."""
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, House(Path(folder)) as house:
        engine = _open(house)
        ours: list[float] = []
        alone: list[float] = []
        for nth in range(ROUNDS):
            ours.append(_placed(house, engine, nth * CALLS))
            alone.append(_created(house))
        engine.dispose()
    amount, limit = f"{CALLS} calls", "twilio-python in a loop"
    # Half of the calls a second.
    return Measured("place", amount, statistics.median(ours), limit, statistics.median(alone), CALLS, at_most=2.0)


def _open(house: House) -> Engine:
    """The network, the workers and the clock, and customers of whom nobody is due."""
    settle_addresses(house)
    house.environment |= _UNPACED
    set_shared_clock(house.environment["HUIFANG_CLOCK"], NOW, 1.0)
    engine = connect(house.environment["DATABASE_URL"])
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(people(CALLS * ROUNDS)))
    options = network_options(house, sessions(engine), seed=1)
    house.start("sandbox", "sandbox", *options, "--calls-per-second", str(_RINGS))
    await_answer(f"{house.environment['TWILIO_API_URL']}/sandbox/health", house)
    for nth in range(WORKERS):
        house.start(f"worker-{nth}", "worker")
    house.start("clock", "clock")
    return engine


def _placed(house: House, engine: Engine, after: int) -> float:
    """Seconds from the commit by which so many are due until all are placed."""
    with engine.begin() as connection:
        connection.execute(_DUE, {"now": NOW, "after": after, "calls": CALLS})
    began, placed = time.perf_counter(), after
    while time.perf_counter() < began + _PATIENCE:
        house.assert_well()
        with engine.connect() as connection:
            placed = connection.execute(_PLACED).scalar_one()
        if placed == after + CALLS:
            return time.perf_counter() - began
        time.sleep(0.02)
    raise TimeoutError(f"{placed - after} of {CALLS} calls were placed within {_PATIENCE} s")


def _created(house: House) -> float:
    """Seconds for as many creates, one after the other, by Twilio's SDK as it comes."""
    settings = house.settings()
    client = Client(settings.twilio_account_sid, settings.twilio_auth_token)
    client.api.base_url = settings.twilio_api_url or client.api.base_url
    told = f"{settings.public_url}/twilio/call/bench"
    events = ["initiated", "ringing", "answered", "completed"]

    def create(number: int) -> None:
        client.calls.create(
            to=f"+852{98000000 + number}",
            from_="+85231230001",
            url=f"{told}/answer",
            status_callback=f"{told}/status",
            status_callback_event=events,
            timeout=25,
        )

    create(0)
    began = time.perf_counter()
    for number in range(CALLS):
        create(number)
    return time.perf_counter() - began
