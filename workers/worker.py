"""The worker process: RQ's worker, in one process, with everything imported and connected before the first job."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.registry import StartedJobRegistry

from runtime.logs import bound
from runtime.masking import masked
from workers.bell import QUEUE
from workers.life import Life, end_within
from workers.tools import tools

log = structlog.get_logger()

#: Real seconds that a worker who is told to stop has for the job that it is at.
STOP_SECONDS = 25.0
#: Real seconds between two looks whether Redis is there again.
AGAIN = 0.5


def run_worker(redis: Redis, *, burst: bool = False, stop_seconds: float = STOP_SECONDS) -> None:
    """Work until told to stop, or with `burst` until the queue is empty.

    No fork for each job: a forked job opens its database and carrier connections anew, ten times the cost of the job.
    A job that breaks leaves its attempt in the ledger, where the lease or the reconciler finds it. Told to stop
    (SIGTERM), the worker finishes the job that it is at, takes no other, and is gone after `stop_seconds` in any case.
    """
    life = Life(tools(), "worker")
    with life.beating():
        while True:
            worker = _Worker([Queue(QUEUE, connection=redis)], connection=redis, worker_ttl=60)
            worker.life, worker.stop_seconds = life, stop_seconds
            # Without a Redis it cannot sign off either.
            with suppress(RedisError):
                worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)
            if burst or worker.told_to_stop or not _answers_again(redis, worker):
                return


class _Worker(SimpleWorker):
    """RQ's worker, which tells how it lives and what each line of its log is about."""

    life: Life
    stop_seconds: float
    told_to_stop = False

    def perform_job(self, job: Job, queue: Queue) -> bool:
        with self.life.round(), bound(**_named(job)):
            done: bool = super().perform_job(job, queue)
        return done

    def handle_job_failure(
        self, job: Job, queue: Queue, started_job_registry: StartedJobRegistry | None = None, exc_string: str = ""
    ) -> None:
        """What goes wrong is kept in Redis for an hour: it names nobody there either."""
        super().handle_job_failure(job, queue, started_job_registry, masked(exc_string))

    def handle_warm_shutdown_request(self) -> None:
        self.told_to_stop = True
        end_within(self.stop_seconds)


def _answers_again(redis: Redis, worker: _Worker) -> bool:
    """Wait for Redis; False where we are told to stop meanwhile.

    RQ's worker waits for it between two jobs, and gives up when it goes away during one (rq 2.12).
    """
    log.warning("waits_for_redis")
    with suppress(StopRequested):
        while not worker.told_to_stop:
            time.sleep(AGAIN)
            with suppress(RedisError):
                return bool(redis.ping())
    return False


def _named(job: Job) -> dict[str, Any]:
    """The job, and the id that it is about by what that is the id of."""
    deed = (job.func_name or "").rpartition(".")[2]
    return {"job": deed} | ({_OTHERS.get(deed, "attempt_id"): job.args[0]} if job.args else {})


#: Jobs that are not about an attempt, and what their number is the id of.
_OTHERS = {
    "stop_crossed": "inbound_call_id",
    "place_leg": "leg_id",
    "check_legs": "leg_id",
    "end_leg": "leg_id",
    "tend_recording": "recording_id",
    "hand_over": "transfer_id",
    "rehearse": "rehearsal_id",
    "plan": "number",
    "figures": "number",
    "watch": "number",
}
