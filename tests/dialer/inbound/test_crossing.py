"""Crossing: they ring us at the instant at which we ring them; ours is ended, theirs is taken."""

from __future__ import annotations

from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.calls.answer import Join
from dialer.carrier import FateUnknown
from tests.cast import MEI, MEI_OFFICE, customer, follow_up, greeting, ready
from tests.dialer.inbound.rings import all_go_for_a_break, calls_us, comes_in, due_to_them
from tests.dialer.play import Play


def test_who_rings_while_we_ring_them_is_put_through_and_our_call_is_ended(play: Play) -> None:
    ours = play.rings()
    assert calls_us(play).answer == Join(f"agent-{play.agent().id}"), "the agent was reserved for her"
    assert (play.attempt(ours.id).state, play.attempt(ours.id).result) == (AttemptState.ENDED, Result.CANCELLED)
    assert (play.case().state, play.case().tries_made) == (FollowUpState.TALKED, 1)
    play.work()
    assert play.carrier.stopped == [ours.carrier_id]
    play.work()
    assert play.carrier.stopped == [ours.carrier_id], "once"
    assert play.texts() == []


def test_what_the_carrier_says_of_our_call_afterwards_changes_nothing(play: Play) -> None:
    ours = play.rings()
    calls_us(play)
    play.tell(ours, "ended", Result.BUSY)
    assert play.attempt(ours.id).result is Result.CANCELLED
    assert play.case().state is FollowUpState.TALKED
    assert not isinstance(play.picks_up(ours), Join), "whoever picks it up after all hears that we are sorry"


def test_with_nobody_free_the_call_back_is_promised_about_the_same_case(play: Play) -> None:
    play.rings()
    all_go_for_a_break(play)
    calls_us(play)
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "rang_back")
    assert comes_in(play).follow_up_id == play.case().id


def test_where_ours_was_the_last_try_the_call_back_comes_all_the_same(play: Play) -> None:
    """The case has no try left: what is promised is a request of its own."""
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 1
    play.rings_next()
    all_go_for_a_break(play)
    calls_us(play)
    promised = due_to_them(play)[-1]
    assert (promised.step, promised.waits_for) == ("call-back", "rang_back")
    with play.scene() as session:
        ready(session, play.now, "fai")
    play.clock.forward(minutes=10)
    assert play.rings_next().follow_up_id == promised.id


def test_a_call_that_no_worker_has_taken_up_is_given_back_and_never_placed(play: Play) -> None:
    play.opens()
    (claimed,) = play.tick().place
    assert calls_us(play).token
    play.rings_placed(claimed)
    assert play.carrier.calls == []
    assert play.attempt(claimed).state is AttemptState.RELEASED
    assert play.case().tries_made == 0


def test_a_call_whose_name_we_do_not_know_yet_is_ended_once_we_do(play: Play) -> None:
    """The carrier's answer was lost; its first message tells us the name."""
    play.carrier.loses = FateUnknown("timeout")
    ours = play.rings()
    assert ours.carrier_id is None
    assert calls_us(play).token
    play.work()
    assert play.carrier.stopped == []
    play.tell(ours, "ringing")
    play.work()
    assert play.carrier.stopped == ["CA-early"]


def test_a_carrier_who_is_away_is_asked_again(play: Play) -> None:
    ours = play.rings()
    calls_us(play)
    play.carrier.refuses = FateUnknown("timeout")
    play.work()
    assert play.carrier.stopped == []
    play.carrier.refuses = None
    play.clock.forward(minutes=1)
    play.work()
    assert ours.carrier_id in play.carrier.stopped


def test_a_family_member_who_rings_while_we_ring_the_other_is_connected_once(play: Play) -> None:
    ours = play.rings()
    with play.scene() as session:
        ready(session, play.now, "fai")
        follow_up(session, customer(session, "陈大文", MEI))
    assert calls_us(play).token
    open_calls = [a for a in play.attempts() if a.channel == "call" and not a.state.final]
    assert [a.direction for a in open_calls] == ["in"]
    assert play.attempt(ours.id).state is AttemptState.ENDED


def test_who_rings_from_the_office_while_we_ring_the_mobile_is_put_through(play: Play) -> None:
    ours = play.rings(MEI, MEI_OFFICE)
    assert calls_us(play, MEI_OFFICE).token
    assert play.attempt(ours.id).state is AttemptState.ENDED


def test_a_greeting_that_rings_gives_way_as_well(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        greeting(session, customer(session))
    ours = play.rings_next()
    assert calls_us(play).token
    assert play.attempt(ours.id).state is AttemptState.ENDED


def test_a_conversation_is_not_cut_off_by_a_second_call_of_theirs(play: Play) -> None:
    ours = play.rings()
    play.picks_up(ours)
    with play.scene() as session:
        ready(session, play.now, "fai")
    heard = calls_us(play)
    assert heard.token == ""
    assert play.attempt(ours.id).state is AttemptState.ANSWERED
    assert comes_in(play).heard == "message"
