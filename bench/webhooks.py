"""Status webhooks beside bare Flask with the signature and one committed row, on the same server and database.

Once as fast as 32 clients can, who share the machine with the server; once at a steady rate, as calls bring them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import text

from bench.load import Post, percentile, send, signed
from bench.measure import Measured
from bench.people import people
from huifang.house import House, free_port
from migrations.running import upgrade
from runtime.database import connect

CALLS, ROUNDS, IN_FLIGHT = 800, 4, 32
#: Webhooks a second; an account that places one call a second gets four.
STEADY = 200
_LIMIT = "Flask, signature, one row"
SECRET = "bench"
#: What Twilio tells of a call that nobody takes, and of one that is answered while no agent is there.
_MISSED = ("initiated", "ringing", "no-answer")
_ANSWERED = ("initiated", "ringing", "in-progress", "completed")

_FILL = f"""
    create table bare (id bigserial primary key, sid text not null, status text not null);
    {people(CALLS * ROUNDS)}
    insert into follow_up (customer_id, playbook, step, occurrence_key, purpose, role, hours, mode, priority, first_day,
    last_day, opens_at, closes_at, next_try_at, tries_allowed, tries_made, state, created_at)
    select id, 'skin-laser', 'day-1', 'bench/' || id, 'care', 'service', 'clinic', 'agent', 10, current_date,
    current_date, now() - interval '1 hour', now() + interval '2 days', now(), 3, 1, 'underway', now() from customer;
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, body,
    ring_seconds, state, reason, claimed_at, placing_at, placed_at, deadline_at, carrier_id, machine, evidence)
    select 'bench-' || f.id, f.id, f.customer_id, 'call', 'out', n.e164, '+85231230001', '', 'agent', '', 25, 'placed',
    'accepted', now(), now(), now(), now() + interval '1 day', 'CA' || lpad(f.id::text, 32, '0'), false, '{{}}'
    from follow_up f join customer_number n on n.customer_id = f.customer_id;
    analyze;
"""


def measure() -> Measured:
    """As fast as they come, rounds in turns; the p99 is of all our rounds together."""
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, House(Path(folder), {}) as house:
        ours, bare = _start(house)
        seconds: tuple[list[float], list[float]] = ([], [])
        taken: list[float] = []
        least_taken: list[float] = []
        sent = 0
        for one in range(ROUNDS):
            for wave in _waves(house.environment["HUIFANG_PUBLIC_URL"], one):
                took, times = send(ours, wave, IN_FLIGHT)
                seconds[0].append(took)
                taken += times
                plain = [_bare_post(house.environment["HUIFANG_PUBLIC_URL"], n) for n in range(len(wave))]
                took, times = send(bare, plain, IN_FLIGHT)
                seconds[1].append(took)
                least_taken += times
                sent += len(wave)
    spent, least = (sum(one) for one in seconds)
    p99, limit_p99 = _p99(taken), _p99(least_taken)
    amount = f"{sent:,}, {IN_FLIGHT} in flight"
    # 0.6 of the requests a second.
    wanted = {"at_most": 1 / 0.6, "p99_at_most": 100.0}
    return Measured("status webhook", amount, spent, _LIMIT, least, sent, p99, limit_p99, **wanted)


def measure_steady() -> Measured:
    """At a steady rate: the seconds are those that all of them waited for their answers together."""
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, House(Path(folder), {}) as house:
        ours, bare = _start(house)
        public = house.environment["HUIFANG_PUBLIC_URL"]
        taken: list[float] = []
        plain: list[float] = []
        for wave in _waves(public, 0):
            taken += send(ours, wave, IN_FLIGHT, STEADY)[1]
            plain += send(bare, [_bare_post(public, n) for n in range(len(wave))], IN_FLIGHT, STEADY)[1]
    amount = f"{len(taken):,}, {STEADY} a second"
    return Measured("status webhook", amount, sum(taken), _LIMIT, sum(plain), len(taken), _p99(taken), _p99(plain))


def _p99(taken: list[float]) -> float:
    return percentile(taken, 0.99) * 1000


def _start(house: House) -> tuple[int, int]:
    """Our web server and the bare one, with the same number of processes and threads; their ports."""
    ours, bare = free_port(), free_port()
    house.environment |= {
        "HUIFANG_PUBLIC_URL": "https://bench.example.org",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": SECRET,
    }
    engine = connect(house.environment["DATABASE_URL"])
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text(_FILL))
    engine.dispose()
    house.start("web", "web", "--port", str(ours))
    options = ["--bind", f"127.0.0.1:{bare}", "--workers", "2", "--threads", "8", "--worker-class", "gthread"]
    house.children.start("bare", [sys.executable, "-m", "gunicorn", *options, "bench.bare:app"], house.environment)
    for port in (ours, bare):
        _await(port, house)
    return ours, bare


def _await(port: int, house: House) -> None:
    while True:
        house.assert_well()
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
        except URLError as wrong:
            if isinstance(wrong.reason, ConnectionRefusedError):
                time.sleep(0.1)
                continue
        return


def _waves(public: str, one: int) -> Iterator[list[Post]]:
    """All calls of a round come as far at a time as calls do, so that no two webhooks of one call are in flight."""
    calls = range(one * CALLS + 1, (one + 1) * CALLS + 1)
    for nth in range(len(_ANSWERED)):
        told = [(n, _ANSWERED if n % 2 else _MISSED) for n in calls]
        yield [_post(public, n, stages[nth], nth) for n, stages in told if nth < len(stages)]


def _post(public: str, n: int, status: str, nth: int) -> Post:
    form = _form(n, status) | {"SequenceNumber": str(nth)}
    return signed(public, f"/twilio/call/bench-{n}/status", form, SECRET)


def _bare_post(public: str, n: int) -> Post:
    return signed(public, "/status", _form(n, "ringing"), SECRET)


def _form(n: int, status: str) -> dict[str, str]:
    """As long as Twilio's own, with every field that it sends."""
    geography = {f"{who}{what}": "" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip")}
    numbers = {"From": "+85231230001", "Caller": "+85231230001", "To": "+85290000001", "Called": "+85290000001"}
    return (
        geography
        | numbers
        | {
            "CallSid": f"CA{n:032}",
            "AccountSid": "AC" + "0" * 32,
            "CallStatus": status,
            "Direction": "outbound-api",
            "ApiVersion": "2010-04-01",
            "CallbackSource": "call-progress-events",
        }
    )
