"""Receipts: a text that did not arrive decides something by its code, and is sent once more at the most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.receipts import ONCE_MORE
from dialer.troubles import Trouble
from tests.cast import MEI, MEI_OFFICE, customer, follow_up, ready
from tests.dialer.play import Play


def texted(play: Play, *numbers: str) -> Attempt:
    """A call was missed, and its text went out."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "陈美玲", *numbers), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.work()
    return play.texts()[0]


def number(play: Play, e164: str = MEI) -> CustomerNumber:
    with play.scene() as session:
        return session.scalars(select(CustomerNumber).where(CustomerNumber.e164 == e164)).one()


@pytest.mark.parametrize(
    ("code", "again", "dead", "no_text"),
    [
        # off, out of reach, or nobody says why: once more, half an hour later
        ("30003", True, None, None),
        ("30008", True, None, None),
        ("30001", True, None, None),
        # filtered: the same words would be filtered again
        ("30004", False, None, None),
        ("30007", False, None, None),
        # nobody has this number
        ("30005", False, "30005", None),
        # a landline: it is called, and not texted
        ("30006", False, None, "30006"),
        # a code that we do not know decides nothing
        ("30999", False, None, None),
        ("", False, None, None),
    ],
)
def test_each_code_is_one_decision(play: Play, code: str, again: bool, dead: str | None, no_text: str | None) -> None:
    text = texted(play)
    play.tell(text, "ended", Result.UNDELIVERED, code)
    found = play.texts()
    assert (found[0].state, found[0].result) == (AttemptState.ENDED, Result.UNDELIVERED)
    assert found[0].reason == (code or "undelivered")
    assert [(t.again, t.state, t.reason, t.due_at) for t in found[1:]] == [
        (True, AttemptState.PLANNED, "once_more", play.now + ONCE_MORE)
    ] * again
    assert (number(play).dead_reason, number(play).no_text_reason) == (dead, no_text)


def test_sent_once_more_it_is_a_text_of_its_own_and_there_is_no_third(play: Play) -> None:
    first = texted(play)
    play.tell(first, "ended", Result.UNDELIVERED, "30003")
    play.clock.forward(minutes=29)
    play.work()
    assert len(play.carrier.texts) == 1
    play.clock.forward(minutes=1)
    play.work()
    second = play.texts()[1]
    assert (second.state, second.body, second.token != first.token) == (AttemptState.PLACED, first.body, True)
    play.tell(second, "ended", Result.UNDELIVERED, "30003")
    play.clock.forward(hours=1)
    play.work()
    assert len(play.texts()) == 2


def test_who_is_reached_meanwhile_is_not_texted_again(play: Play) -> None:
    play.tell(texted(play), "ended", Result.UNDELIVERED, "30003")
    with play.scene() as session:
        waits = session.merge(play.case())
        waits.next_try_at = play.now + timedelta(minutes=12)
    play.clock.forward(minutes=12)
    play.picks_up(play.rings_next())
    play.clock.forward(hours=1)
    play.work()
    assert (len(play.carrier.texts), play.texts()[1].state) == (1, AttemptState.WITHDRAWN)


ALONE: dict[str, Any] = {"playbook": "unreached", "step": "text-next-day", "mode": "text"}


def alone(play: Play, *numbers: str) -> Attempt:
    """A text that is the follow-up itself went out."""
    with play.scene() as session:
        her = customer(session, "陈美玲", *numbers)
        follow_up(session, her, closes_at=play.now + timedelta(days=2), **ALONE)
    play.work()
    return play.texts()[0]


def test_the_follow_up_waits_for_the_second_text_and_ends_with_it(play: Play) -> None:
    first = alone(play)
    play.tell(first, "ended", Result.UNDELIVERED, "30003")
    assert play.case().state is FollowUpState.UNDERWAY
    play.clock.forward(minutes=30)
    play.work()
    play.tell(play.texts()[1], "ended", Result.DELIVERED)
    assert (play.case().state, play.case().reason) == (FollowUpState.DONE, "texted")


def test_filtered_words_end_the_follow_up_with_the_code(play: Play) -> None:
    play.tell(alone(play), "ended", Result.UNDELIVERED, "30007")
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "30007")


@pytest.mark.parametrize("code", ["30005", "30006"])
def test_another_number_of_the_customer_gets_it_instead(play: Play, code: str) -> None:
    play.tell(alone(play, MEI, MEI_OFFICE), "ended", Result.UNDELIVERED, code)
    play.work()
    assert [text.to for text in play.carrier.texts] == [MEI, MEI_OFFICE]


def test_a_number_that_takes_no_texts_is_passed_over_the_next_time(play: Play) -> None:
    with play.scene() as session:
        her = customer(session, "陈美玲", MEI, MEI_OFFICE)
        her.numbers[0].no_text_reason = "30006"
        follow_up(session, her, **ALONE)
    play.work()
    assert [text.to for text in play.carrier.texts] == [MEI_OFFICE]


def test_who_has_only_a_landline_is_not_texted_and_the_reason_says_so(play: Play) -> None:
    with play.scene() as session:
        her = customer(session)
        her.numbers[0].no_text_reason = "30006"
        follow_up(session, her, **ALONE)
    play.work()
    assert play.carrier.texts == []
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "takes_no_texts")


def test_who_told_the_carrier_to_stop_is_left_in_peace(play: Play) -> None:
    play.tell(texted(play), "ended", Result.UNDELIVERED, "21610")
    with play.scene() as session:
        assert session.scalars(select(Suppression.reason)).all() == ["opt_out"]
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "opt_out")


def test_a_suspended_account_is_the_supervisors_trouble(play: Play) -> None:
    play.tell(texted(play), "ended", Result.UNDELIVERED, "30002")
    with play.scene() as session:
        one = session.scalars(select(Trouble)).one()
        assert (one.code, one.wide, one.channel) == ("30002", "account", "text")


def test_a_repeated_receipt_sends_nothing_twice(play: Play) -> None:
    text = texted(play)
    for _ in range(3):
        play.tell(text, "ended", Result.UNDELIVERED, "30003")
    assert len(play.texts()) == 2


def test_a_text_of_which_no_receipt_comes_is_asked_about_and_its_code_decides(play: Play) -> None:
    text = texted(play)
    play.carrier.tells(text.carrier_id or "", "ended", "undelivered", "30006")
    play.clock.forward(hours=1)
    play.work()
    assert (play.texts()[0].reason, number(play).no_text_reason) == ("30006", "30006")
