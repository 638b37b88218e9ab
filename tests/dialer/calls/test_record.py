"""The record: whatever order the carrier's messages come in, and however often, the end is the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, AttemptChange, CarrierEvent
from dialer.calls.answer import Speak, answer
from dialer.calls.record import Report, attempt_id_of, record
from tests.cast import TUESDAY_11, customer, follow_up, ready
from tests.dialer.play import Play

SID = "CA7"
TALKED = ("ringing", "answered", "picks up", "ended")


def about_to_ring(session: Session, n: int) -> Attempt:
    """A call whose intent is committed; the carrier's answer is not here yet."""
    agent = ready(session, TUESDAY_11, f"agent-{n}")
    case = follow_up(session, customer(session, f"客{n}", f"+85290{n:06}"), state=FollowUpState.UNDERWAY, tries_made=1)
    call = Attempt(
        follow_up_id=case.id,
        customer_id=case.customer_id,
        channel="call",
        e164=f"+85290{n:06}",
        line="+85221234567",
        mode="agent",
        agent_id=agent.id,
        ring_seconds=25,
        state=AttemptState.PLACING,
        placing_at=TUESDAY_11,
        machine=False,
        evidence={},
    )
    session.add(call)
    session.flush()
    return call


def hear(session: Session, call: Attempt, message: str, result: Result) -> None:
    sid = f"{SID}-{call.id}"
    if message == "picks up":
        answer(session, call.id, sid, TUESDAY_11)
    else:
        ended = result if message == "ended" else None
        record(session, call.id, Report(f"{sid}/{message}", sid, message, ended), TUESDAY_11)


def test_a_conversation_ends_as_one_in_every_order_of_its_messages(session: Session) -> None:
    """Each comes twice, and "placed" late. Where the line was down before we were asked, nobody was there."""
    for n, order in enumerate(permutations(TALKED)):
        call = about_to_ring(session, n)
        for message in (*order, "placed", *order):
            hear(session, call, message, Result.TALKED)
        in_time = order.index("picks up") < order.index("ended")
        session.flush()
        session.refresh(call)
        result = Result.TALKED if in_time else Result.ABANDONED
        case = FollowUpState.TALKED if in_time else FollowUpState.PLANNED
        assert (call.state, call.result, call.carrier_id) == (AttemptState.ENDED, result, f"{SID}-{call.id}"), order
        assert follow_up_of(session, call) == (case, 1), order


@pytest.mark.parametrize("result", [Result.BUSY, Result.NO_ANSWER, Result.FAILED, Result.CANCELLED])
def test_a_missed_call_ends_as_one_in_every_order_of_its_messages(session: Session, result: Result) -> None:
    for n, order in enumerate(permutations(("placed", "ringing", "ended"))):
        call = about_to_ring(session, n)
        for message in (*order, *order):
            hear(session, call, message, result)
        assert (call.state, call.result) == (AttemptState.ENDED, result), order
        assert follow_up_of(session, call) == (FollowUpState.PLANNED, 1), order


def follow_up_of(session: Session, call: Attempt) -> tuple[FollowUpState, int]:

    case = session.get_one(FollowUp, call.follow_up_id)
    return case.state, case.tries_made


def test_what_is_final_stays_as_it_is_whatever_comes(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.BUSY)
    before = play.attempt()
    play.clock.forward(minutes=5)
    for stage, result in (("ringing", None), ("answered", None), ("ended", Result.TALKED), ("ended", Result.NO_ANSWER)):
        play.tell(call, stage, result)
    assert isinstance(play.picks_up(call), Speak)
    after = play.attempt()
    assert (after.state, after.result, after.ended_at) == (before.state, before.result, before.ended_at)
    assert play.case().next_try_at == TUESDAY_11 + timedelta(minutes=12)


def test_each_change_leaves_one_row_and_each_message_one(play: Play) -> None:
    call = play.rings()
    for _ in range(2):
        play.tell(call, "ringing", key="ringing")
        play.tell(call, "ended", Result.NO_ANSWER, key="ended")
    with play.scene() as session:
        changes = session.scalars(select(AttemptChange.to_state).order_by(AttemptChange.id)).all()
        heard = session.scalars(select(CarrierEvent.kind).order_by(CarrierEvent.id)).all()
    assert changes == ["placing", "placed", "ringing", "ended"]
    assert heard == ["ringing", "ended:no_answer"]


def test_a_message_that_was_heard_before_says_so(play: Play) -> None:
    call = play.rings()
    assert play.tell(call, "ringing", key="one")
    assert not play.tell(call, "ringing", key="one")


def test_a_message_before_the_carriers_answer_binds_its_id(play: Play) -> None:
    play.opens()
    (one,) = play.tick().place
    with play.scene() as session:
        session.get_one(Attempt, one).state = AttemptState.PLACING
    play.tell(play.attempt(), "placed")
    assert (play.attempt().state, play.attempt().carrier_id) == (AttemptState.PLACED, "CA-early")


def test_a_message_for_a_call_whose_fate_is_unknown_settles_it(play: Play) -> None:
    play.opens()
    (one,) = play.tick().place
    with play.scene() as session:
        session.get_one(Attempt, one).state = AttemptState.UNKNOWN
    play.tell(play.attempt(), "ended", Result.BUSY)
    assert (play.attempt().state, play.case().waits_for) == (AttemptState.ENDED, "after_busy")


def test_a_message_about_a_call_that_we_have_not_asked_for_changes_nothing(play: Play) -> None:
    """Nobody can know its token yet: it is a guess."""
    play.opens()
    (one,) = play.tick().place
    play.tell(play.attempt(), "ended", Result.NO_ANSWER)
    assert play.attempt(one).state is AttemptState.CLAIMED
    play.work()
    assert play.case().state is FollowUpState.UNDERWAY


def test_the_end_of_a_second_call_under_the_same_token_is_not_the_end_of_ours(play: Play) -> None:
    """The carrier doubled the call; the younger was stopped, and says that it was cancelled."""
    call = play.rings()
    play.tell(call, "ringing")
    with play.scene() as session:
        record(session, call.id, Report("younger", "CA-younger", "ended", Result.CANCELLED), play.now)
    assert (play.attempt().state, play.case().state) == (AttemptState.RINGING, FollowUpState.UNDERWAY)
    with play.scene() as session:
        assert isinstance(answer(session, call.id, "CA-younger", play.now), Speak)
    assert play.attempt().bridged_at is None


@pytest.mark.parametrize(("by", "found"), [("token", True), ("carrier_id", True), ("stranger", False)])
def test_whose_message_it_is(play: Play, by: str, found: bool) -> None:
    call = play.rings()
    names = {"token": {"token": call.token}, "carrier_id": {"carrier_id": call.carrier_id or ""}}
    with play.scene() as session:
        assert attempt_id_of(session, **names.get(by, {"token": "nobody-knows-it"})) == (call.id if found else None)


def test_an_attempt_without_a_carriers_id_is_nobodys(play: Play) -> None:
    play.opens()
    play.tick()
    with play.scene() as session:
        assert attempt_id_of(session) is None


def test_deadlines_follow_the_call(play: Play) -> None:
    """In time the carrier is asked itself: after the ringing, and after a long talk."""
    call = play.rings()
    assert play.attempt().deadline_at == play.now + timedelta(seconds=60 + 25 + 10)
    play.tell(call, "ringing")
    assert play.attempt().deadline_at == play.now + timedelta(seconds=25 + 60)
    play.tell(call, "answered")
    assert play.attempt().deadline_at == play.now + timedelta(minutes=10)
    play.tell(call, "ended", Result.TALKED)
    assert play.attempt().deadline_at is None
