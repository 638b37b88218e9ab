"""Answering: a person, or a message, and nothing is owed that did not happen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from campaigns.lifecycle import FollowUpState
from dialer.agents.legs import leg_ended
from dialer.agents.presence import Leg, unlogged
from dialer.attempt_life import AttemptState, Result
from dialer.calls.answer import Join, Speak
from tests.cast import agent, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play


def test_who_answers_meets_the_agent(play: Play) -> None:
    call = play.rings()
    assert play.picks_up(call) == Join(f"agent-{play.agent().id}")
    call = play.attempt()
    assert (call.state, call.answered_at, call.bridged_at) == (AttemptState.ANSWERED, play.now, play.now)
    assert play.case().state is FollowUpState.TALKED


def test_asked_again_the_same_is_said_and_nothing_is_written_twice(play: Play) -> None:
    call = play.rings()
    first = play.picks_up(call)
    play.clock.forward(seconds=1)
    assert play.picks_up(call) == first
    assert play.attempt().bridged_at == play.now.replace(second=0)
    assert play.history() == ["underway", "talked"]


def test_asked_again_after_the_entry_nothing_is_owed_anew(play: Play) -> None:
    """Wing has logged the machine that still speaks; the carrier asks once more what it is to say."""
    call = play.rings()
    play.picks_up(call)
    play.concludes(call, "machine")
    assert play.picks_up(call) == Join(f"agent-{play.agent().id}")
    assert play.case().state is FollowUpState.PLANNED


@pytest.mark.parametrize(
    ("language", "begins"),
    [("zh", "您好，这里是海港诊所。非常抱歉"), ("en", "Hello, this is Harbour Clinic. We are sorry")],
)
def test_where_the_agents_telephone_is_down_an_apology_is_heard(play: Play, language: str, begins: str) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, language=language))
    call = play.rings_next()
    with play.scene() as session:
        leg_ended(session, session.scalars(select(Leg.id)).one(), play.now)
    heard = play.picks_up(call)
    assert isinstance(heard, Speak)
    assert heard.words.startswith(begins)
    assert not heard.may_opt_out
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().result, play.case().state) == (Result.ABANDONED, FollowUpState.PLANNED)


def test_a_greeting_is_read_out_and_offers_to_leave_them_in_peace(play: Play) -> None:
    with play.scene() as session:
        of = campaign(session, agent(session), message={"zh": "{address}，新年快乐。"})
        greeting(session, customer(session), of)
    assert play.picks_up(play.rings_next()) == Speak("陈女士，新年快乐。", "zh", may_opt_out=True)


def test_a_greeting_for_which_nobody_asked_us_was_not_heard(play: Play) -> None:
    """Our web server was away: the carrier said its own apology, and the call is over as any other."""
    with play.scene() as session:
        greeting(session, customer(session), closes_at=play.now + timedelta(days=7))
    call = play.rings_next()
    play.tell(call, "answered")
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().result, play.case().state) == (Result.ABANDONED, FollowUpState.PLANNED)
    assert play.case().next_try_at >= play.now + timedelta(hours=72), "no greeting for so long (Ofcom)"


def test_who_picks_up_a_call_that_we_had_given_up_hears_an_apology_and_not_silence(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.NO_ANSWER)
    heard = play.picks_up(call)
    assert isinstance(heard, Speak)
    assert "非常抱歉" in heard.words
    assert play.attempt().result is Result.NO_ANSWER, "and what is final stays as it is"


def test_a_waiting_text_is_withdrawn_when_the_customer_is_reached(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.BUSY)
    play.clock.forward(minutes=12)
    with play.scene() as session:  # the text has waited, say, for a morning
        session.merge(play.texts()[0]).due_at = play.now.replace(hour=9)
    play.picks_up(play.rings_next())
    assert [(t.state, t.reason) for t in play.texts()] == [(AttemptState.WITHDRAWN, "reached")]


def test_the_outcome_is_owed_by_who_talked_and_not_by_who_tried_before(play: Play) -> None:
    """Wing called and nobody answered; Fai called again, and they talked."""
    call = play.rings()
    play.tell(call, "ended", Result.BUSY)
    with play.scene() as session:
        session.execute(update(Leg).values(state="ended"))
        fai = ready(session, play.now, "fai")
    play.clock.forward(minutes=12)
    second = play.rings_next()
    play.picks_up(second)
    assert second.agent_id == fai.id
    with play.tools.sessions() as session:
        assert session.scalars(unlogged(play.agent().id)).all() == []
        assert [a.id for a in session.scalars(unlogged(fai.id))] == [second.id]
