"""The bell: Redis only wakes workers. Rows are the schedule, so that losing Redis loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job

from dialer.dispatch import Work
from workers import jobs

#: The one queue: a worker of several queues can lose a job when it is killed between two of them (rq 2.12).
QUEUE = "huifang"
#: Real seconds. A job is one request to the carrier; results are in the ledger, not in Redis.
TIMEOUT, RESULT_TTL, FAILURE_TTL = 60, 0, 3600
#: Planning or counting a whole house may take a while; every other deed is one request to the carrier.
TIMEOUTS = {"plan": 3600, "figures": 3600}
#: Calls claimed at once are handed out to so many jobs, that all workers have some; a job gets no more than a handful.
SPREAD, HANDFUL = 8, 16
#: So many agents' telephones are asked about in one job.
LEGS = 100
#: A job that no worker has taken by then is stale: the ledger has asked again. Nothing piles up while workers are away.
TTL = 120


class Bell:
    """Rings for the workers."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = Queue(QUEUE, connection=redis, default_timeout=TIMEOUT)

    def ring(self, work: Work) -> int:
        """Enqueue the jobs for these ids, after the claims are committed; how many."""
        wanted = [
            Queue.prepare_data(
                getattr(jobs, deed.name),
                args=ids,
                timeout=TIMEOUTS.get(deed.name, TIMEOUT) * len(ids),
                ttl=TTL,
                result_ttl=RESULT_TTL,
                failure_ttl=FAILURE_TTL,
            )
            for deed in fields(work)
            for ids in _handed_out(deed.name, getattr(work, deed.name))
        ]
        made: list[Job] = self._queue.enqueue_many(wanted) if wanted else []
        return len(made)

    def answers(self) -> bool:
        """Redis answers."""
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False


def _handed_out(deed: str, ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """One id to a job; of many calls a handful, so that RQ's own work for a job is shared by them. The carrier is
    asked about many telephones at a time."""
    shared = {"place": max(1, min(HANDFUL, len(ids) // SPREAD)), "check_legs": LEGS}
    together = shared.get(deed, 1)
    yield from (tuple(ids[at : at + together]) for at in range(0, len(ids), together))
