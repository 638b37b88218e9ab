"""Ring-backs: who calls us finds the open case and an agent, or is promised a call that comes."""

from __future__ import annotations

from datetime import timedelta

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.agents.presence import announce
from dialer.attempt_life import AttemptState, Result
from dialer.calls.answer import Answer, Join, Speak
from dialer.inbound.ring_back import ring_back
from tests.cast import MEI, MEI_OFFICE, MING, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.family import mother_and_son, states, topics
from tests.dialer.play import Play

LINE = "+85221234567"


def calls_us(play: Play, number: str = MEI, sid: str = "CA-in") -> tuple[Answer, str]:
    with play.scene() as session:
        return ring_back(session, number, LINE, sid, play.now)


def goes_for_a_break(play: Play) -> None:
    with play.scene() as session:
        announce(session, play.agent().id, "break", play.now, timedelta(hours=1))


def missed_once(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)


def test_a_customer_who_rings_back_meets_an_agent_about_the_case(play: Play) -> None:
    missed_once(play)
    heard, token = calls_us(play)
    assert heard == Join(f"agent-{play.agent().id}")
    call = play.attempt()
    assert (call.token, call.direction, call.state, call.bridged_at) == (token, "in", AttemptState.ANSWERED, play.now)
    assert (play.case().state, play.case().tries_made) == (FollowUpState.TALKED, 1)
    assert [t.state for t in play.texts()] == [AttemptState.WITHDRAWN]


def test_the_end_of_a_ring_back_leaves_an_outcome_to_write(play: Play) -> None:
    missed_once(play)
    calls_us(play)
    call = play.attempt()
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().result, play.case().state) == (Result.TALKED, FollowUpState.TALKED)
    play.concludes(call, "well")
    assert play.case().state is FollowUpState.DONE


def test_the_same_call_reported_twice_is_one_call(play: Play) -> None:
    missed_once(play)
    assert calls_us(play) == calls_us(play)
    assert len(play.attempts()) == 3  # the missed call, its text, the ring-back


def test_with_nobody_free_the_call_back_is_promised_and_comes(play: Play) -> None:
    missed_once(play)
    goes_for_a_break(play)
    heard, token = calls_us(play)
    assert isinstance(heard, Speak)
    assert (heard.words[:13], token) == ("您好，这里是海港诊所。非常", "")
    assert (play.case().waits_for, play.case().next_try_at) == ("rang_back", play.now + timedelta(minutes=10))


def test_the_promise_is_the_own_agents_until_somebody_takes_over(play: Play) -> None:
    """She had not been called yet, and rings by herself: she was promised a call all the same."""
    with play.scene() as session:
        agent(session, "fai")
        follow_up(session, customer(session, owner="fai"))
    calls_us(play)
    case = play.case()
    assert (case.waits_for, case.owner) == ("rang_back", "fai")
    assert (case.next_try_at, case.take_over_at) == (
        play.now + timedelta(minutes=10),
        play.now + timedelta(minutes=20),
    )


def test_a_promise_of_a_customer_without_an_agent_is_everybodys(play: Play) -> None:
    with play.scene() as session:
        follow_up(session, customer(session, owner="who-left"))
    calls_us(play)
    assert (play.case().waits_for, play.case().owner) == ("rang_back", None)


def test_a_promise_waits_for_the_hours(play: Play) -> None:
    """Ten past one is the clinic's lunch."""
    missed_once(play)
    goes_for_a_break(play)
    play.clock.forward(hours=2)
    calls_us(play)
    assert play.case().next_try_at == play.now + timedelta(hours=1, minutes=30)


def test_a_promise_adds_no_try_beyond_the_last(play: Play) -> None:
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 1
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    calls_us(play)
    assert play.case().state is FollowUpState.EXHAUSTED


def test_who_rings_while_we_ring_them_is_not_in_two_calls(play: Play) -> None:
    """Our call is still open: no second conversation begins, whichever of their matters is next."""
    call = play.rings()
    with play.scene() as session:
        ready(session, play.now, "fai")
        follow_up(session, session.merge(play.customer()), step="day-3")
    heard, token = calls_us(play)
    assert isinstance(heard, Speak)
    assert token == ""
    assert play.attempt().id == call.id
    assert play.case().state is FollowUpState.UNDERWAY


def test_a_family_member_who_rings_while_we_ring_the_other_is_not_connected_twice(play: Play) -> None:
    play.rings()
    with play.scene() as session:
        ready(session, play.now, "fai")
        follow_up(session, customer(session, "陈大文", MEI))
    assert calls_us(play)[1] == ""


def test_an_agent_who_is_being_called_for_is_not_given_away(play: Play) -> None:
    play.opens()
    play.tick()
    with play.scene() as session:
        follow_up(session, customer(session, "李明", "+85291234568"))
    assert calls_us(play, "+85291234568")[1] == ""


def test_an_agent_of_another_house_does_not_answer(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now, branches=["bund"])
        follow_up(session, customer(session))
    assert isinstance(calls_us(play)[0], Speak)


def test_a_stranger_is_welcomed_by_the_house_of_the_line(play: Play) -> None:
    play.opens()
    heard, token = calls_us(play, MING)
    assert isinstance(heard, Speak)
    assert (heard.words[:11], token) == ("您好，这里是海港诊所。", "")
    assert play.attempts() == []


def test_who_rings_back_after_a_greeting_is_talked_with_by_a_person(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session))
        greeting(session, customer(session), of)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    with play.scene() as session:
        ready(session, play.now, "fai")
    assert isinstance(calls_us(play)[0], Join)
    play.tell(play.attempt(), "ended", Result.TALKED)
    play.concludes(play.attempt(), "well")
    assert play.case().state is FollowUpState.DONE


def test_the_callers_other_matters_join_in_whatever_they_wait_for(play: Play) -> None:
    mother, son = mother_and_son(play, his={"next_try_at": play.now + timedelta(hours=4), "waits_for": "after_busy"})
    assert isinstance(calls_us(play)[0], Join)
    assert topics(play) == [mother, son]
    assert states(play, [mother, son]) == [FollowUpState.TALKED] * 2
    play.tell(play.attempt(), "ended", Result.TALKED)
    play.concludes(play.attempt(), "well", topics={son: "concern"})
    assert [play.case(one).reason for one in (mother, son)] == ["well", "concern"]


def test_who_is_left_in_peace_is_not_brought_up_by_the_others_ring_back(play: Play) -> None:
    mother, son = mother_and_son(play)
    with play.scene() as session:
        him = play.case(son).customer_id
        session.add(Suppression(customer_id=him, channel="all", reason="opt_out", since=play.now))
    calls_us(play)
    assert topics(play) == [mother]
    assert play.case(son).state is FollowUpState.PLANNED


def test_who_has_a_telephone_of_his_own_is_not_talked_about_with_his_mother(play: Play) -> None:
    mother, son = mother_and_son(play)
    with play.scene() as session:
        his_own = customer(session, "陈小明二", "+85291230009", MEI)
        session.merge(play.case(son)).customer_id = his_own.id
    calls_us(play)
    assert topics(play) == [mother]


def test_a_customer_who_calls_from_her_second_number_hears_of_all_her_matters(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, "陈美玲", MEI, MEI_OFFICE)
        cases = [follow_up(session, mei, step=step, priority=n).id for n, step in enumerate(("day-1", "day-3"))]
    calls_us(play, MEI_OFFICE)
    assert topics(play) == cases


def test_a_greeting_that_was_missed_is_said_along_with_the_matter_that_is_due(play: Play) -> None:
    with play.scene() as session:
        mei = customer(session)
        wish = greeting(session, mei, campaign(session, agent(session)))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    with play.scene() as session:
        ready(session, play.now, "fai")
        matter = follow_up(session, session.merge(mei))
    calls_us(play)
    assert topics(play) == [matter.id, wish.id]
    play.concludes(play.attempt(), "well")
    assert play.case(wish.id).reason == "said_in_call"


def test_a_companion_whose_lead_is_over_is_promised_a_call_as_well(play: Play) -> None:
    _, son = mother_and_son(play, mine={"tries_allowed": 1})
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    goes_for_a_break(play)
    calls_us(play)
    assert (play.case(son).waits_for, play.case(son).next_try_at) == ("rang_back", play.now + timedelta(minutes=10))


def test_a_machine_logged_on_a_ring_back_without_any_try_of_ours_goes_on(play: Play) -> None:
    play.opens()
    calls_us(play)
    play.concludes(play.attempt(), "relative")
    assert (play.case().state, play.case().tries_made) == (FollowUpState.PLANNED, 0)


def test_a_ring_back_whose_end_nobody_told_us_is_looked_up(play: Play) -> None:
    missed_once(play)
    calls_us(play)
    play.carrier.remember("CA-in", LINE, MEI, "ended", "talked")
    play.clock.forward(minutes=10)
    play.work()
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.TALKED)


def test_a_ring_back_that_the_carrier_has_forgotten_does_not_hold_the_agent_for_ever(play: Play) -> None:
    missed_once(play)
    calls_us(play)
    play.clock.forward(minutes=10)
    play.work()
    assert play.attempt().state is AttemptState.LOST
    play.concludes(play.attempt(), "well")
    assert play.case().state is FollowUpState.DONE


def test_what_is_due_only_next_week_is_not_used_up_by_a_call_about_something_else(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        opens = play.now + timedelta(days=7)
        follow_up(session, customer(session), opens_at=opens, next_try_at=opens, closes_at=opens + timedelta(days=1))
    heard, token = calls_us(play)
    assert isinstance(heard, Speak)
    assert token == ""
    assert play.case().state is FollowUpState.PLANNED
