"""What RQ costs for each attempt: our worker with jobs that do nothing, beside RQ's own with no-op jobs."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis
from rq import Queue, SimpleWorker

from bench.measure import Measured, side_by_side
from bench.unpaced import tools_at
from dialer.dispatch import Work
from huifang.engines.postgres import EmbeddedPostgres
from huifang.engines.redis import EmbeddedRedis
from migrations.running import upgrade
from runtime.database import connect
from workers.bell import Bell
from workers.deeds import DEEDS
from workers.tools import hang_up
from workers.worker import run_worker

JOBS, ROUNDS = 500, 5


def nothing(_: int) -> None:
    """A job that costs nothing but RQ."""


def measure() -> list[Measured]:
    """Enqueued and worked off, in turns; the deed itself is left out. Calls of a blast share a job, webhooks do not."""
    with (
        tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder,
        EmbeddedRedis(Path(folder) / "redis") as redis_server,
        EmbeddedPostgres(Path(folder) / "postgres") as server,
        Redis.from_url(redis_server.url) as redis,
    ):
        engine = connect(server.create_database("bench"))
        upgrade(engine)
        hang_up(tools_at(engine, datetime(2026, 11, 24, tzinfo=UTC)))
        found = [_measured("rq per attempt", "place", redis), _measured("rq per webhook", "hear", redis)]
        engine.dispose()
    return found


def _measured(name: str, deed: str, redis: Redis) -> Measured:
    real = DEEDS[deed]
    DEEDS[deed] = lambda _, attempt_id: nothing(attempt_id)
    try:
        ours, bare = side_by_side(lambda: _ours(redis, deed), lambda: _bare(redis), ROUNDS)
    finally:
        DEEDS[deed] = real
    return Measured(name, f"{JOBS:,} of them", ours, "no-op jobs, SimpleWorker", bare, JOBS, at_most=1.3)


def _ours(redis: Redis, deed: str) -> None:
    Bell(redis).ring(Work(**{deed: list(range(JOBS))}))
    run_worker(redis, burst=True)


def _bare(redis: Redis) -> None:
    queue = Queue("bench", connection=redis)
    queue.enqueue_many([Queue.prepare_data(nothing, args=(n,), result_ttl=0) for n in range(JOBS)])
    SimpleWorker([queue], connection=redis).work(burst=True, logging_level="WARNING")
