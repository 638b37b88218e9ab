"""Call backs: nobody could take the call, a call back was promised, and it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.calls.answer import Join
from tests.cast import MEI, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.family import mother_and_son
from tests.dialer.inbound.rings import all_go_for_a_break, calls_us, comes_in, due_to_them, missed_once, says
from tests.dialer.play import Play

TEN = timedelta(minutes=10)


def test_with_nobody_free_the_call_back_is_promised_and_comes(play: Play) -> None:
    missed_once(play)
    all_go_for_a_break(play)
    heard = calls_us(play)
    assert says(heard).startswith("您好，这里是海港诊所。非常抱歉，现在没有客服能接听您的来电。我们会尽快给您回电。")
    assert (heard.token, comes_in(play).heard, comes_in(play).follow_up_id) == ("", "message", play.case().id)
    assert (play.case().waits_for, play.case().next_try_at) == ("rang_back", play.now + TEN)
    with play.scene() as session:
        ready(session, play.now, "fai")
    play.clock.forward(minutes=10)
    assert play.rings_next().follow_up_id == play.case().id


def test_in_english_the_same(play: Play) -> None:
    with play.scene() as session:
        follow_up(session, customer(session, language="en"))
    said = says(calls_us(play))
    assert said.startswith("Hello, this is Harbour Clinic. We are sorry, nobody can take your call at this moment.")


def test_the_text_of_the_missed_call_that_waits_is_not_sent_any_more(play: Play) -> None:
    missed_once(play)
    all_go_for_a_break(play)
    calls_us(play)
    assert [(t.state, t.reason) for t in play.texts()] == [(AttemptState.WITHDRAWN, "rang_back")]


def test_the_text_about_the_last_try_is_withdrawn_too_though_its_case_is_over(play: Play) -> None:
    """Its follow-up is exhausted, and what is promised is another one."""
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 1
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    all_go_for_a_break(play)
    calls_us(play)
    assert [t.state for t in play.texts()] == [AttemptState.WITHDRAWN]


def test_the_promise_is_the_own_agents_until_somebody_takes_over(play: Play) -> None:
    """She had not been called yet, and rings by herself: she was promised a call all the same."""
    with play.scene() as session:
        agent(session, "fai")
        follow_up(session, customer(session, owner="fai"))
    calls_us(play)
    case = play.case()
    assert (case.waits_for, case.owner) == ("rang_back", "fai")
    assert (case.next_try_at, case.take_over_at) == (play.now + TEN, play.now + 2 * TEN)


def test_who_promised_a_call_for_another_day_owes_it_now(play: Play) -> None:
    with play.scene() as session:
        agent(session, "ling")
        agent(session, "fai")
        due = play.now + timedelta(hours=20)
        promised: dict[str, Any] = {
            "owner": "ling",
            "take_over_at": due + TEN,
            "next_try_at": due,
            "waits_for": "promised",
        }
        follow_up(session, customer(session, owner="fai"), **promised)
    calls_us(play)
    case = play.case()
    assert (case.owner, case.next_try_at, case.take_over_at) == ("ling", play.now + TEN, play.now + 2 * TEN)


def test_a_promise_of_a_customer_without_an_agent_is_everybodys(play: Play) -> None:
    with play.scene() as session:
        follow_up(session, customer(session, owner="who-left"))
    calls_us(play)
    assert (play.case().waits_for, play.case().owner) == ("rang_back", None)


def test_a_promise_waits_for_the_hours(play: Play) -> None:
    """Ten past one is the clinic's lunch."""
    missed_once(play)
    all_go_for_a_break(play)
    play.clock.forward(hours=2)
    calls_us(play)
    assert comes_in(play).heard == "closed"
    assert play.case().next_try_at == play.now + timedelta(hours=1, minutes=30)


CANNOT_BEAR_IT = [
    # All tries of the case are made: it is over, and the call back is another one.
    ({"tries_allowed": 1}, FollowUpState.EXHAUSTED),
    # Its window closes in five minutes, and a call in ten would come too late.
    ({"closes_in": timedelta(minutes=5)}, FollowUpState.PLANNED),
]


@pytest.mark.parametrize(("changes", "state"), CANNOT_BEAR_IT)
def test_a_promise_that_the_case_cannot_bear_is_kept_all_the_same(
    play: Play, changes: dict[str, timedelta | int], state: FollowUpState
) -> None:
    case = play.opens()
    with play.scene() as session:
        found = session.merge(case)
        found.tries_allowed = int(changes.get("tries_allowed", 3))  # type: ignore[arg-type]
    play.tell(play.rings_next(), "ended", Result.BUSY)
    closes_in = changes.get("closes_in")
    if isinstance(closes_in, timedelta):
        with play.scene() as session:
            session.merge(play.case()).closes_at = play.now + closes_in
    all_go_for_a_break(play)
    calls_us(play)
    assert play.case().state is state
    promised = due_to_them(play)[-1]
    assert (promised.step, promised.waits_for, promised.next_try_at) == ("call-back", "rang_back", play.now + TEN)
    assert comes_in(play).follow_up_id == promised.id


def test_a_greeting_that_nobody_heard_is_no_call_back(play: Play) -> None:
    """A recorded voice is not what was promised: an agent calls, and says the greeting along."""
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session), of)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    calls_us(play)
    promised = due_to_them(play)[-1]
    assert (promised.mode, promised.step, promised.waits_for) == ("agent", "call-back", "rang_back")
    assert play.case().waits_for != "rang_back"


def test_a_known_customer_without_a_case_is_promised_a_call_too(play: Play) -> None:
    with play.scene() as session:
        customer(session)
    assert "我们会尽快给您回电" in says(calls_us(play))
    assert [(f.step, f.waits_for) for f in due_to_them(play)] == [("call-back", "rang_back")]


def test_who_rings_twice_is_promised_one_call(play: Play) -> None:
    with play.scene() as session:
        customer(session)
    calls_us(play, sid="CA-1")
    play.clock.forward(minutes=3)
    calls_us(play, sid="CA-2")
    assert len(due_to_them(play)) == 1
    assert due_to_them(play)[0].next_try_at == play.now + TEN


def test_who_asked_to_be_left_in_peace_is_promised_nothing(play: Play) -> None:
    play.opens()
    play.leaves_in_peace()
    all_go_for_a_break(play)
    heard = calls_us(play)
    assert "我们不会给您回电" in says(heard)
    assert (comes_in(play).heard, comes_in(play).follow_up_id) == ("message", None)
    assert [f.state for f in due_to_them(play)] == [FollowUpState.WITHDRAWN]


def test_who_asked_to_be_left_in_peace_is_put_through_all_the_same(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        session.add(Suppression(customer_id=mei.id, channel="all", reason="opt_out", since=play.now))
    assert isinstance(calls_us(play).answer, Join)


def test_a_companion_whose_lead_is_over_is_promised_a_call_as_well(play: Play) -> None:
    _, son = mother_and_son(play, mine={"tries_allowed": 1})
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    all_go_for_a_break(play)
    calls_us(play)
    assert (play.case(son).waits_for, play.case(son).next_try_at) == ("rang_back", play.now + TEN)


def test_an_agent_who_is_being_called_for_is_not_given_away(play: Play) -> None:
    play.opens()
    play.tick()
    with play.scene() as session:
        follow_up(session, customer(session, "李明", "+85291234568"))
    assert calls_us(play, "+85291234568").token == ""
    assert play.attempt().e164 == MEI
