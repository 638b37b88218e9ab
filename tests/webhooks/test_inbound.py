"""Customers who call and write to us, and whether our texts arrived."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from tests.cast import MEI
from tests.dialer.play import Play
from tests.webhooks.twilio import PUBLIC, Twilio

CALL = {"CallSid": "CA-in", "From": MEI, "To": "+85221234567", "CallStatus": "ringing", "Direction": "inbound"}


def test_who_rings_back_meets_the_agent_and_we_hear_when_they_leave(play: Play, twilio: Twilio) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    said = twilio.hears("/twilio/inbound/call", CALL)
    call = play.attempt()
    assert [e.tag for e in said] == ["Dial", "Hangup"]
    assert said[0].attrib == {"action": f"{PUBLIC}/twilio/call/{call.token}/over"}
    assert said[0][0].text == f"agent-{play.agent().id}"
    over = twilio.hears(f"/twilio/call/{call.token}/over", CALL | {"CallStatus": "completed"})
    assert [e.tag for e in over] == ["Hangup"]
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.TALKED)
    assert play.case().state is FollowUpState.TALKED


def test_a_stranger_is_welcomed(play: Play, twilio: Twilio) -> None:
    play.opens()
    said = twilio.hears("/twilio/inbound/call", CALL | {"From": "+85290000000"})
    assert [e.tag for e in said] == ["Say", "Hangup"]
    assert "海港诊所" in (said[0].text or "")


def test_the_same_call_asked_about_twice_is_answered_the_same(play: Play, twilio: Twilio) -> None:
    play.opens()
    first = twilio.posts("/twilio/inbound/call", CALL).text
    assert twilio.posts("/twilio/inbound/call", CALL).text == first
    assert len(play.attempts()) == 1


@pytest.mark.parametrize(
    ("words", "suppressed"),
    [({"Body": "ＴＤ"}, True), ({"Body": "no more", "OptOutType": "STOP"}, True), ({"Body": "明天再打"}, False)],
)
def test_a_text_is_obeyed_or_kept_and_never_answered(
    play: Play, twilio: Twilio, words: dict[str, str], suppressed: bool
) -> None:
    play.opens()
    said = twilio.hears("/twilio/inbound/text", {"MessageSid": "SM1", "From": MEI, "To": "+85221234567"} | words)
    assert (said.tag, len(said)) == ("Response", 0)
    with play.scene() as session:
        assert bool(session.scalars(select(Suppression)).all()) == suppressed


@pytest.mark.parametrize(
    ("status", "state", "result"),
    [("sent", "placed", None), ("delivered", "ended", "delivered"), ("undelivered", "ended", "undelivered")],
)
def test_whether_our_text_arrived(play: Play, twilio: Twilio, status: str, state: str, result: str | None) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    play.work()
    text = play.texts()[0]
    sent = {"MessageSid": text.carrier_id or "", "MessageStatus": status, "To": MEI, "RawDlrDoneDate": "2611241100"}
    assert twilio.posts(f"/twilio/text/{text.token}/status", sent).status_code == 204
    assert (play.texts()[0].state, play.texts()[0].result) == (state, result)


def test_a_late_sent_does_not_undo_delivered(play: Play, twilio: Twilio) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    play.work()
    text = play.texts()[0]
    for status in ("delivered", "sent", "undelivered"):
        sent = {"MessageSid": text.carrier_id or "", "MessageStatus": status}
        twilio.posts(f"/twilio/text/{text.token}/status", sent)
    assert play.texts()[0].result is Result.DELIVERED
