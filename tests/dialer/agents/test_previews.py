"""Previews: of an important customer the agent sees everything first, and clicks; a click goes before all else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.agents.legs import leg_ended
from dialer.agents.presence import Leg, announce
from dialer.agents.previews import LAPSED, REASONS, SKIPPED, PreviewGone, click, skip
from dialer.attempt_life import Result
from dialer.dispatch import tick
from dialer.pacing import Bucket
from dialer.peace.suppress import suppress
from tests.cast import MEI, customer, follow_up, greeting, ready
from tests.dialer.play import Play

WEEK = timedelta(days=7)


def due_to_a_gold_customer(play: Play, **changes: Any) -> FollowUp:
    """Mei is a gold customer of Wing's, and Wing is ready."""
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, "陈美玲", MEI, tier="gold", owner="wing")
        return follow_up(session, mei, **{"closes_at": play.now + WEEK} | changes)


def shown(play: Play, **changes: Any) -> FollowUp:
    """The call is before Wing's eyes."""
    case = due_to_a_gold_customer(play, **changes)
    assert play.work().place == []
    return case


def clicks(play: Play, case: FollowUp) -> None:
    with play.scene() as session:
        click(session, play.agent().id, case.id, play.now)


def test_the_agent_sees_an_important_customer_before_the_telephone_rings(play: Play) -> None:
    case = shown(play)
    (preview,) = play.previews()
    assert (preview.agent_id, preview.follow_up_id) == (play.agent().id, case.id)
    assert preview.lapses_at == play.now + timedelta(minutes=3)
    assert (play.carrier.calls, play.case(case.id).state) == ([], FollowUpState.PLANNED)
    assert play.work().place == []  # and no other call takes the agent meanwhile
    assert len(play.previews()) == 1


def test_who_reads_takes_no_other_call_and_who_is_read_about_hears_no_greeting(play: Play) -> None:
    """Jo is due an ordinary call, and Mei herself a greeting by an automatic voice."""
    shown(play)
    with play.scene() as session:
        follow_up(session, customer(session, "Jo", "+85291234568"))
        greeting(session, session.get_one(Customer, play.previews()[0].customer_id))
    assert play.work().place == []


def test_a_click_cannot_be_taken_back_by_skipping(play: Play) -> None:
    case = shown(play)
    clicks(play, case)
    with pytest.raises(PreviewGone), play.scene() as session:
        skip(session, play.agent().id, case.id, "other", play.now)
    play.work()
    assert len(play.carrier.calls) == 1


def test_a_click_places_the_call_once(play: Play) -> None:
    case = shown(play)
    clicks(play, case)
    clicks(play, case)
    play.work()
    assert [call.to for call in play.carrier.calls] == [MEI]
    assert play.previews() == []
    play.work()
    assert len(play.carrier.calls) == 1


def test_an_agents_own_click_goes_before_a_blast(play: Play) -> None:
    """One token is left in this second: it is the agent's, not the first of fifty greetings'."""
    tools = play.limited(calls_per_second=1.0)
    with play.scene() as session:
        session.get_one(Bucket, "AC-test").tokens = 0.0
        for n in range(50):
            greeting(session, customer(session, f"客{n}", f"+852912345{n:02}"))
    case = due_to_a_gold_customer(play)
    with play.scene() as session:
        session.get_one(Bucket, "AC-test").tokens = 1.0
    shown_now = tick(play.limited(calls_per_second=1.0, concurrent_calls=1))
    assert len(shown_now.place) == 1  # a greeting had the token, as nobody had clicked yet
    clicks(play, case)
    play.clock.forward(seconds=1)
    (placed,) = tick(tools).place
    assert play.attempt(placed).follow_up_id == case.id


def test_an_ordinary_customer_is_called_without_a_click(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, tier="vip", owner="wing"))
    assert len(play.work().place) == 1


@pytest.mark.parametrize("reason", REASONS)
def test_a_skipped_call_is_offered_again_later_and_says_why(play: Play, reason: str) -> None:
    case = shown(play)
    with play.scene() as session:
        skip(session, play.agent().id, case.id, reason, play.now)
    found = play.case(case.id)
    assert (found.waits_for, found.next_try_at) == (f"skipped_{reason}", play.now + SKIPPED)
    (refusal,) = play.refusals()
    assert (refusal.code, refusal.evidence) == (f"skipped_{reason}", {"agent": "wing"})
    play.work()
    assert play.previews() == []
    play.clock.forward(minutes=30)
    play.work()
    assert len(play.previews()) == 1


def test_a_reason_that_is_none_is_refused(play: Play) -> None:
    case = shown(play)
    with pytest.raises(ValueError, match="bored"), play.scene() as session:
        skip(session, play.agent().id, case.id, "bored", play.now)


def test_who_does_not_click_in_time_is_asked_again_after_a_while(play: Play) -> None:
    case = shown(play)
    play.clock.forward(minutes=3)
    play.work()
    assert play.previews() == []
    assert (play.case(case.id).waits_for, play.case(case.id).next_try_at) == ("preview_lapsed", play.now + LAPSED)
    with pytest.raises(PreviewGone):
        clicks(play, case)


def _goes_on_a_break(play: Play, case: FollowUp) -> None:
    with play.scene() as session:
        announce(session, play.agent().id, "break", play.now, timedelta(hours=1))


def _telephone_goes_down(play: Play, case: FollowUp) -> None:
    with play.scene() as session:
        leg_ended(session, session.scalars(select(Leg.id)).one(), play.now)


def _is_suppressed(play: Play, case: FollowUp) -> None:
    with play.scene() as session:
        suppress(session, case.customer_id, "call", "refused", play.now)


def _is_withdrawn(play: Play, case: FollowUp) -> None:
    with play.scene() as session:
        found = session.get_one(FollowUp, case.id, with_for_update=True)
        move(session, found, FollowUpState.WITHDRAWN, "cancelled", play.now)


@pytest.mark.parametrize("happens", [_goes_on_a_break, _telephone_goes_down, _is_suppressed, _is_withdrawn])
@pytest.mark.parametrize("after_the_click", [False, True])
def test_what_is_not_wanted_any_more_is_taken_back(
    play: Play, happens: Callable[[Play, FollowUp], None], after_the_click: bool
) -> None:
    case = shown(play)
    if after_the_click:
        clicks(play, case)
    happens(play, case)
    play.work()
    # An agent who is still there has his telephone rung anew, and nothing else.
    assert ([call.to for call in play.carrier.calls if not call.leg], play.previews()) == ([], [])


def test_a_click_that_finds_no_free_line_waits_two_minutes_and_no_longer(play: Play) -> None:
    case = shown(play)
    clicks(play, case)
    full = play.limited(concurrent_calls=0)
    tick(full)
    play.clock.forward(minutes=2, seconds=59)
    tick(full)
    assert len(play.previews()) == 1
    play.clock.forward(seconds=1)
    tick(full)
    assert play.previews() == []
    assert play.case(case.id).waits_for == "preview_lapsed"


def test_a_click_after_hours_rings_nobody_and_says_why(play: Play) -> None:
    """She was offered at 12:28, and the clinic's lunch begins at 12:30."""
    play.clock.forward(minutes=88)
    case = shown(play, next_try_at=play.now)
    play.clock.forward(minutes=2)
    clicks(play, case)
    play.work()
    assert (play.carrier.calls, play.previews()) == ([], [])
    assert play.case(case.id).waits_for == "outside_window"


def test_a_clicked_call_that_nobody_answers_is_tried_again_as_any_other(play: Play) -> None:
    case = shown(play)
    clicks(play, case)
    play.work()
    play.tell(play.attempt(), "ended", Result.NO_ANSWER)
    found = play.case(case.id)
    assert (found.state, found.tries_made) == (FollowUpState.PLANNED, 1)


def test_one_customer_is_read_about_by_one_agent(play: Play) -> None:
    """Two matters of hers are due, and two agents are free."""
    due_to_a_gold_customer(play)
    with play.scene() as session:
        ready(session, play.now, "fai", deputy="wing")
        mei = session.scalars(select(FollowUp)).one().customer_id
        whose = session.get_one(type(customer(session, "李明", "+85291234568")), mei)
        follow_up(session, whose, step="day-3", closes_at=play.now + WEEK)
    play.work()
    assert len(play.previews()) == 1
