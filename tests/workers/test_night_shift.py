"""From the tick over the bell to the worker: every claim is carried out, and Redis may forget what it likes."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Event

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.registry import FailedJobRegistry
from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from dialer.agents.presence import Leg, announce
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.heard import write_down
from dialer.calls.place import TOGETHER
from dialer.calls.record import Report
from dialer.dispatch import Work
from tests.cast import MEI, agent, branch, customer, event, greeting
from tests.dialer.play import Play
from workers import jobs, tools
from workers.bell import HANDFUL, LEGS, QUEUE, SPREAD, TIMEOUT, TIMEOUTS, TTL, Bell
from workers.clock import run_clock
from workers.worker import run_worker


def night(play: Play, bell: Bell, redis: Redis) -> None:
    """One tick, the bell, and the workers until nothing is left to do."""
    bell.ring(play.tick())
    run_worker(redis, burst=True)


def test_a_claim_is_placed(play: Play, bell: Bell, redis: Redis) -> None:
    play.opens()
    night(play, bell, redis)
    assert [c.to for c in play.carrier.calls] == [MEI]
    assert play.attempt().state is AttemptState.PLACED


def test_every_deed_has_its_job(play: Play, bell: Bell, redis: Redis) -> None:
    """A text, a look-up, a stop, a leg that is rung and ended: each one is done by its id alone."""
    call = play.rings()
    play.tell(call, "ended", Result.NO_ANSWER)
    play.clock.forward(hours=4)
    night(play, bell, redis)  # the text, and the second call
    assert (len(play.carrier.texts), len(play.carrier.calls)) == (1, 2)
    second = play.attempt()
    play.leaves_in_peace()
    night(play, bell, redis)
    assert play.carrier.stopped == [second.carrier_id]
    play.carrier.tells(second.carrier_id or "", "ended", "cancelled")
    night(play, bell, redis)
    assert play.attempt().result is Result.CANCELLED


def test_an_agents_leg_is_rung_and_ended(play: Play, bell: Bell, redis: Redis) -> None:
    with play.scene() as session:
        branch(session)
        announce(session, agent(session).id, "available", play.now, timedelta(minutes=1))
    night(play, bell, redis)
    assert [c.leg for c in play.carrier.calls] == [True]
    play.clock.forward(minutes=5)
    night(play, bell, redis)
    with play.scene() as session:
        assert session.query(Leg.state).scalar() == "ended"


def test_a_redis_that_forgot_everything_costs_one_lease(play: Play, bell: Bell, redis: Redis) -> None:
    play.opens()
    bell.ring(play.tick())
    redis.flushall()
    night(play, bell, redis)
    assert play.carrier.calls == []
    play.clock.forward(seconds=70)
    night(play, bell, redis)
    assert len(play.carrier.calls) == 1
    assert play.case().tries_made == 1


def test_a_job_that_comes_twice_is_done_once(play: Play, bell: Bell, redis: Redis) -> None:
    play.opens()
    work = Work(place=play.tick().place)
    assert bell.ring(work) + bell.ring(work) == 2
    run_worker(redis, burst=True)
    assert len(play.carrier.calls) == 1


def test_jobs_for_ids_that_are_gone_do_nothing(play: Play, bell: Bell, redis: Redis) -> None:
    bell.ring(Work(place=[4711], reconcile=[4711], stop=[4711], place_leg=[4711], end_leg=[4711]))
    run_worker(redis, burst=True)
    queue = Queue(QUEUE, connection=redis)
    assert len(queue) == 0
    assert FailedJobRegistry(queue=queue).count == 0
    assert play.carrier.calls == []


def test_a_job_that_breaks_leaves_its_attempt_to_the_reconciler(play: Play, bell: Bell, redis: Redis) -> None:
    play.opens()
    play.carrier.loses = RuntimeError("a mistake in an adapter")
    night(play, bell, redis)
    assert play.attempt().state is AttemptState.PLACING
    play.carrier.loses = None
    play.clock.forward(seconds=30)
    night(play, bell, redis)
    assert (play.attempt().state, len(play.carrier.calls)) == (AttemptState.PLACED, 1)


def test_a_job_carries_an_id_and_does_not_wait_for_ever(play: Play, bell: Bell, redis: Redis) -> None:
    play.opens()
    bell.ring(Work(place=play.tick().place))
    (job,) = Queue(QUEUE, connection=redis).get_jobs()
    assert (job.func, job.args, job.kwargs) == (jobs.place, (play.attempt().id,), {})
    assert (job.ttl, job.result_ttl, job.retries_left) == (TTL, 0, None)


@pytest.mark.parametrize(
    ("calls", "jobs", "each"),
    [(SPREAD * 2 - 1, SPREAD * 2 - 1, 1), (SPREAD * 2, SPREAD, 2), (SPREAD * HANDFUL + 2, SPREAD + 1, HANDFUL)],
)
def test_many_calls_are_handed_out_by_the_handful_so_that_every_worker_has_some(
    bell: Bell, redis: Redis, calls: int, jobs: int, each: int
) -> None:
    assert bell.ring(Work(place=list(range(calls)))) == jobs
    handed = Queue(QUEUE, connection=redis).get_jobs()
    assert [one for job in handed for one in job.args] == list(range(calls))
    assert {(len(job.args), job.timeout) for job in handed[:SPREAD]} == {(each, each * TIMEOUT)}


def test_many_telephones_are_asked_about_in_one_job(bell: Bell, redis: Redis) -> None:
    assert bell.ring(Work(check_legs=list(range(LEGS + 1)))) == 2
    assert [len(job.args) for job in Queue(QUEUE, connection=redis).get_jobs()] == [LEGS, 1]


def test_one_of_a_handful_that_breaks_holds_up_no_other(play: Play, bell: Bell, redis: Redis) -> None:
    calls = SPREAD * (TOGETHER + 2)
    with play.scene() as session:
        for number in range(calls):
            greeting(session, customer(session, f"客{number}", f"+8529123{number:04}"))
    bell.ring(Work(place=play.tick().place))

    def breaks(wanted: object) -> None:
        if len(play.carrier.calls) == 1:
            raise RuntimeError("a mistake in an adapter")

    play.carrier.meanwhile = breaks
    run_worker(redis, burst=True)
    with play.tools.sessions() as session:
        states = Counter(session.scalars(select(Attempt.state)))
    assert states == {AttemptState.PLACED: calls - 1, AttemptState.PLACING: 1}


def test_planning_a_house_may_take_longer_than_a_call(play: Play, bell: Bell, redis: Redis) -> None:
    with play.scene() as session:
        event(session, customer(session), play.now.date())
    bell.ring(Work(plan=play.tick().plan))
    (job,) = Queue(QUEUE, connection=redis).get_jobs()
    assert (job.func, job.timeout) == (jobs.plan, TIMEOUTS["plan"])
    run_worker(redis, burst=True)
    with play.tools.sessions() as session:
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 3


def test_nothing_to_do_rings_nobody(bell: Bell, redis: Redis) -> None:
    assert bell.ring(Work()) == 0
    assert redis.dbsize() == 0


def test_the_clock_ticks_until_it_is_told_to_stop(play: Play, redis: Redis) -> None:
    stopping = Event()

    class LastBell(Bell):
        def ring(self, work: Work) -> int:
            stopping.set()
            return super().ring(work)

    play.opens()
    run_clock(play.tools, LastBell(redis), every=0.0, stopping=stopping)
    run_worker(redis, burst=True)
    assert len(play.carrier.calls) == 1


def test_what_the_carrier_tells_between_two_ticks_is_not_kept_waiting(play: Play, redis: Redis) -> None:
    """The next tick is a minute away."""
    call, stopping = play.rings(), Event()

    class Telling(Bell):
        def ring(self, work: Work) -> int:
            if work.hear:
                stopping.set()
            else:
                with play.scene() as session:
                    write_down(session, Report("a-message", call.carrier_id or "", "ringing"), play.now)
            return super().ring(work)

    run_clock(play.tools, Telling(redis), every=60.0, stopping=stopping)
    run_worker(redis, burst=True)
    assert play.attempt().state is AttemptState.RINGING


def test_a_redis_that_is_away_does_not_stop_the_clock(play: Play, bell: Bell, redis: Redis) -> None:
    """The claim stands in the ledger; its lease brings it back."""
    stopping = Event()
    rung: list[Work] = []

    class FarAway(Bell):
        def ring(self, work: Work) -> int:
            rung.append(work)
            if len(rung) == 2:
                stopping.set()
            return Bell(Redis(port=1, retry=Retry(NoBackoff(), 0))).ring(work)

    play.opens()
    run_clock(play.tools, FarAway(redis), every=0.0, stopping=stopping)
    assert [len(work.place) for work in rung] == [1, 0]
    play.clock.forward(seconds=70)
    night(play, bell, redis)
    assert len(play.carrier.calls) == 1


def test_a_worker_without_tools_says_how_to_start_it(play: Play) -> None:
    hung, tools._wall[:] = list(tools._wall), []
    try:
        with pytest.raises(RuntimeError, match="huifang worker"):
            tools.tools()
    finally:
        tools._wall[:] = hung
