"""Customers who call and write to us, and whether our texts arrived."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import select

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.inbound.texts import InboundText
from tests.cast import MEI, customer
from tests.dialer.inbound.rings import all_go_for_a_break, comes_in, due_to_them
from tests.dialer.inbound.writing import answers, messages
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
    assert [(e.tag, e.get("language")) for e in said] == [("Say", "zh-CN"), ("Say", "en-GB"), ("Hangup", None)]
    assert "海港诊所" in (said[0].text or "")


def test_a_call_of_which_twilio_says_next_to_nothing_is_answered_politely(play: Play, twilio: Twilio) -> None:
    play.opens()
    assert [e.tag for e in twilio.hears("/twilio/inbound/call", {"AccountSid": "AC-test"})] == ["Say", "Say", "Hangup"]
    assert play.attempts() == []


def test_with_nobody_free_a_message_may_be_left(play: Play, twilio: Twilio) -> None:
    say, record, after, hangup = _turned_away(play, twilio)
    kept = comes_in(play)
    assert (say.tag, record.tag, after.tag, hangup.tag) == ("Say", "Record", "Say", "Hangup")
    assert record.attrib == {
        "action": f"{PUBLIC}/twilio/inbound/{kept.token}/message#rc=2&rp=all",
        "finishOnKey": "#",
        "maxLength": "120",
        "playBeep": "true",
        "recordingStatusCallback": f"{PUBLIC}/twilio/inbound/{kept.token}/recording#rc=2&rp=all",
        "recordingStatusCallbackEvent": "completed absent",
    }
    assert after.text == "感谢您的来电，再见。", "who says nothing falls through to this"


LEFT = [
    # Finished with the hash key.
    ({"RecordingDuration": "12", "Digits": "#"}, True),
    # The caller hung up after the last word.
    ({"RecordingDuration": "7", "Digits": "hangup", "CallStatus": "completed"}, True),
    # Nothing was said before the key.
    ({"RecordingDuration": "0", "Digits": "#"}, False),
]


@pytest.mark.parametrize(("told", "left"), LEFT)
def test_who_leaves_a_message_in_the_night_is_thanked_and_called_back(
    play: Play, twilio: Twilio, told: dict[str, str], left: bool
) -> None:
    with play.scene() as session:
        customer(session)
    play.clock.forward(hours=12)
    twilio.hears("/twilio/inbound/call", CALL)
    path = f"/twilio/inbound/{comes_in(play).token}/message"
    form = CALL | {"CallStatus": "in-progress", "RecordingUrl": "https://api.example.org/RE1", "RecordingSid": "RE1"}
    for _ in range(2):
        said = twilio.hears(path, form | told)
        assert [e.tag for e in said] == ["Say", "Hangup"]
        assert ("留言已收到" in (said[0].text or "")) == left
    assert [f.waits_for for f in due_to_them(play)] == (["rang_back"] if left else [])


def test_the_sound_of_a_message_says_too_that_one_was_left(play: Play, twilio: Twilio) -> None:
    with play.scene() as session:
        customer(session)
    play.clock.forward(hours=12)
    twilio.hears("/twilio/inbound/call", CALL)
    told = {"CallSid": "CA-in", "RecordingSid": "RE1", "RecordingStatus": "completed", "RecordingDuration": "9"}
    for status in ("absent", "completed"):
        sent = told | {"RecordingStatus": status}
        assert twilio.posts(f"/twilio/inbound/{comes_in(play).token}/recording", sent).status_code == 204
        assert len(due_to_them(play)) == (status == "completed")


def test_a_message_of_a_call_that_nobody_knows_is_no_error(play: Play, twilio: Twilio) -> None:
    play.opens()
    said = twilio.hears("/twilio/inbound/nobody-knows/message", CALL | {"RecordingUrl": "https://api.example.org/RE1"})
    assert [e.tag for e in said] == ["Say", "Hangup"]


def _turned_away(play: Play, twilio: Twilio) -> Element:
    play.opens()
    all_go_for_a_break(play)
    return twilio.hears("/twilio/inbound/call", CALL)


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


WRITES = {"MessageSid": "SM1", "From": MEI, "To": "+85221234567", "NumMedia": "0"}


def kept(play: Play) -> list[InboundText]:
    with play.scene() as session:
        return list(session.scalars(select(InboundText).order_by(InboundText.id)))


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        # Twilio asks again, with its id
        (WRITES | {"Body": "在吗"}, 1),
        # an older name of the same id
        ({"SmsSid": "SM1", "From": MEI, "Body": "在吗"}, 1),
        # no id at all: better twice than never
        ({"From": MEI, "Body": "在吗"}, 2),
        # nothing but an id
        ({"MessageSid": "SM1"}, 1),
        ({}, 2),
    ],
)
def test_a_text_told_twice_is_one_and_missing_fields_harm_nothing(
    play: Play, twilio: Twilio, form: dict[str, str], texts: int
) -> None:
    play.opens()
    for _ in range(2):
        assert twilio.posts("/twilio/inbound/text", form).status_code == 200
    assert len(kept(play)) == texts


def test_without_an_id_the_token_of_the_delivery_tells_a_repetition(play: Play, twilio: Twilio) -> None:
    for token in ("a", "a", "b"):
        twilio.posts("/twilio/inbound/text", {"From": MEI, "Body": "在吗"}, I_Twilio_Idempotency_Token=token)
    assert len(kept(play)) == 2


@pytest.mark.parametrize(("said", "pictures"), [("2", 2), ("", 0), ("many", 0), ("-1", 0), ("²", 0)])
def test_pictures_are_counted_and_not_fetched(play: Play, twilio: Twilio, said: str, pictures: int) -> None:
    play.opens()
    twilio.posts("/twilio/inbound/text", WRITES | {"Body": "", "NumMedia": said, "MediaUrl0": "https://media"})
    assert [(text.body, text.media, text.meaning) for text in kept(play)] == [("", pictures, "message")]


def test_help_is_the_carriers_to_answer(play: Play, twilio: Twilio) -> None:
    play.opens()
    twilio.posts("/twilio/inbound/text", WRITES | {"Body": "info", "OptOutType": "HELP"})
    assert [text.meaning for text in kept(play)] == ["help"]
    assert messages(play) == []


def test_whether_an_agents_answer_arrived_and_why_not(play: Play, twilio: Twilio) -> None:
    play.opens()
    twilio.posts("/twilio/inbound/text", WRITES | {"Body": "在吗"})
    answers(play, "在的")
    play.work()
    text = play.texts()[0]
    sent = {"MessageSid": text.carrier_id or "", "MessageStatus": "undelivered", "ErrorCode": "30003", "To": MEI}
    twilio.posts(f"/twilio/text/{text.token}/status", sent)
    assert (play.texts()[0].result, play.texts()[0].reason) == (Result.UNDELIVERED, "30003")
