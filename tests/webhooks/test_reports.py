"""From Twilio's words to ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialer.attempt_life import Result
from webhooks.reports import call_report, text_report


@pytest.mark.parametrize(
    ("status", "sip", "stage", "result", "code"),
    [
        # on its way
        ("queued", "", "placed", None, ""),
        ("initiated", "", "placed", None, ""),
        ("ringing", "", "ringing", None, ""),
        # the `answered` event says in-progress
        ("in-progress", "", "answered", None, ""),
        # over, after an answer
        ("completed", "200", "ended", Result.TALKED, ""),
        # engaged, with both codes that were seen
        ("busy", "486", "ended", Result.BUSY, "sip_486"),
        ("busy", "487", "ended", Result.BUSY, "sip_487"),
        # declined, under either status that Twilio may give it
        ("busy", "603", "ended", Result.REJECTED, "sip_603"),
        ("no-answer", "603", "ended", Result.REJECTED, "sip_603"),
        # a network that fails with the same code says nothing of the person
        ("failed", "603", "ended", Result.FAILED, "sip_603"),
        # rang out
        ("no-answer", "487", "ended", Result.NO_ANSWER, "sip_487"),
        # the network failed; 404 means that there is no such number
        ("failed", "503", "ended", Result.FAILED, "sip_503"),
        ("failed", "", "ended", Result.FAILED, ""),
        ("failed", "404", "ended", Result.BAD_NUMBER, "sip_404"),
        # taken back
        ("canceled", "", "ended", Result.CANCELLED, ""),
    ],
)
def test_a_call_status(status: str, sip: str, stage: str, result: Result | None, code: str) -> None:
    report = call_report({"CallSid": "CA1", "CallStatus": status, "SipResponseCode": sip, "SequenceNumber": "3"}, "")
    assert report is not None
    assert (report.carrier_id, report.stage, report.result, report.code) == ("CA1", stage, result, code)
    assert report.sequence == 3


@pytest.mark.parametrize(
    ("status", "stage", "result"),
    [
        # with Twilio, or handed on: whether it arrives is told later, or never
        ("accepted", "placed", None),
        ("queued", "placed", None),
        ("sending", "placed", None),
        ("sent", "placed", None),
        ("delivered", "ended", Result.DELIVERED),
        ("read", "ended", Result.DELIVERED),
        ("undelivered", "ended", Result.UNDELIVERED),
        ("failed", "ended", Result.UNDELIVERED),
        ("canceled", "ended", Result.CANCELLED),
    ],
)
def test_a_message_status(status: str, stage: str, result: Result | None) -> None:
    report = text_report({"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": "30003"}, "")
    assert report is not None
    assert (report.carrier_id, report.stage, report.result, report.code) == ("SM1", stage, result, "30003")


def test_the_older_names_of_a_message_are_understood() -> None:
    report = text_report({"SmsSid": "SM1", "SmsStatus": "delivered"}, "")
    assert report is not None
    assert (report.carrier_id, report.result) == ("SM1", Result.DELIVERED)


@pytest.mark.parametrize("status", ["", "teleported"])
def test_a_status_that_says_nothing_to_us_is_no_report(status: str) -> None:
    assert call_report({"CallSid": "CA1", "CallStatus": status}, "") is None
    assert text_report({"MessageSid": "SM1", "MessageStatus": status}, "") is None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        # the same delivery, tried again: the token is the same
        (("ringing", "1", "token-a"), ("ringing", "1", "token-a"), True),
        # without a token: call, sequence and status
        (("ringing", "1", ""), ("ringing", "1", ""), True),
        (("ringing", "1", ""), ("in-progress", "2", ""), False),
        # another delivery is another message
        (("ringing", "1", "token-a"), ("in-progress", "2", "token-b"), False),
    ],
)
def test_the_same_message_has_the_same_key(
    first: tuple[str, str, str], second: tuple[str, str, str], same: bool
) -> None:
    keys = []
    for status, sequence, token in (first, second):
        report = call_report({"CallSid": "CA1", "CallStatus": status, "SequenceNumber": sequence}, token)
        assert report is not None
        keys.append(report.dedupe_key)
    assert (keys[0] == keys[1]) == same


@pytest.mark.parametrize(
    ("stamp", "instant"),
    [
        # as Twilio writes it
        ("Tue, 24 Nov 2026 03:00:07 +0000", datetime(2026, 11, 24, 3, 0, 7, tzinfo=UTC)),
        # another offset is another way of writing the same
        ("Tue, 24 Nov 2026 11:00:07 +0800", datetime(2026, 11, 24, 3, 0, 7, tzinfo=UTC)),
        # UTC, of which RFC 2822 says that nothing is known of the place
        ("Tue, 24 Nov 2026 03:00:07 -0000", datetime(2026, 11, 24, 3, 0, 7, tzinfo=UTC)),
        # none, or nothing that can be read: when we heard counts
        ("", None),
        ("yesterday", None),
    ],
)
def test_when_it_happened(stamp: str, instant: datetime | None) -> None:
    report = call_report({"CallSid": "CA1", "CallStatus": "ringing", "Timestamp": stamp}, "")
    assert report is not None
    assert report.happened_at == instant


@pytest.mark.parametrize("sequence", ["", "x", "-1"])
def test_a_sequence_that_is_no_number_is_left_out(sequence: str) -> None:
    report = call_report({"CallSid": "CA1", "CallStatus": "ringing", "SequenceNumber": sequence}, "")
    assert report is not None
    assert report.sequence is None
