"""One call for one person: what is due to the same customer or telephone is claimed, placed and missed together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.carrier import Blocked, FateUnknown, NumberRefused, TryLater, Unsubscribed
from dialer.peace.suppress import suppress
from huifang.proof.invariants import violations
from tests.cast import MEI, MEI_OFFICE, agent, campaign, customer, follow_up, ready
from tests.dialer.family import SURVEY, changed, mother_and_son, states, topics, two_matters
from tests.dialer.play import Play

PLANNED, UNDERWAY = FollowUpState.PLANNED, FollowUpState.UNDERWAY


def test_mother_and_son_on_one_number_are_one_call(play: Play) -> None:
    both = mother_and_son(play)
    play.work()
    assert len(play.carrier.calls) == 1
    assert topics(play) == both
    assert states(play, both) == [UNDERWAY, UNDERWAY]
    assert [play.case(one).tries_made for one in both] == [1, 1]
    assert play.attempt().evidence["companions"][str(both[1])]["code"] == "ok"


@pytest.mark.parametrize(
    "second",
    [
        # the survey is by far the more pressing, and still care goes first
        SURVEY | {"priority": 1},
        # care of less weight
        {"priority": 11, "step": "day-3"},
        # the same weight, but open for longer
        {"step": "day-3", "priority": 10, "hours": "clinic", "closes_at": 9},
    ],
)
def test_the_clinical_matter_leads(play: Play, second: dict[str, Any]) -> None:
    closes_at = play.now + timedelta(days=second.get("closes_at", 7))
    care, other = two_matters(play, **{"playbook": "skin-laser", "purpose": "care"} | second | {"closes_at": closes_at})
    play.work()
    assert topics(play) == [care, other]


@pytest.mark.parametrize(
    ("changes", "joins"),
    [
        # due like the lead
        ({}, True),
        # waits only for its window, which is open
        ({"next_try_at": 3, "waits_for": "window"}, True),
        # another call to the telephone stood in its way
        ({"next_try_at": 3, "waits_for": "busy_elsewhere"}, True),
        # tried this morning: its gap is not over
        ({"next_try_at": 3, "waits_for": "after_no_answer"}, False),
        # its window opens later
        ({"opens_at": 3, "next_try_at": 3}, False),
        # no try is left
        ({"tries_made": 3, "tries_allowed": 3}, False),
        # another department's
        ({"role": "nurse"}, False),
        # nobody would know what to say
        ({"playbook": "of-old"}, False),
    ],
)
def test_what_is_due_joins_and_what_waits_for_something_does_not(
    play: Play, changes: dict[str, Any], joins: bool
) -> None:
    hours = {k: play.now + timedelta(hours=v) for k, v in changes.items() if k in ("next_try_at", "opens_at")}
    care, other = two_matters(play, **changes | hours)
    play.work()
    assert topics(play) == [care, *([other] if joins else [])]
    assert play.case(other).state is (UNDERWAY if joins else PLANNED)


@pytest.mark.parametrize("state", ["paused", "stopped"])
def test_a_campaign_that_is_halted_is_not_brought_up(play: Play, state: str) -> None:
    care, other = two_matters(play)
    with play.scene() as session:
        of = campaign(session, agent(session, "rita"), state=state)
    changed(play, other, campaign_id=of.id)
    play.tick()
    assert topics(play) == [care]


@pytest.mark.parametrize("how", ["suppressed", "another number first", "called enough", "out of hours"])
def test_who_may_not_be_called_is_not_talked_about(play: Play, how: str) -> None:
    """Each is judged for itself, also on a shared telephone."""
    mother, son = mother_and_son(play, his={"hours": "greeting"} if how == "out of hours" else {})
    play.clock.forward(hours=9 if how == "out of hours" else 0)  # eight in the evening: greetings are over
    with play.scene() as session:
        him = play.case(son).customer_id
        if how == "suppressed":
            session.add(Suppression(customer_id=him, channel="call", reason="refused", since=play.now))
        if how == "another number first":
            his_own = customer(session, "陈小明二", "+85291230009", MEI)
            session.merge(play.case(son)).customer_id = his_own.id
        if how == "called enough":
            session.merge(play.case(son)).tries_made = 3
    (one,) = play.tick().place
    assert topics(play) == [mother]
    play.rings_placed(one)
    assert topics(play) == [mother]


def test_one_conversation_bears_six_matters_and_the_rest_comes_another_time(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session)
        cases = [follow_up(session, mei, occurrence_key=f"many/{n}", priority=10 + n).id for n in range(9)]
    play.work()
    assert topics(play) == cases[:6]
    assert states(play, cases[6:]) == [PLANNED] * 3


def test_the_other_agent_is_free_for_somebody_else(play: Play) -> None:
    both = mother_and_son(play)
    with play.scene() as session:
        fai = ready(session, play.now, "fai")
        week = play.now + timedelta(days=7)
        follow_up(session, customer(session, "李明", "+85291234568"), priority=50, closes_at=week)
    play.work()
    assert [c.to for c in play.carrier.calls] == [MEI, "+85291234568"]
    assert play.attempt().agent_id == fai.id
    assert [play.case(one).waits_for for one in both] == ["window", "window"], "neither was tried by itself"


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.BUSY, Result.ABANDONED, Result.LOST])
def test_a_missed_call_gives_each_its_own_next_try_or_end_and_all_one_text(play: Play, result: Result) -> None:
    mother, son = mother_and_son(play, his={"tries_made": 2})
    play.tell(play.rings_next(), "ended", result)
    hers, his = play.case(mother), play.case(son)
    where = "_other_part" if result in (Result.NO_ANSWER, Result.LOST) else ""
    assert (hers.state, hers.waits_for, hers.tries_made) == (PLANNED, f"after_{result.value}{where}", 1)
    assert (his.state, his.reason, his.tries_made) == (FollowUpState.EXHAUSTED, "all_tries_used", 3)
    assert [t.follow_up_id for t in play.texts()] == ([mother] if result is not Result.LOST else [])


def test_the_text_promises_a_next_try_when_anything_is_tried_again(play: Play) -> None:
    mother_and_son(play, mine={"tries_allowed": 1})
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    (text,) = play.texts()
    assert "我们也会再联系您" in text.body


def test_a_matter_that_texts_does_so_beside_one_that_does_not(play: Play) -> None:
    quiet = {"playbook": "holiday-greeting", "step": "greeting"}
    _, son = mother_and_son(play, mine=quiet)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    assert [t.follow_up_id for t in play.texts()] == [son]


def test_a_number_that_does_not_exist_is_dead_for_everybody_who_has_it(play: Play) -> None:
    both = mother_and_son(play)
    play.tell(play.rings_next(), "ended", Result.BAD_NUMBER)
    assert [play.case(one).reason for one in both] == ["bad_number", "bad_number"]


def test_who_is_suppressed_between_claim_and_call_is_left_out_and_the_others_are_called(play: Play) -> None:
    mother, son = mother_and_son(play)
    (one,) = play.tick().place
    with play.scene() as session:
        suppress(session, play.case(son).customer_id, "all", "opt_out", play.now)
    play.work()
    play.rings_placed(one)
    assert topics(play) == [mother]
    assert (play.case(son).state, play.case(son).reason, play.case(son).tries_made) == ("withdrawn", "suppressed", 0)
    assert play.case(mother).tries_made == 1
    assert len(play.carrier.calls) == 1


def test_a_companion_that_was_withdrawn_meanwhile_stays_so(play: Play) -> None:
    mother, son = mother_and_son(play)
    (one,) = play.tick().place
    changed(play, son, state=FollowUpState.WITHDRAWN, reason="replaced")
    play.rings_placed(one)
    assert topics(play) == [mother]
    assert (play.case(son).reason, play.case(son).tries_made) == ("replaced", 0)


def test_when_the_lead_may_not_be_called_any_more_the_companion_leads_the_next_call(play: Play) -> None:
    mother, son = mother_and_son(play)
    (one,) = play.tick().place
    with play.scene() as session:
        suppress(session, play.case(mother).customer_id, "all", "opt_out", play.now)
    play.rings_placed(one)
    assert play.carrier.calls == []
    assert states(play, [mother, son]) == [FollowUpState.WITHDRAWN, PLANNED]
    assert (play.case(son).reason, play.case(son).waits_for) == ("call_released", "window"), "it is not his reason"
    play.work()
    assert topics(play) == [son]
    assert len(play.carrier.calls) == 1


def test_a_lease_that_runs_out_gives_everything_back_and_counts_no_try(play: Play) -> None:
    both = mother_and_son(play)
    play.tick()
    play.clock.forward(seconds=70)
    play.tick()
    first = play.attempts()[0]
    assert (first.state, first.reason) == (AttemptState.RELEASED, "lease_expired")
    assert topics(play) == both, "the next claim takes both again"
    assert play.history(both[1]) == ["underway", "planned", "underway"]
    assert [play.case(one).tries_made for one in both] == [0, 0]


def test_no_trace_of_a_call_counts_for_everything_that_it_was_about(play: Play) -> None:
    both = mother_and_son(play)
    play.carrier.refuses = FateUnknown("ReadTimeout")
    play.work()
    play.carrier.refuses = None
    for _ in range(6):
        play.clock.forward(seconds=40)
        play.work()
    assert play.attempts()[0].state is AttemptState.LOST
    assert [play.case(one).waits_for for one in both] == ["after_lost_other_part", "after_lost_other_part"]
    assert [play.case(one).tries_made for one in both] == [1, 1]


@pytest.mark.parametrize(
    ("refusal", "state", "why"),
    [
        # asked again in half a minute
        (TryLater("20429"), "planned", "carrier_busy"),
        # a person has to mend it
        (Blocked("21215"), "planned", "carrier_21215"),
        # the number is nobody's
        (NumberRefused("21211"), "exhausted", "bad_number"),
        # whoever has the telephone said stop, for everybody who is called on it
        (Unsubscribed("21610"), "withdrawn", "opt_out"),
    ],
)
def test_what_the_carrier_refuses_is_given_back_whole(play: Play, refusal: Exception, state: str, why: str) -> None:
    both = mother_and_son(play)
    play.carrier.refuses = refusal
    play.work()
    assert states(play, both) == [state, state]
    assert {play.case(one).waits_for if state == "planned" else play.case(one).reason for one in both} == {why}
    assert [play.case(one).tries_made for one in both] == [0, 0]
    with play.tools.sessions() as session:
        left = set(session.scalars(select(Suppression.customer_id)))
    assert left == ({play.case(one).customer_id for one in both} if state == "withdrawn" else set())


def test_a_customer_who_is_called_on_another_number_is_in_no_second_call(play: Play) -> None:
    """The son's own telephone rings when his mother is called on the number that they share."""
    with play.scene() as session:
        ready(session, play.now)
        son = customer(session, "陈小明", MEI_OFFICE, MEI)
        follow_up(session, son)
    play.work()
    play.clock.forward(minutes=11)  # no cap stands in the way any more
    with play.scene() as session:
        ready(session, play.now, "fai")
        mother = follow_up(session, customer(session, "陈美玲", MEI))
        again = follow_up(session, session.merge(son), step="day-3")
        session.merge(son).numbers[0].dead_reason = "moved"
    play.work()
    assert topics(play) == [mother.id]
    assert play.case(again.id).state is PLANNED
    assert play.case(again.id).waits_for != "cap"


def test_the_proof_holds_for_a_day_of_shared_calls(play: Play) -> None:
    both = mother_and_son(play)
    for result in (Result.NO_ANSWER, Result.TALKED):
        play.clock.at = max(play.now, *(play.case(one).next_try_at for one in both))
        call = play.rings_next()
        if result is Result.TALKED:
            play.picks_up(call)
        play.tell(call, "ended", result)
    play.concludes(play.attempt(), "well")
    play.work()
    for text in play.texts():
        play.tell(text, "ended", Result.DELIVERED) if text.carrier_id else None
    with play.tools.sessions() as session:
        assert [v for v in violations(session, []) if "without an end" not in v] == []
