"""Messages: whoever leaves one is called back, also where nothing was open and nobody was there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.lifecycle import FollowUpState
from dialer.inbound.messages import last_words, message_left
from tests.cast import MING, customer, follow_up, ready
from tests.dialer.inbound.rings import all_go_for_a_break, calls_us, comes_in, due_to_them, says
from tests.dialer.play import Play

#: From eleven in the morning on to half past ten in the evening.
TO_NIGHT = timedelta(hours=11, minutes=30)
#: From there to nine in the morning.
TO_MORNING = timedelta(hours=10, minutes=30)


def leaves_a_message(play: Play) -> bool:
    with play.scene() as session:
        return message_left(session, comes_in(play).token, play.now) is not None


def test_in_the_night_they_hear_when_we_are_there(play: Play) -> None:
    with play.scene() as session:
        customer(session)
    play.clock.at += TO_NIGHT
    heard = calls_us(play)
    assert says(heard) == (
        "您好，这里是海港诊所。现在是休息时间。我们明天上午九点开始上班。"
        "如需我们回电，请在提示音后留言，讲完后按井号键或直接挂机。"
    )
    assert (comes_in(play).heard, due_to_them(play)) == ("closed", [])
    assert calls_us(play) == heard, "asked again for the same call the same is said"


def test_with_a_case_they_are_called_back_when_we_are_there(play: Play) -> None:
    with play.scene() as session:
        follow_up(
            session, customer(session, language="en"), hours="call-centre", closes_at=play.now + timedelta(days=3)
        )
    play.clock.at += TO_NIGHT
    assert says(calls_us(play)) == (
        "Hello, this is Harbour Clinic. We are closed at this moment. We are there again tomorrow from nine in the "
        "morning. We will call you back then. You may also leave a message after the tone; then press the hash key or "
        "hang up."
    )
    assert (play.case().waits_for, play.case().next_try_at) == ("rang_back", play.now + TO_MORNING)


def test_the_hours_are_the_departments_of_the_case(play: Play) -> None:
    """The clinic's day begins at eleven."""
    with play.scene() as session:
        follow_up(session, customer(session), hours="clinic", closes_at=play.now + timedelta(days=3))
    play.clock.at += TO_NIGHT
    assert "我们明天上午十一点开始上班" in says(calls_us(play))


def test_a_message_in_the_night_brings_a_call_in_the_morning_once(play: Play) -> None:
    with play.scene() as session:
        customer(session)
    play.clock.at += TO_NIGHT
    calls_us(play)
    assert leaves_a_message(play)
    assert leaves_a_message(play), "told again"
    (promised,) = due_to_them(play)
    assert (promised.step, promised.waits_for, promised.next_try_at) == (
        "call-back",
        "rang_back",
        play.now + TO_MORNING,
    )
    with play.scene() as session:
        ready(session, play.now, "fai")
    play.clock.at += TO_MORNING
    assert play.rings_next().follow_up_id == promised.id


def test_a_message_changes_nothing_of_a_call_that_is_promised_already(play: Play) -> None:
    play.opens()
    all_go_for_a_break(play)
    calls_us(play)
    due = play.case().next_try_at
    play.clock.forward(minutes=2)
    assert leaves_a_message(play)
    assert (play.case().next_try_at, len(due_to_them(play))) == (due, 1)


def test_a_message_of_who_wants_to_be_left_in_peace_brings_no_call(play: Play) -> None:
    play.opens()
    play.leaves_in_peace()
    play.clock.at += TO_NIGHT
    all_go_for_a_break(play)
    assert "我们不会给您回电" in says(calls_us(play))
    assert leaves_a_message(play), "it is there to be heard"
    assert [f.state for f in due_to_them(play)] == [FollowUpState.WITHDRAWN]


@pytest.mark.parametrize("left", [True, False])
def test_at_the_end_they_are_thanked_in_their_language(play: Play, left: bool) -> None:
    with play.scene() as session:
        customer(session, language="en")
    heard = calls_us(play)
    with play.scene() as session:
        said = last_words(session, heard.inbound, left=left)
    assert said.sentences[0].words.endswith("Thank you for calling. Goodbye.")
    assert ("We have your message" in said.sentences[0].words) == left
    assert not said.message


@pytest.mark.parametrize("number", [MING, ""])
def test_a_stranger_leaves_none(play: Play, number: str) -> None:
    play.opens()
    calls_us(play, number)
    assert not leaves_a_message(play)
    assert len(due_to_them(play)) == 1
