"""Ring-backs: who calls us finds the open case, everything that joins it, and an agent."""

from __future__ import annotations

from datetime import timedelta

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.calls.answer import Join
from tests.cast import MEI, MEI_OFFICE, agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.family import mother_and_son, states, topics
from tests.dialer.inbound.rings import LINE, calls_us, comes_in, missed_once
from tests.dialer.play import Play


def test_a_customer_who_rings_back_meets_an_agent_about_the_case(play: Play) -> None:
    missed_once(play)
    heard, token, _ = calls_us(play)
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


def test_the_call_that_came_in_is_kept_with_what_they_heard(play: Play) -> None:
    missed_once(play)
    heard = calls_us(play)
    kept = comes_in(play)
    assert (kept.token, kept.heard, kept.e164, kept.line) == (heard.inbound, "agent", MEI, LINE)
    assert (kept.customer_id, kept.follow_up_id, kept.attempt_id) == (
        play.customer().id,
        play.case().id,
        play.attempt().id,
    )


def test_a_matter_of_next_week_is_not_used_up_by_a_call_about_something_else(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        opens = play.now + timedelta(days=7)
        follow_up(session, customer(session), opens_at=opens, next_try_at=opens, closes_at=opens + timedelta(days=1))
    assert isinstance(calls_us(play).answer, Join)
    assert play.case().state is FollowUpState.PLANNED
    assert play.case(play.attempt().follow_up_id).step == "call-back"


def test_a_number_that_was_said_to_be_somebody_elses_is_a_strangers(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.concludes(call, "wrong_number")
    play.tell(call, "ended", Result.TALKED)
    calls_us(play)
    assert comes_in(play).heard == "stranger"


def test_a_number_that_the_carrier_had_given_up_is_alive_when_it_rings_us(play: Play) -> None:
    play.opens()
    with play.scene() as session:
        session.merge(play.customer()).numbers[0].dead_reason = "21211"
    assert isinstance(calls_us(play).answer, Join)


def test_once_the_conversation_is_over_asking_again_puts_nobody_through(play: Play) -> None:
    missed_once(play)
    calls_us(play)
    play.tell(play.attempt(), "ended", Result.TALKED)
    assert not isinstance(calls_us(play).answer, Join)
