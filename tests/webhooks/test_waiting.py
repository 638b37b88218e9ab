"""Customers who leave a conference, as Twilio asks for them: the action of the Dial, and who waits."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from tests.dialer.handling.talking import comes, falls, hands_on, stands, talk
from tests.dialer.play import Play
from tests.webhooks.twilio import PUBLIC, Twilio


def leaves(play: Play, twilio: Twilio, call: Attempt, status: str = "in-progress") -> Element:
    sent = {"CallSid": call.carrier_id or "", "CallStatus": status, "DialCallStatus": "answered"}
    return twilio.hears(f"/twilio/call/{call.token}/over", sent)


def asks(twilio: Twilio, call: Attempt) -> Element:
    sent = {"CallSid": call.carrier_id or "", "CallStatus": "in-progress"}
    return twilio.hears(f"/twilio/call/{call.token}/wait", sent)


def test_who_answers_joins_the_agent_and_we_are_asked_when_that_is_over(play: Play, twilio: Twilio) -> None:
    call = play.rings()
    said = twilio.hears(f"/twilio/call/{call.token}/answer", {"CallSid": call.carrier_id or ""})
    assert said[0].attrib == {"action": f"{PUBLIC}/twilio/call/{call.token}/over"}


def test_a_customer_who_is_left_alone_hears_so_and_asks_again_in_a_moment(play: Play, twilio: Twilio) -> None:
    call = talk(play)
    falls(play, "wing")
    said = leaves(play, twilio, call)
    assert [e.tag for e in said] == ["Say", "Pause", "Redirect", "Hangup"]
    assert "线路中断了" in (said[0].text or "")
    assert said[1].attrib == {"length": "1"}, "never more than two seconds of nothing"
    assert said[2].text == f"{PUBLIC}/twilio/call/{call.token}/wait"
    play.clock.forward(seconds=4)
    assert [e.tag for e in asks(twilio, call)] == ["Say", "Pause", "Redirect", "Hangup"]
    assert play.attempt().state is AttemptState.ANSWERED


def test_when_the_agent_is_back_they_meet(play: Play, twilio: Twilio) -> None:
    call = talk(play)
    falls(play, "wing")
    leaves(play, twilio, call)
    play.work()
    play.clock.forward(seconds=6)
    stands(play, "wing", "CA-wing-2", "CF-2")
    said = asks(twilio, call)
    assert [e.tag for e in said] == ["Dial", "Hangup"]
    assert said[0][0].text == f"agent-{call.agent_id}"
    assert said[0].attrib == {"action": f"{PUBLIC}/twilio/call/{call.token}/over"}


def test_a_customer_who_hung_up_hears_nothing_and_the_call_is_over(play: Play, twilio: Twilio) -> None:
    call = talk(play)
    assert [e.tag for e in leaves(play, twilio, call, "completed")] == ["Hangup"]
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.TALKED)
    leaves(play, twilio, call, "completed")
    assert [e.tag for e in leaves(play, twilio, call)] == ["Hangup"], "late news of it change nothing"
    assert play.attempt().alone_since is None


@pytest.mark.parametrize("leaf", ["over", "wait"])
def test_a_call_that_nobody_here_knows_is_hung_up(twilio: Twilio, leaf: str) -> None:
    said = twilio.hears(f"/twilio/call/nobody-knows-it/{leaf}", {"CallSid": "CA-?", "CallStatus": "in-progress"})
    assert [e.tag for e in said] == ["Hangup"]


def test_a_customer_who_is_handed_on_hears_so_before_the_colleague(play: Play, twilio: Twilio) -> None:
    call = talk(play, "en")
    fai = comes(play, "fai", at_hand=True)
    hands_on(play, call, fai)
    play.work()
    said = twilio.hears(f"/twilio/call/{call.token}/answer", {"CallSid": call.carrier_id or ""})
    assert [e.tag for e in said] == ["Say", "Dial", "Hangup"]
    assert said[0].attrib == {"language": "en-GB"}
    assert said[1][0].text == f"agent-{fai}"
