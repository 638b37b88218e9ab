"""The adapter on the wire: what each deed asks of Twilio, and what becomes of each kind of answer."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from dialer.carrier import (
    AccountBlocked,
    CallWanted,
    CarrierError,
    CarrierView,
    FateUnknown,
    NumberRefused,
    Over,
    RecordingView,
    TextWanted,
    TryLater,
)
from dialer.twilio.adapter import TwilioCarrier
from dialer.twilio.addresses import Addresses
from dialer.twilio.coverage import Coverage
from tests.dialer.twilio.wire import ACCOUNT, OURS, TOKEN, Asked, Wire, wire

MEI, LINE = "+85291234567", "+85221234567"
CA, CF, RE, SM = "CA" + "2" * 32, "CF" + "3" * 32, "RE" + "4" * 32, "SM" + "5" * 32
ROOM = f"/2010-04-01/Accounts/{ACCOUNT}"
CALL, TEXT = CallWanted("tok", MEI, LINE, 25), TextWanted("tok", MEI, LINE, "您好")
WHEN = "Tue, 24 Nov 2026 03:00:00 +0000"


@pytest.fixture
def twilio() -> Iterator[Wire]:
    with wire() as found:
        yield found


def only(twilio: Wire) -> Asked:
    (asked,) = twilio.asked
    return asked


def test_a_call_carries_the_token_in_every_address_and_wants_all_four_events(twilio: Wire) -> None:
    twilio.answer(201, {"sid": CA})
    assert twilio.carrier.call(CALL) == CA
    asked = only(twilio)
    assert (asked.method, asked.path) == ("POST", f"{ROOM}/Calls.json")
    assert asked.fields == {
        "To": [MEI],
        "From": [LINE],
        "Url": [f"{OURS}/twilio/call/tok/answer"],
        "StatusCallback": [f"{OURS}/twilio/call/tok/status#rc=2&rp=all"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["25"],
    }


def test_a_greeting_has_machines_detected_beside_the_call_and_an_extension_is_dialled(twilio: Wire) -> None:
    twilio.answer(201, {"sid": CA})
    twilio.carrier.call(CallWanted("tok", MEI, LINE, 25, extension="801", detect_machine=True))
    asked = only(twilio).fields
    assert asked["AsyncAmd"] == ["true"]  # Twilio reads no other word for it
    assert asked["AsyncAmdStatusCallback"] == [f"{OURS}/twilio/call/tok/machine#rc=2&rp=all"]
    assert asked["SendDigits"] == ["wwww801"]


def test_an_agents_own_leg_may_stand_all_day(twilio: Wire) -> None:
    twilio.answer(201, {"sid": CA})
    twilio.carrier.call(CallWanted("tok", "client:wing", LINE, 40, leg=True))
    asked = only(twilio).fields
    assert (asked["To"], asked["TimeLimit"]) == (["client:wing"], ["43200"])
    assert asked["Url"] == [f"{OURS}/twilio/leg/tok/answer"]


def test_a_text_is_dropped_rather_than_delivered_at_night(twilio: Wire) -> None:
    twilio.answer(201, {"sid": SM})
    assert twilio.carrier.text(TEXT) == SM
    asked = only(twilio).fields
    assert asked == {
        "To": [MEI],
        "From": [LINE],
        "Body": ["您好"],
        "ValidityPeriod": ["1800"],
        "StatusCallback": [f"{OURS}/twilio/text/tok/status#rc=2&rp=all"],
    }


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ({"hold": True}, {"Hold": ["true"]}),
        ({"hold": False}, {"Hold": ["false"]}),
        ({"mute": True}, {"Muted": ["true"]}),
        ({"mute": False, "hold": True}, {"Muted": ["false"], "Hold": ["true"]}),
    ],
)
def test_holding_and_muting_say_only_what_is_to_change(twilio: Wire, wanted: Any, sent: dict[str, list[str]]) -> None:
    twilio.answer(200, {"call_sid": CA})
    twilio.carrier.treat(CF, CA, **wanted)
    asked = only(twilio)
    assert (asked.method, asked.path) == ("POST", f"{ROOM}/Conferences/{CF}/Participants/{CA}.json")
    assert asked.fields == sent


def test_a_call_that_is_put_through_asks_us_anew(twilio: Wire) -> None:
    twilio.answer(200, {"sid": CA})
    twilio.carrier.put_through(CA, "tok")
    asked = only(twilio)
    assert (asked.path, asked.fields) == (
        f"{ROOM}/Calls/{CA}.json",
        {"Url": [f"{OURS}/twilio/call/tok/answer"], "Method": ["POST"]},
    )


@pytest.mark.parametrize(("conferences", "found"), [([{"sid": CF}], CF), ([], None)])
def test_a_conference_is_found_by_its_name(twilio: Wire, conferences: list[Any], found: str | None) -> None:
    twilio.answer(200, {"conferences": conferences, "next_page_uri": None})
    assert twilio.carrier.conference_of("agent-7") == found
    asked = only(twilio)
    assert (asked.method, asked.path) == ("GET", f"{ROOM}/Conferences.json")
    assert asked.fields == {"FriendlyName": ["agent-7"], "Status": ["in-progress"], "PageSize": ["1"]}


def test_both_sides_are_recorded_and_the_end_is_told_under_the_token(twilio: Wire) -> None:
    twilio.answer(201, {"sid": RE})
    assert twilio.carrier.record(CA, "tok") == RE
    asked = only(twilio)
    assert (asked.method, asked.path) == ("POST", f"{ROOM}/Calls/{CA}/Recordings.json")
    assert asked.fields == {
        "RecordingChannels": ["dual"],
        "RecordingStatusCallback": [f"{OURS}/twilio/call/tok/recording#rc=2&rp=all"],
        "RecordingStatusCallbackEvent": ["completed", "absent"],
    }


def test_a_recording_is_stopped(twilio: Wire) -> None:
    twilio.answer(200, {"sid": RE})
    twilio.carrier.stop_recording(CA, RE)
    asked = only(twilio)
    assert (asked.path, asked.fields) == (f"{ROOM}/Calls/{CA}/Recordings/{RE}.json", {"Status": ["stopped"]})


def test_the_recordings_of_a_call_come_the_oldest_first(twilio: Wire) -> None:
    young = {"sid": "RE-young", "status": "in-progress", "duration": "-1"}
    middle = {"sid": "RE-middle", "status": "absent", "duration": None}
    old = {"sid": "RE-old", "status": "completed", "duration": "42"}
    twilio.answer(200, {"recordings": [young, middle, old], "next_page_uri": None})
    assert twilio.carrier.recordings_of(CA) == [
        RecordingView("RE-old", "ready", 42),
        RecordingView("RE-middle", "none"),
        RecordingView("RE-young", "running"),
    ]


def test_the_sound_comes_byte_for_byte_with_our_credentials(twilio: Wire) -> None:
    sound = b"ID3\x04\x00\xff\xfb\x90\x00\r\n\x00\xfe"  # no text in any encoding
    twilio.answer(200, sound)
    assert twilio.carrier.sound(RE) == sound
    asked = only(twilio)
    assert (asked.method, asked.path) == ("GET", f"{ROOM}/Recordings/{RE}.mp3")
    assert asked.authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def test_where_there_is_no_sound_there_is_none(twilio: Wire) -> None:
    twilio.refuse(404, 20404)
    assert twilio.carrier.sound(RE) is None


def test_a_recording_is_deleted(twilio: Wire) -> None:
    twilio.answer(204, b"")
    twilio.carrier.delete_recording(RE)
    assert (only(twilio).method, only(twilio).path) == ("DELETE", f"{ROOM}/Recordings/{RE}.json")


@pytest.mark.parametrize(("status", "code"), [(404, 20404), (400, 21220)])
@pytest.mark.parametrize(
    "deed",
    [
        lambda c: c.treat(CF, CA, hold=True),
        lambda c: c.put_through(CA, "tok"),
        lambda c: c.stop(CA),
        lambda c: c.stop_recording(CA, RE),
        lambda c: c.delete_recording(RE),
    ],
    ids=["treat", "put_through", "stop", "stop_recording", "delete_recording"],
)
def test_what_is_over_already_is_no_error(
    twilio: Wire, deed: Callable[[TwilioCarrier], None], status: int, code: int
) -> None:
    twilio.refuse(status, code)
    deed(twilio.carrier)


@pytest.mark.parametrize(("status", "code"), [(404, 20404), (400, 21220)])
def test_a_call_that_is_over_cannot_be_recorded(twilio: Wire, status: int, code: int) -> None:
    twilio.refuse(status, code)
    with pytest.raises(Over):
        twilio.carrier.record(CA, "tok")


def test_stopping_cancels_what_rings_and_hangs_up_what_talks(twilio: Wire) -> None:
    twilio.refuse(400, 21220)
    twilio.answer(200, {"sid": CA})
    twilio.carrier.stop(CA)
    assert [asked.fields["Status"] for asked in twilio.asked] == [["canceled"], ["completed"]]


def test_a_call_is_searched_for_by_both_numbers_and_by_no_time(twilio: Wire) -> None:
    """A queued call has no start time, and a filter on it would hide the very call that is looked for."""
    twilio.answer(200, {"calls": [{"sid": CA, "status": "queued", "date_created": WHEN}], "next_page_uri": None})
    assert twilio.carrier.find("call", MEI, LINE) == [
        CarrierView(CA, "placed", "", datetime(2026, 11, 24, 3, tzinfo=UTC))
    ]
    assert only(twilio).fields == {"To": [MEI], "From": [LINE], "PageSize": ["50"]}


@pytest.mark.parametrize(
    ("found", "stage", "result", "code"),
    [
        ({"status": "sent"}, "placed", "", ""),
        ({"status": "delivered"}, "ended", "delivered", ""),
        ({"status": "undelivered", "error_code": 30003}, "ended", "undelivered", "30003"),
        ({"status": "failed", "error_code": 30002}, "ended", "undelivered", "30002"),
        ({"status": "canceled"}, "ended", "cancelled", ""),
    ],
)
def test_a_text_that_is_looked_up_says_why_it_did_not_arrive(
    twilio: Wire, found: dict[str, Any], stage: str, result: str, code: str
) -> None:
    twilio.answer(200, {"sid": SM, "date_created": WHEN, "body": "您好", **found})
    view = twilio.carrier.look_up(SM, "text")
    assert view == CarrierView(SM, stage, result, datetime(2026, 11, 24, 3, tzinfo=UTC), code, "您好")


def test_what_twilio_does_not_know_is_no_view(twilio: Wire) -> None:
    twilio.refuse(404, 20404)
    assert twilio.carrier.look_up(CA, "call") is None


@pytest.mark.parametrize("ask", [lambda c: c.call(CALL), lambda c: c.text(TEXT)], ids=["call", "text"])
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"code": 21211, "message": "no", "status": 400}, NumberRefused),
        # of our own list, not of a call: the account is none
        (404, {"code": 20404, "message": "no", "status": 404}, AccountBlocked),
        (429, {"code": 20429, "message": "no", "status": 429}, TryLater),
        # RFC 9457, as newer parts of Twilio's API answer
        (400, {"type": "t", "title": "no", "status": 400, "code": 21211}, NumberRefused),
        # 5xx and what cannot be read: it may have dialled
        (500, {"code": 20500, "message": "no", "status": 500}, FateUnknown),
        (502, b"<html>Bad gateway</html>", FateUnknown),
        (201, {}, FateUnknown),
        (201, {"sid": ""}, FateUnknown),
        (201, b"", FateUnknown),
        (201, b'{"sid": "CA22', FateUnknown),
        (201, b"[]", FateUnknown),
        (200, b"<html>Sign in to the hotel's network</html>", FateUnknown),
    ],
)
def test_each_kind_of_answer(
    twilio: Wire, ask: Callable[[TwilioCarrier], str], status: int, body: Any, error: type[CarrierError]
) -> None:
    twilio.answer(status, body)
    with pytest.raises(error) as raised:
        ask(twilio.carrier)
    assert type(raised.value) is error
    assert len(twilio.asked) == 1, "and it is never asked twice"


@pytest.mark.parametrize("breaks", ["reset", "cut"])
def test_a_connection_that_breaks_leaves_the_fate_unknown_and_asks_once(twilio: Wire, breaks: str) -> None:
    twilio.answer(201, {"sid": CA})
    twilio.breaks = breaks
    with pytest.raises(FateUnknown):
        twilio.carrier.call(CALL)
    assert len(twilio.asked) == 1


def test_an_answer_that_does_not_come_in_time_leaves_the_fate_unknown() -> None:
    with wire(timeout=0.2) as twilio:
        twilio.answer(201, {"sid": CA})
        twilio.breaks = "silent"
        for ask in (lambda: twilio.carrier.call(CALL), lambda: twilio.carrier.sound(RE)):
            with pytest.raises(FateUnknown, match="ReadTimeout"):
                ask()


def test_where_no_connection_is_made_it_is_safe_to_ask_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        carrier = TwilioCarrier(ACCOUNT, TOKEN, Addresses(OURS), Coverage(), timeout=2, api_url=url)
        with pytest.raises(TryLater):
            carrier.call(CALL)
