"""What a customer writes opens a follow-up: an agent's call on the same day; several texts in a row are one matter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import switch
from dialer.attempt_life import Result
from dialer.inbound.matter import needs_no_answer
from dialer.peace.complaints import log_complaint
from tests.cast import MEI, TUESDAY_11
from tests.dialer.inbound.writing import answers, at_home, matters, messages, plans, writes
from tests.dialer.play import Play


def test_who_writes_is_called_on_the_same_day_unless_somebody_writes_back_first(play: Play) -> None:
    at_home(play)
    writes(play, "请问下周三还有位置吗？")
    plans(play)
    (matter,) = matters(play)
    assert (matter.step, matter.mode, matter.role, matter.purpose) == ("answer", "agent", "service", "care")
    assert (matter.opens_at, matter.first_day) == (TUESDAY_11 + timedelta(minutes=15), TUESDAY_11.date())
    play.work()
    assert play.carrier.calls == []
    play.clock.forward(minutes=15)
    play.work()
    assert [one.to for one in play.carrier.calls] == [MEI]


@pytest.mark.parametrize("planned", [True, False])
def test_several_texts_in_a_row_are_one_matter(play: Play, *, planned: bool) -> None:
    at_home(play)
    for number in range(3):
        writes(play, "在吗？", sid=f"SM{number}")
        if planned:
            plans(play)
    assert messages(play) == [("message/1", "")]


def test_the_same_text_told_twice_opens_one_matter(play: Play) -> None:
    at_home(play)
    for _ in range(2):
        writes(play, "在吗？")
        plans(play)
        answers(play, "在的", settles=True)
    assert len(messages(play)) == 1


def test_what_they_write_after_the_matter_is_closed_is_another(play: Play) -> None:
    at_home(play)
    writes(play, "在吗？", sid="SM1")
    answers(play, "在的，请讲", settles=True)
    play.clock.forward(minutes=5)
    writes(play, "周三有位置吗？", sid="SM2")
    plans(play)
    assert [one.state for one in matters(play)] == [FollowUpState.DONE, FollowUpState.PLANNED]


def test_an_answer_that_settles_nothing_leaves_the_matter_open_and_it_stays_one(play: Play) -> None:
    at_home(play)
    writes(play, "在吗？", sid="SM1")
    answers(play, "在的，请讲")
    writes(play, "周三有位置吗？", sid="SM2")
    plans(play)
    assert [one.state for one in matters(play)] == [FollowUpState.PLANNED]


def test_what_they_write_after_the_conversation_is_another_matter(play: Play) -> None:
    at_home(play)
    writes(play, "请给我回电", sid="SM1")
    plans(play)
    play.clock.forward(minutes=15)
    call = play.rings_next()
    writes(play, "还没接到电话", sid="SM2")
    assert len(messages(play)) == 1
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    writes(play, "忘了问：停车方便吗？", sid="SM3")
    assert len(messages(play)) == 2


@pytest.mark.parametrize("body", ["STOP", "退订", "START", "HELP"])
def test_a_word_for_the_carrier_opens_nothing(play: Play, body: str) -> None:
    at_home(play)
    writes(play, body)
    assert messages(play) == []


def test_who_sounds_as_if_they_wanted_no_more_is_read_first_and_called_hours_later(play: Play) -> None:
    at_home(play)
    writes(play, "please STOP calling me")
    plans(play)
    assert messages(play) == [("message/1", "perhaps-stop")]
    (matter,) = matters(play)
    assert (matter.step, matter.opens_at) == ("perhaps-stop", TUESDAY_11 + timedelta(hours=3))


def test_a_message_is_answered_while_a_complaint_is_open(play: Play) -> None:
    at_home(play)
    with play.scene() as session:
        log_complaint(session, play.customer().id, "", "wing", play.now)
    writes(play, "怎么还没有回复")
    answers(play, "马上处理")
    play.work()
    assert len(play.carrier.texts) == 1


def test_a_house_that_lets_the_playbook_rest_keeps_the_text_and_can_answer_it(play: Play) -> None:
    at_home(play)
    with play.scene() as session:
        switch(session, "message", False, None, play.now)
    writes(play, "在吗？")
    plans(play)
    answers(play, "在的", settles=True)
    play.work()
    assert len(play.carrier.texts) == 1
    assert [one.state for one in matters(play)] == [FollowUpState.DONE]


def test_what_asks_for_nothing_is_closed_without_a_text_and_without_a_call(play: Play) -> None:
    at_home(play)
    writes(play, "谢谢！")
    for closes in (True, False):
        with play.scene() as session:
            assert needs_no_answer(session, play.customer().id, play.agent(), play.now) is closes
    assert [(one.state, one.reason) for one in matters(play)] == [(FollowUpState.DONE, "no_answer_needed")]
    assert play.outcomes() == [("well", None, play.agent().id)]
    play.clock.forward(minutes=20)
    play.work()
    assert (play.carrier.calls, play.carrier.texts) == ([], [])
