"""One conversation about several things: who picks up hears of all of them, and each has an outcome of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.answer import Join
from dialer.peace.suppress import suppress
from dialer.talks.entries import EntryWrong
from tests.dialer.family import mother_and_son, states, topics, two_matters
from tests.dialer.play import Play

THURSDAY = date(2026, 11, 26)
TALKED, DONE, PLANNED = FollowUpState.TALKED, FollowUpState.DONE, FollowUpState.PLANNED


def talks(play: Play) -> Attempt:
    """Wing and whoever has the telephone talk."""
    call = play.rings_next()
    assert isinstance(play.picks_up(call), Join)
    return call


def came_to(play: Play) -> dict[int, str]:
    """What is kept of each follow-up."""
    with play.tools.sessions() as session:
        return {o.follow_up_id: o.disposition for o in session.scalars(select(Outcome).order_by(Outcome.id))}


def kept(play: Play, case: int) -> Outcome:
    """The one outcome of a follow-up."""
    with play.tools.sessions() as session:
        return session.scalars(select(Outcome).where(Outcome.follow_up_id == case)).one()


def promises(play: Play) -> list[FollowUp]:
    """The calls that were promised."""
    with play.tools.sessions() as session:
        return list(session.scalars(select(FollowUp).where(FollowUp.reason == "promised").order_by(FollowUp.id)))


def test_who_picks_up_hears_of_everything(play: Play) -> None:
    both = mother_and_son(play)
    talks(play)
    assert states(play, both) == [TALKED, TALKED]


def test_a_text_that_waits_for_a_companion_is_not_sent_any_more(play: Play) -> None:
    """The text of the morning speaks for her son, who led that call; in the afternoon he is talked about with her."""
    later = play.now + timedelta(hours=3, minutes=30)
    mother, son = mother_and_son(play, mine={"next_try_at": later, "waits_for": "after_no_answer"})
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    assert [t.follow_up_id for t in play.texts()] == [son]
    play.clock.at = later
    with play.scene() as session:
        session.merge(play.texts()[0]).due_at = later + timedelta(hours=1)
    talks(play)
    assert topics(play) == [mother, son]
    assert [t.state for t in play.texts()] == [AttemptState.WITHDRAWN]


@pytest.mark.parametrize(
    ("disposition", "companion"),
    [
        # what was wrong with one matter says nothing of the other
        ("well", "well"),
        ("concern", "well"),
        ("dissatisfied", "well"),
        # this is about the whole call
        ("call_later", "call_later"),
        ("refused", "refused"),
        ("machine", "machine"),
        ("relative", "relative"),
        ("wrong_number", "wrong_number"),
    ],
)
def test_a_companion_without_an_entry_of_its_own(play: Play, disposition: str, companion: str) -> None:
    mother, son = mother_and_son(play)
    call = talks(play)
    play.concludes(call, disposition, next_date=THURSDAY if disposition == "call_later" else None)
    assert came_to(play) == {mother: disposition, son: companion}


def test_each_topic_has_the_outcome_that_was_written_for_it(play: Play) -> None:
    mother, son = mother_and_son(play)
    call = talks(play)
    said: dict[str, Any] = {"topics": {son: "concern"}, "topic_ratings": {son: {"bill-explained": 2}}}
    play.concludes(call, "well", notes="孩子仍有发红", ratings={"bill-explained": 5}, **said)
    assert came_to(play) == {mother: "well", son: "concern"}
    assert states(play, [mother, son]) == [DONE, DONE]
    assert [kept(play, one).ratings["bill-explained"] for one in (mother, son)] == [5, 2]
    assert kept(play, son).customer_id == play.case(son).customer_id
    assert kept(play, son).notes == "孩子仍有发红", "whoever calls about him next reads it"


def test_a_call_about_several_things_is_logged_once(play: Play) -> None:
    both = mother_and_son(play)
    call = talks(play)
    first = play.concludes(call, "well")
    again = play.concludes(call, "refused", topics={both[1]: "concern"})
    assert (again.id, again.follow_up_id) == (first.id, both[0])
    assert came_to(play) == dict.fromkeys(both, "well")
    assert len(play.outcomes()) == 2


def test_what_there_was_no_time_for_has_no_outcome_and_is_tried_again(play: Play) -> None:
    care, survey = two_matters(play)
    call = talks(play)
    play.concludes(call, "well", topics={survey: "not_discussed"})
    play.tell(call, "ended", Result.TALKED)
    assert came_to(play) == {care: "well"}
    assert (play.case(survey).state, play.case(survey).waits_for) == (PLANNED, "not_discussed")
    assert play.case(survey).next_try_at >= play.now + timedelta(hours=2)
    assert play.texts() == []


def test_an_entry_for_what_is_no_topic_of_the_call_is_not_looked_at(play: Play) -> None:
    care, survey = two_matters(play, role="nurse")
    call = talks(play)
    play.concludes(call, "well", topics={survey: "concern"})
    assert came_to(play) == {care: "well"}
    assert play.case(survey).state is PLANNED


def test_two_promises_for_one_day_are_one_call_again(play: Play) -> None:
    both = mother_and_son(play)
    call = talks(play)
    play.concludes(call, "call_later", next_date=THURSDAY)
    play.tell(call, "ended", Result.TALKED)
    mine, his = promises(play)
    assert [p.customer_id for p in (mine, his)] == [play.case(one).customer_id for one in both]
    assert {p.first_day for p in (mine, his)} == {THURSDAY}
    play.clock.at = mine.opens_at + timedelta(hours=11)
    play.work()
    assert topics(play) == [mine.id, his.id]
    assert len(play.carrier.calls) == 2


@pytest.mark.parametrize(
    ("disposition", "own", "promised"),
    [
        # the date is for what is to be called about later
        ("well", "call_later", ["son"]),
        ("call_later", "well", ["mother"]),
        ("call_later", "", ["mother", "son"]),
        # nothing is: it is for the lead
        ("well", "", ["mother"]),
        ("concern", "concern", ["mother"]),
        # nobody was reached: it is for all of them
        ("machine", "", ["mother", "son"]),
    ],
)
def test_whom_the_next_date_is_for(play: Play, disposition: str, own: str, promised: list[str]) -> None:
    mother, son = mother_and_son(play)
    call = talks(play)
    play.concludes(call, disposition, next_date=THURSDAY, topics={son: own})
    names = {play.case(mother).customer_id: "mother", play.case(son).customer_id: "son"}
    assert [names[p.customer_id] for p in promises(play)] == promised


def test_a_companion_to_be_called_later_needs_its_date(play: Play) -> None:
    _, son = mother_and_son(play)
    call = talks(play)
    with pytest.raises(EntryWrong, match="choose the next date"):
        play.concludes(call, "well", topics={son: "call_later"})
    assert play.outcomes() == []


def test_a_refusal_is_heard_for_everybody_on_this_telephone(play: Play) -> None:
    both = mother_and_son(play)
    call = talks(play)
    play.concludes(call, "refused")
    with play.scene() as session:
        left = set(session.scalars(select(Suppression.customer_id)))
    assert left == {play.case(one).customer_id for one in both}


def test_a_strangers_telephone_is_nobodys_of_the_family(play: Play) -> None:
    mother_and_son(play)
    call = talks(play)
    play.concludes(call, "wrong_number")
    with play.scene() as session:
        assert session.scalars(select(CustomerNumber.dead_reason)).all() == ["wrong_number"] * 2


def test_a_machine_is_texted_once_for_all(play: Play) -> None:
    both = mother_and_son(play)
    call = talks(play)
    play.concludes(call, "machine")
    assert states(play, both) == [PLANNED, PLANNED]
    assert [t.follow_up_id for t in play.texts()] == [both[0]]


def test_who_is_suppressed_while_the_telephone_rings_is_not_brought_up(play: Play) -> None:
    mother, son = mother_and_son(play)
    call = play.rings_next()
    with play.scene() as session:
        suppress(session, play.case(son).customer_id, "all", "opt_out", play.now)
    play.picks_up(call)
    assert states(play, [mother, son]) == [TALKED, FollowUpState.WITHDRAWN]
    play.concludes(call, "well", topics={son: "well"})
    assert came_to(play) == {mother: "well"}


def test_an_outcome_that_is_owed_is_owed_once(play: Play) -> None:
    """Both matters wait for the same entry; the agent takes no call before it is written."""
    mother_and_son(play)
    call = talks(play)
    play.tell(call, "ended", Result.TALKED)
    assert play.tick().place == []
    play.concludes(call, "well")
    with play.tools.sessions() as session:
        assert session.scalars(select(FollowUp.state).distinct()).all() == [DONE]
