"""Calls that come in at the same instant as something else: one row, one conversation, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN
from dialer.calls.place import place
from dialer.inbound.calls import InboundCall
from tests.cast import MEI, customer, follow_up, ready
from tests.dialer.at_once import at_once, while_it_waits
from tests.dialer.family import mother_and_son
from tests.dialer.inbound.rings import calls_us, due_to_them
from tests.dialer.play import Play


def open_calls(play: Play) -> list[str]:
    return [a.direction for a in play.attempts() if a.channel == "call" and a.state in OPEN]


def test_the_same_call_told_twice_at_once_is_one_call_and_one_answer(plays: Iterator[Play]) -> None:
    for play in plays:
        play.opens()
        first, second = at_once(*[partial(calls_us, play)] * 2)
        assert first == second
        assert open_calls(play) == ["in"]
        with play.scene() as session:
            assert session.scalar(select(func.count()).select_from(InboundCall)) == 1


def test_a_customer_without_a_case_whose_call_is_told_twice_has_one_request(plays: Iterator[Play]) -> None:
    for play in plays:
        with play.scene() as session:
            customer(session)
        first, second = at_once(*[partial(calls_us, play)] * 2)
        assert first == second
        assert len(due_to_them(play)) == 1


def test_a_call_that_comes_in_while_a_worker_places_ours_leaves_one_conversation(plays: Iterator[Play]) -> None:
    for play in plays:
        both = mother_and_son(play)
        (one,) = play.tick().place
        heard, _ = at_once(partial(calls_us, play), partial(place, play.tools, one))
        assert heard.token
        assert open_calls(play) == ["in"]
        assert [play.case(f).state for f in both] == [FollowUpState.TALKED] * 2
        play.work()
        assert len(play.carrier.stopped) == len(play.carrier.calls)


def test_calls_of_one_family_from_two_telephones_are_one_conversation(plays: Iterator[Play]) -> None:
    for play in plays:
        with play.scene() as session:
            for login in ("wing", "fai"):
                ready(session, play.now, login)
            follow_up(session, customer(session, "陈美玲", MEI, "+85225251234"))
        rung = at_once(partial(calls_us, play, MEI, "CA-1"), partial(calls_us, play, "+85225251234", "CA-2"))
        assert sorted(bool(heard.token) for heard in rung) == [False, True]
        assert open_calls(play) == ["in"]


def test_what_another_hand_holds_at_this_instant_is_waited_for_and_talked_about(play: Play) -> None:
    """In the order of everybody: the elder first, though the younger is the more pressing one."""
    elder, younger = mother_and_son(play, mine={"priority": 15})
    with play.tools.sessions() as session:

        def goes_on() -> None:
            session.get_one(FollowUp, younger, with_for_update=True)
            session.commit()

        session.get_one(FollowUp, elder, with_for_update=True)
        assert while_it_waits(play.tools.sessions, partial(calls_us, play), then=goes_on)
    assert [play.case(f).state for f in (elder, younger)] == [FollowUpState.TALKED] * 2
