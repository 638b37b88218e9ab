"""Strangers: a number that is nobody's hears the welcome and the hours in both languages; only the call is kept."""

from __future__ import annotations

import pytest

from tests.cast import MING
from tests.dialer.inbound.rings import calls_us, comes_in, due_to_them, says
from tests.dialer.play import Play

WITHHELD = [
    "",
    "anonymous",
    "Restricted",
    # How Twilio spells ANONYMOUS and RESTRICTED on a keypad.
    "+266696687",
    "+7378742833",
    "sip:somebody@example.org",
]


def test_a_stranger_is_welcomed_by_the_house_of_the_line(play: Play) -> None:
    play.opens()
    heard = calls_us(play, MING)
    assert says(heard) == (
        "您好，这里是海港诊所。感谢您的来电。我们的服务时间是今天上午九点到中午十二点、下午一点半到晚上八点半。"
        "我们没有查到这个号码的登记信息，请用您登记的号码来电。"
        "Hello, this is Harbour Clinic. Thank you for calling. We are there today from nine in the morning to noon and "
        "from half past one in the afternoon to half past eight in the evening. We do not have your number on file: "
        "please call from the number that you gave us."
    )
    assert (heard.token, play.attempts(), comes_in(play).heard) == ("", [], "stranger")


def test_in_the_night_they_hear_of_tomorrow(play: Play) -> None:
    play.opens()
    play.clock.forward(hours=12)
    assert "明天上午九点" in says(calls_us(play, MING))


@pytest.mark.parametrize("number", WITHHELD)
def test_a_withheld_number_is_a_strangers(play: Play, number: str) -> None:
    play.opens()
    calls_us(play, number)
    kept = comes_in(play)
    assert (kept.heard, kept.e164, kept.customer_id, len(due_to_them(play))) == ("stranger", number, None, 1)


def test_a_call_without_a_name_harms_nothing(play: Play) -> None:
    """Two of them are not one, and nobody's case is touched."""
    play.opens()
    assert calls_us(play, sid="").inbound == ""
    assert "海港诊所" in says(calls_us(play, MING, sid=""))
    assert play.attempts() == []


def test_an_empty_house_is_polite(play: Play) -> None:
    assert says(calls_us(play)).startswith("感谢您的来电。")
