"""The worker process: RQ's worker, in one process, with everything imported and connected before the first job."""

from __future__ import annotations

from redis import Redis
from rq import Queue, SimpleWorker

from workers.bell import QUEUE


def run_worker(redis: Redis, *, burst: bool = False) -> None:
    """Work until told to stop, or with `burst` until the queue is empty.

    No fork for each job: a forked job opens its database and carrier connections anew, ten times the cost of the job.
    A job that breaks leaves its attempt in the ledger, where the lease or the reconciler finds it.
    """
    worker = SimpleWorker([Queue(QUEUE, connection=redis)], connection=redis, worker_ttl=60)
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)
