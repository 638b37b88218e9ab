"""Several hands on one family at the same instant: everything is talked about once, and nobody waits for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN, AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.place import place
from dialer.inbound.ring_back import ring_back
from dialer.inbound.texts import Came, receive
from dialer.topics import Topic
from tests.cast import MEI, customer, follow_up, greeting, ready
from tests.dialer.at_once import at_once, while_it_waits
from tests.dialer.family import mother_and_son, states, topics
from tests.dialer.play import Play

LINE = "+85221234567"


def in_open_calls(play: Play) -> Counter[int]:
    """How many open calls each follow-up is in, as lead or as companion."""
    with play.tools.sessions() as session:
        calls = select(Attempt.id).where(Attempt.channel == "call", Attempt.state.in_(OPEN))
        led = session.scalars(select(Attempt.follow_up_id).where(Attempt.id.in_(calls))).all()
        joined = session.scalars(select(Topic.follow_up_id).where(Topic.attempt_id.in_(calls))).all()
    return Counter([*led, *joined])


def families(play: Play) -> None:
    """Three telephones with two people each, three matters for each of them, and four agents."""
    with play.scene() as session:
        for login in ("wing", "fai", "ling", "ben"):
            ready(session, play.now, login)
        for n in range(6):
            whose = customer(session, f"客{n}", f"+8529123450{n // 2}")
            for step, priority in (("day-1", 10 + n % 2), ("day-3", 20)):
                follow_up(session, whose, step=step, priority=priority)
            greeting(session, whose)


def test_two_dispatchers_put_each_matter_into_one_call(plays: Iterator[Play]) -> None:
    for play in plays:
        families(play)
        at_once(*[play.tick] * 3)
        found = in_open_calls(play)
        assert set(found.values()) == {1}
        assert len(found) == 18, "four matters and two greetings on each of three telephones"
        with play.tools.sessions() as session:
            underway = select(FollowUp.id).where(FollowUp.state == FollowUpState.UNDERWAY)
            assert set(session.scalars(underway)) == {f for f in found if play.case(f).mode == "agent"}


def test_a_ring_back_and_a_dispatcher_share_no_matter(plays: Iterator[Play]) -> None:
    for play in plays:
        both = mother_and_son(play)
        with play.scene() as session:
            ready(session, play.now, "fai")

        def rings_back(play: Play = play) -> str:
            with play.scene() as session:
                return ring_back(session, MEI, LINE, "CA-in", play.now)[1]

        at_once(rings_back, play.tick)
        found = in_open_calls(play)
        assert set(found.values()) == {1}
        assert set(found) <= set(both)
        assert all((play.case(one).state is FollowUpState.PLANNED) == (one not in found) for one in both)


def test_a_stop_word_at_the_instant_of_placing_is_heard_for_the_whole_telephone(plays: Iterator[Play]) -> None:
    for play in plays:
        both = mother_and_son(play)
        (one,) = play.tick().place

        def stops(play: Play = play) -> None:
            with play.scene() as session:
                receive(session, Came("SM-in", MEI, LINE, "TD"), play.now)

        at_once(partial(place, play.tools, one), stops)
        call = play.attempt(one)
        assert call.state is AttemptState.RELEASED or call.stop_wanted_at is not None
        if call.state is not AttemptState.RELEASED:
            play.tell(call, "ended", Result.CANCELLED)
        play.clock.forward(hours=1)
        play.work()
        assert states(play, both) == [FollowUpState.WITHDRAWN] * 2


def test_the_last_word_and_the_entry_may_come_together_for_a_whole_family(plays: Iterator[Play]) -> None:
    for play in plays:
        both = mother_and_son(play)
        call = play.rings_next()
        play.picks_up(call)
        at_once(
            partial(play.tell, call, "ended", Result.TALKED),
            partial(play.concludes, call, "refused"),
            partial(play.concludes, call, "well"),
            play.leaves_in_peace,
        )
        assert states(play, both) == [FollowUpState.DONE] * 2
        assert len(play.outcomes()) == 2


def test_what_another_hand_holds_is_left_to_it_and_not_waited_for(play: Play) -> None:
    mother, son = mother_and_son(play)
    with play.tools.sessions() as session:
        session.get_one(FollowUp, son, with_for_update=True)
        assert not while_it_waits(play.tools.sessions, play.tick, then=session.commit)
    assert topics(play) == [mother]
