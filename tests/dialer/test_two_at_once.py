"""Two of a kind at the same instant: dispatchers and workers, and nobody is rung twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from dialer.calls.place import place
from dialer.inbound.ring_back import ring_back
from dialer.pacing import Bucket
from dialer.topics import Topic
from tests.cast import MEI, customer, follow_up, greeting, ready
from tests.dialer.at_once import at_once
from tests.dialer.play import Play


def open_calls(play: Play) -> list[Attempt]:
    return [a for a in play.attempts() if a.channel == "call" and a.state in OPEN]


def test_two_dispatchers_never_claim_the_same(plays: Iterator[Play]) -> None:
    """Nine matters of six customers on five telephones, three agents, three dispatchers even."""
    for play in plays:
        with play.scene() as session:
            for login in ("wing", "fai", "ling"):
                ready(session, play.now, login)
            for n in range(6):
                whose = customer(session, f"客{n}", f"+8529123450{max(n, 1)}")  # the first two share one
                follow_up(session, whose)
                if n % 2:
                    greeting(session, whose)
        works = at_once(*[play.tick] * 3)
        calls = open_calls(play)
        assert sorted(one for work in works for one in work.place) == sorted(a.id for a in calls)
        assert sum(a.agent_id is not None for a in calls) == len({a.agent_id for a in calls} - {None})
        for what in ("customer_id", "e164", "follow_up_id"):
            assert max(Counter(getattr(a, what) for a in calls).values()) == 1
        with play.scene() as session:
            underway = set(session.scalars(select(FollowUp.id).where(FollowUp.state == FollowUpState.UNDERWAY)))
            joined = session.scalars(select(Topic.follow_up_id).join(FollowUp).where(FollowUp.mode == "agent")).all()
        assert underway == {*joined, *(a.follow_up_id for a in calls)}
        # A row that another dispatcher holds is left to it, and then called about another time: one joins, or none.
        assert len(joined) <= 1


def test_nobody_is_idle_while_somebody_waits(plays: Iterator[Play]) -> None:
    """What one dispatcher skipped because the other held it is claimed in the next tick at the latest."""
    for play in plays:
        with play.scene() as session:
            for n, login in enumerate(("wing", "fai", "ling")):
                ready(session, play.now, login)
                follow_up(session, customer(session, f"客{n}", f"+8529123450{n}"))
        at_once(*[play.tick] * 2)
        play.tick()
        assert len(open_calls(play)) == 3


def test_two_dispatchers_share_one_budget(plays: Iterator[Play]) -> None:
    for play in plays:
        with play.scene() as session:
            session.get_one(Bucket, "AC-test").tokens = 5.0
            for n in range(12):
                greeting(session, customer(session, f"客{n}", f"+852912345{n:02}"))
        at_once(*[play.tick] * 2)
        assert len(open_calls(play)) == 5


def test_two_workers_with_the_same_job_ring_once(plays: Iterator[Play]) -> None:
    for play in plays:
        play.opens()
        (one,) = play.tick().place
        at_once(*[partial(place, play.tools, one)] * 3)
        assert len(play.carrier.calls) == 1
        assert play.case().tries_made == 1


def test_an_agent_is_not_given_to_a_ring_back_and_to_a_call_at_once(plays: Iterator[Play]) -> None:
    for play in plays:
        with play.scene() as session:
            ready(session, play.now)
            rang = follow_up(session, customer(session), next_try_at=play.now.replace(hour=9)).id
            called = follow_up(session, customer(session, "李明", "+85291234568")).id

        def rings_back(play: Play = play) -> str:
            with play.scene() as session:
                return ring_back(session, MEI, "+85221234567", "CA-in", play.now)[1]

        token, work = at_once(rings_back, play.tick)
        calls = open_calls(play)
        assert len(calls) <= 1
        assert bool(token) + len(work.place) == len(calls)
        assert (play.case(rang).state is FollowUpState.TALKED) == bool(token)
        assert (play.case(called).state is FollowUpState.UNDERWAY) == bool(work.place)


def test_two_customers_who_ring_back_at_once_share_one_agent_between_them(plays: Iterator[Play]) -> None:
    for play in plays:
        numbers = (MEI, "+85291234568")
        with play.scene() as session:
            ready(session, play.now)
            for n in numbers:
                follow_up(session, customer(session, n, n), next_try_at=play.now.replace(hour=9))

        def rings_back(number: str, play: Play = play) -> str:
            with play.scene() as session:
                return ring_back(session, number, "+85221234567", f"CA-{number}", play.now)[1]

        tokens = at_once(*(partial(rings_back, n) for n in numbers))
        assert sum(map(bool, tokens)) == len(open_calls(play)) == 1
