"""The life of a call, as Twilio tells it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.box import MORNING, OURS, RATE, SLOW, Box, seconds, wind
from tests.sandbox.conftest import CHAN, WONG, MakeBox
from tests.sandbox.receiver import until

MR_LEE = "+85291234503"


def test_an_answered_call_tells_its_four_pieces_of_news_in_order_and_signed(make_box: MakeBox) -> None:
    box = make_box(rate=SLOW)
    box.receiver.answers["twiml"] = "<Response><Say>您好</Say><Pause length='8'/></Response>"
    sid = box.call(CHAN)
    last = box.told_of_end(sid)
    news = box.news_of(sid)
    assert [one["CallStatus"] for one in news] == ["initiated", "ringing", "in-progress", "completed"]
    assert [one["SequenceNumber"] for one in news] == ["0", "1", "2", "3"]
    assert all(webhook.genuine for webhook in box.receiver.got)
    assert {one["CallbackSource"] for one in news} == {"call-progress-events"}
    # What the document takes, and what asking for it took: two real seconds on a busy machine.
    assert 9 <= int(last["CallDuration"]) <= 59
    assert (last["Duration"], last["SipResponseCode"]) == ("1", "200")
    assert (last["From"], last["Caller"], last["To"], last["Called"]) == (OURS, OURS, CHAN, CHAN)
    assert (last["ToCountry"], last["Direction"], last["ApiVersion"]) == ("HK", "outbound-api", "2010-04-01")
    assert last["Timestamp"].endswith("+0000")
    assert parsedate_to_datetime(last["Timestamp"]).isoformat()[:16] == "2026-03-02T02:00"


def test_the_twiml_request_is_no_status_callback(box: Box) -> None:
    sid = box.call(CHAN)
    box.ended(sid)
    (asked,) = box.receiver.at("twiml")
    assert (asked["CallSid"], asked["CallStatus"]) == (sid, "in-progress")
    assert not {"SequenceNumber", "Timestamp", "CallbackSource"} & set(asked)


def test_without_a_wish_only_the_end_is_told_as_number_0(box: Box) -> None:
    sid = box.call(CHAN, status_callback_event=[])
    assert box.told_of_end(sid)["SequenceNumber"] == "0"
    assert len(box.news_of(sid)) == 1


@pytest.mark.parametrize(
    ("answer", "status", "sip", "events"),
    [
        ("busy", "busy", "486", 3),
        # a rejected call looks busy, with another SIP code
        ("reject", "busy", "603", 3),
        ("no-answer", "no-answer", "487", 3),
        # never rings
        ("unreachable", "failed", "404", 2),
    ],
)
def test_a_call_that_reaches_nobody_says_why(
    make_box: MakeBox, answer: str, status: str, sip: str, events: int
) -> None:
    box = make_box({MR_LEE: {"answers": [answer], "ring_s": 4}})
    sid = box.call(MR_LEE, timeout=20)
    last = box.told_of_end(sid)
    assert (last["CallStatus"], last["SipResponseCode"]) == (status, sip)
    assert (last["CallDuration"], last["Duration"]) == ("0", "0")
    assert last["SequenceNumber"] == str(events - 1)
    assert box.receiver.at("twiml") == []


def test_it_rings_as_long_as_asked_and_up_to_five_seconds_more(make_box: MakeBox) -> None:
    box = make_box({MR_LEE: {"answers": ["no-answer"]}})
    seen = box.ended(box.call(MR_LEE, timeout=15))
    assert 15 <= seconds(seen["ringing_at"], seen["ring_ended_at"]) <= 20
    assert seen["answered_at"] is None


def test_somebody_slower_than_the_timeout_is_not_reached(make_box: MakeBox) -> None:
    box = make_box({MR_LEE: {"answers": ["answer"], "ring_s": 21}})
    assert box.ended(box.call(MR_LEE, timeout=15))["status"] == "no-answer"


def test_the_answers_of_a_person_follow_their_list_and_the_last_repeats(make_box: MakeBox) -> None:
    box = make_box({MR_LEE: {"answers": ["no-answer", "busy", "answer"], "ring_s": 2}})
    fates = [box.ended(box.call(MR_LEE, timeout=5))["status"] for _ in range(4)]
    assert fates == ["no-answer", "busy", "completed", "completed"]


def test_who_hangs_up_at_once_is_gone_within_two_seconds(make_box: MakeBox) -> None:
    box = make_box({MR_LEE: {"answers": ["hang-up"], "ring_s": 2}})
    box.receiver.answers["twiml"] = "<Response><Pause length='60'/></Response>"
    seen = box.ended(box.call(MR_LEE))
    assert seen["status"] == "completed"
    assert seconds(seen["answered_at"], seen["ended_at"]) <= 2


def test_calls_above_the_rate_wait_their_turn_in_order(make_box: MakeBox) -> None:
    crowd = {f"+8529000000{n}": {"answers": ["busy"]} for n in range(4)}
    box = make_box(crowd, "--calls-per-second", "0.02")
    sids = [box.call(number) for number in crowd]
    seen = [box.ended(sid) for sid in sids]
    gaps = [seconds(one["left_queue_at"], two["left_queue_at"]) for one, two in pairwise(seen)]
    assert gaps == pytest.approx([50, 50, 50], abs=0.01)


def test_a_full_queue_takes_no_further_call(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.001", "--queue-holds", "2")
    box.ended(box.call(WONG))
    waiting = [box.call(CHAN) for _ in range(2)]
    with pytest.raises(TwilioRestException) as refused:
        box.call(CHAN)
    assert (refused.value.status, refused.value.code) == (400, 22005)
    # Who has been taken back waits no longer.
    box.become(waiting[0], "canceled")
    assert box.call(CHAN)


def test_what_waits_longer_than_a_day_is_not_called_any_more(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.00002")
    box.ended(box.call(WONG))
    late = [box.call(CHAN) for _ in range(2)]
    wind(box.clock, MORNING + 3 * 86_400, RATE)
    seen = [box.ended(sid) for sid in late]
    # One leaves the queue every fourteen hours: the second one would after twenty-eight.
    assert [(one["status"], one["ringing_at"] is None) for one in seen] == [("completed", False), ("failed", True)]
    assert box.told_of_end(late[1])["CallStatus"] == "failed"


def test_a_call_cancelled_in_the_queue_goes_without_a_sound(make_box: MakeBox) -> None:
    box = make_box({}, "--calls-per-second", "0.01")
    first, waiting = box.call(WONG), box.call(CHAN)
    assert box.status(waiting) == "queued"
    assert box.become(waiting, "canceled") == "canceled"
    box.told_of_end(first)
    assert box.news_of(waiting) == []
    assert box.witnessed(waiting)["ringing_at"] is None


def test_a_call_cancelled_while_ringing_is_told(make_box: MakeBox) -> None:
    box = make_box({MR_LEE: {"answers": ["no-answer"]}})
    sid = box.call(MR_LEE, timeout=600)
    until(lambda: box.status(sid) == "ringing")
    box.become(sid, "canceled")
    assert box.told_of_end(sid)["CallStatus"] == "canceled"


def test_a_live_call_can_be_ended_but_not_cancelled(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='900'/></Response>"
    sid = box.call(CHAN)
    until(lambda: box.status(sid) == "in-progress")
    with pytest.raises(TwilioRestException) as refused:
        box.become(sid, "canceled")
    assert refused.value.code == 21220
    assert box.become(sid, "completed") == "completed"
    with pytest.raises(TwilioRestException) as too_late:
        box.client.calls(sid).update(twiml="<Response/>")
    assert too_late.value.code == 21220


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "busy"}, 20001),
        ({"url": "ftp://example.com/x"}, 21205),
        ({"twiml": "<Response><Say>" + "a" * 4000 + "</Say></Response>"}, 21620),
    ],
)
def test_a_senseless_change_of_a_call_is_refused(box: Box, change: dict[str, Any], code: int) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='900'/></Response>"
    sid = box.call(CHAN)
    until(lambda: box.status(sid) == "in-progress")
    with pytest.raises(TwilioRestException) as refused:
        box.client.calls(sid).update(**change)
    assert refused.value.code == code
    assert box.status(sid) == "in-progress"


def test_a_live_call_can_be_given_other_instructions(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Say>one</Say><Pause length='900'/><Say>never</Say></Response>"
    sid = box.call(CHAN)
    until(lambda: box.witnessed(sid)["said"])
    box.client.calls(sid).update(twiml="<Response><Say>two</Say></Response>")
    assert box.ended(sid)["said"] == ["one", "two"]


def test_nobody_is_rung_on_a_telephone_that_is_in_use(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='60'/></Response>"
    first, second = box.call(CHAN), box.call(CHAN)
    assert [box.ended(first)["status"], box.ended(second)["status"]] == ["completed", "busy"]


def test_a_call_lasts_no_longer_than_its_time_limit(box: Box) -> None:
    box.receiver.answers["twiml"] = "<Response><Pause length='900'/></Response>"
    seen = box.ended(box.call(CHAN, time_limit=40))
    assert seconds(seen["answered_at"], seen["ended_at"]) == 40


def test_a_recorded_call_tells_its_recording_at_the_end_and_afterwards(box: Box) -> None:
    wish = {"record": True, "recording_status_callback": box.hook("tape")}
    sid = box.call(CHAN, twiml="<Response><Pause length='12'/></Response>", **wish)
    assert box.told_of_end(sid)["RecordingDuration"] == "12"
    until(lambda: box.receiver.at("tape"))
    (tape,) = box.receiver.at("tape")
    assert (tape["CallSid"], tape["RecordingSource"], tape["RecordingStatus"]) == (sid, "OutboundAPI", "completed")
    assert box.client.recordings(tape["RecordingSid"]).fetch().duration == tape["RecordingDuration"]


def test_mainland_china_is_out_of_reach_unless_it_is_served(make_box: MakeBox) -> None:
    mainland = "+8613800138000"
    with pytest.raises(TwilioRestException) as refused:
        make_box().call(mainland)
    assert (refused.value.status, refused.value.code) == (400, 21215)
    served = make_box({mainland: {"answers": ["answer"], "ring_s": 2}}, "--serve", "+86")
    assert served.ended(served.call(mainland))["status"] == "completed"
