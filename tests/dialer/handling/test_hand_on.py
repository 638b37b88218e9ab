"""Handing on: the customer comes to the colleague or stays with the agent, and is never with nobody or with two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import unlogged
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.answer import Join
from dialer.carrier import CarrierError, FateUnknown, TryLater
from dialer.handling.colleagues import colleagues
from dialer.handling.hand_on import NotHandedOn, keep
from dialer.handling.handing_over import hand_over
from dialer.handling.voices import wish
from dialer.talks.entries import NotYours
from tests.cast import MEI_OFFICE, customer, follow_up
from tests.dialer.handling.talking import comes, falls, free, hands_on, leg, stands, talk, transfer, wants
from tests.dialer.play import Play


def owed_by(play: Play) -> list[str]:
    """Who owes an outcome."""
    with play.tools.sessions() as session:
        agents = session.scalars(select(Agent)).all()
        return [a.login for a in agents if session.scalars(unlogged(a.id)).all()]


def test_a_colleague_at_his_telephone_has_the_customer_at_once(play: Play) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    hands_on(play, call, fai)
    assert free(play) == [], "and gets no other one meanwhile"
    play.work()
    assert play.carrier.put_throughs == [(call.carrier_id, call.token)]
    assert (play.attempt().agent_id, play.attempt().state) == (fai, AttemptState.ANSWERED)
    assert free(play) == [], "the customer is still in the first agent's conference"
    assert play.picks_up(call) == Join(f"agent-{fai}", "请稍候，正在为您转接。", "zh")
    assert (transfer(play).state, transfer(play).ended_at) == ("done", play.now)
    assert free(play) == ["wing"], "with nothing owed"
    play.tell(call, "ended", Result.TALKED)
    assert owed_by(play) == ["fai"]
    play.concludes(play.attempt(), "well")
    assert play.outcomes() == [("well", call.id, fai)]


def test_a_doctor_who_is_not_signed_in_is_rung_and_let_go_after_the_talk(play: Play) -> None:
    call = talk(play, "en")
    doctor = comes(play, "doctor")
    hands_on(play, call, doctor)
    play.work()
    assert play.carrier.calls[-1].leg
    assert leg(play, "doctor").state == "placed"
    assert play.work().hand_over == []
    stands(play, "doctor", "CA-doctor", "CF-doctor")
    play.work()
    heard = play.picks_up(call)
    assert heard == Join(f"agent-{doctor}", "One moment, please. I am putting you through.", "en")
    play.work()
    assert leg(play, "doctor").state == "joined", "as long as they talk"
    play.tell(call, "ended", Result.TALKED)
    play.work()
    assert leg(play, "doctor").state == "ended"
    assert owed_by(play) == ["doctor"], "until he signs in"
    play.clock.forward(minutes=2)
    assert play.work().place_leg == []


def test_who_does_not_pick_up_is_rung_once_and_the_agent_keeps_the_customer(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "doctor"))
    play.work()
    play.clock.forward(seconds=40)
    play.work()
    assert (transfer(play).state, transfer(play).reason) == ("failed", "no_answer")
    assert play.attempt().agent_id == call.agent_id
    assert leg(play, "doctor").state == "ended", "and his telephone is silent"
    play.clock.forward(minutes=5)
    assert play.work().place_leg == []


@pytest.mark.parametrize("refusal", [TryLater("20429"), FateUnknown("ReadTimeout")])
def test_a_telephone_that_the_carrier_refuses_fails_the_transfer_soon(play: Play, refusal: CarrierError) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "doctor"))
    play.carrier.refuses = refusal
    play.work()
    play.carrier.refuses = None
    play.clock.forward(seconds=1 if isinstance(refusal, TryLater) else 40)
    play.work()
    assert transfer(play).state == "failed"


def test_an_agent_who_thinks_better_of_it_keeps_the_customer_and_the_doctors_telephone_falls_silent(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "doctor"))
    play.work()
    with play.scene() as session:
        assert keep(session, call.id, call.agent_id or 0, play.now)
        assert not keep(session, call.id, call.agent_id or 0, play.now), "once"
    play.work()
    assert leg(play, "doctor").state == "ended"
    assert transfer(play).state == "cancelled"


def test_a_customer_who_hangs_up_meanwhile_is_handed_on_to_nobody(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "fai", at_hand=True))
    play.tell(call, "ended", Result.TALKED)
    play.work()
    assert (transfer(play).state, transfer(play).reason) == ("cancelled", "call_over")
    assert owed_by(play) == ["wing"]


def test_where_the_carrier_cannot_put_through_nothing_is_lost(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "fai", at_hand=True))
    (one,) = play.tick().hand_over
    play.carrier.refuses = TryLater("20503")
    hand_over(play.tools, one)
    play.carrier.refuses = None
    assert (transfer(play).state, transfer(play).reason) == ("failed", "carrier_20503")
    assert play.attempt().agent_id == call.agent_id
    assert play.picks_up(call) == Join(f"agent-{call.agent_id}"), "whatever the carrier did, they meet again"
    assert free(play) == ["fai"]


def test_a_customer_who_came_although_the_answer_was_lost_stays_with_the_colleague(play: Play) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    hands_on(play, call, fai)
    (one,) = play.tick().hand_over
    play.carrier.while_putting_through = lambda: play.picks_up(call)
    play.carrier.loses = FateUnknown("ReadTimeout")
    hand_over(play.tools, one)
    assert (transfer(play).state, play.attempt().agent_id) == ("done", fai)


def test_two_workers_put_a_customer_through_once(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "fai", at_hand=True))
    (one,) = play.tick().hand_over
    hand_over(play.tools, one)
    hand_over(play.tools, one)
    assert len(play.carrier.put_throughs) == 1


def test_an_agent_who_was_muted_is_heard_again_before_the_customer_goes(play: Play) -> None:
    call = talk(play)
    with play.scene() as session:
        wish(session, call.id, call.agent_id or 0, play.now, mute=True, hold=True)
    play.work()
    hands_on(play, call, comes(play, "fai", at_hand=True))
    play.work()
    assert play.carrier.treated[("CF-wing", "CA-wing", "mute")] is False
    assert (play.attempt().mute_wanted, play.attempt().hold_wanted) == (False, False)


def test_a_colleague_whose_telephone_went_down_in_the_last_moment_does_not_get_the_customer(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "fai", at_hand=True))
    (one,) = play.tick().hand_over
    falls(play, "fai")
    hand_over(play.tools, one)
    assert (transfer(play).state, play.attempt().agent_id) == ("failed", call.agent_id)
    assert play.carrier.put_throughs == []


def test_a_note_is_kept_with_the_transfer(play: Play) -> None:
    call = talk(play)
    hands_on(play, call, comes(play, "fai"), "  对利多卡因过敏  ")
    assert transfer(play).note == "对利多卡因过敏"


def wing_is_down(play: Play, call: Attempt) -> None:
    """Her telephone went down, and the customer waits."""
    falls(play, "wing")
    play.picks_up(call)


@pytest.mark.parametrize(
    ("before", "code"),
    [
        # the customer has hung up
        (lambda play, call: play.tell(call, "ended", Result.TALKED), "call_over"),
        # the colleague is on a break, or has gone for lunch with his telephone off the hook
        (lambda play, _: wants(play, "fai", "break"), "colleague_busy"),
        # the telephone of the agent himself went down: whoever takes over is found without him
        (lambda play, call: wing_is_down(play, call), "call_over"),
        # it is under way already
        (lambda play, call: hands_on(play, call, comes(play, "doctor")), "already"),
    ],
)
def test_what_cannot_be_handed_on(play: Play, before: Callable[[Play, Attempt], object], code: str) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    before(play, call)
    with pytest.raises(NotHandedOn) as refused:
        hands_on(play, call, fai)
    assert refused.value.code == code


def test_nobody_hands_on_a_colleagues_customer(play: Play) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    with play.scene() as session, pytest.raises(NotYours):
        keep(session, call.id, fai, play.now)


def test_whom_a_customer_can_be_handed_on_to(play: Play) -> None:
    call = talk(play)
    comes(play, "fai", at_hand=True)
    play.clock.forward(seconds=1)
    comes(play, "on-break", at_hand=True)
    wants(play, "on-break", "break")
    comes(play, "doctor")
    with play.scene() as session:
        session.scalars(select(Agent).where(Agent.login == "doctor")).one().roles = ["doctor"]
        found = colleagues(session, call.agent_id or 0, play.now)
    assert [(one.name, one.at_hand) for one in found] == [("Fai", True), ("Doctor", False)]


def test_a_colleague_who_is_handed_a_customer_is_given_no_other(play: Play) -> None:
    call = talk(play)
    fai = comes(play, "fai", at_hand=True)
    hands_on(play, call, fai)
    with play.scene() as session:
        follow_up(session, customer(session, "何嘉慧", MEI_OFFICE))
    assert play.tick().place == []
    with play.scene() as session:
        keep(session, call.id, call.agent_id or 0, play.now)
    assert len(play.tick().place) == 1, "until nothing comes of it"
