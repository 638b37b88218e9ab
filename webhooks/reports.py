"""From Twilio's words to ours: a status callback becomes a `Report`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dialer.attempt_life import Result
from dialer.calls.record import Report

_CALLS: dict[str, tuple[str, Result | None]] = {
    "queued": ("placed", None),
    "initiated": ("placed", None),
    "ringing": ("ringing", None),
    "in-progress": ("answered", None),
    "answered": ("answered", None),
    "completed": ("ended", Result.TALKED),
    "busy": ("ended", Result.BUSY),
    "no-answer": ("ended", Result.NO_ANSWER),
    "failed": ("ended", Result.FAILED),
    "canceled": ("ended", Result.CANCELLED),
}
_TEXTS: dict[str, tuple[str, Result | None]] = {
    "accepted": ("placed", None),
    "queued": ("placed", None),
    "sending": ("placed", None),
    # Handed on; whether it arrives is told later, or never.
    "sent": ("placed", None),
    "delivered": ("ended", Result.DELIVERED),
    "read": ("ended", Result.DELIVERED),
    "undelivered": ("ended", Result.UNDELIVERED),
    "failed": ("ended", Result.UNDELIVERED),
    "canceled": ("ended", Result.CANCELLED),
}
#: SIP "not found": the number does not exist in the network.
_NO_SUCH_NUMBER = "404"
#: SIP "decline" (RFC 3261, 21.6.2): the telephone rang, and the person wants no call now.
_DECLINED = "603"


def call_report(params: Mapping[str, str], idempotency: str) -> Report | None:
    """A voice status callback as a report; None for a status that says nothing to us."""
    found = _CALLS.get(params.get("CallStatus", ""))
    if found is None:
        return None
    stage, result = found
    sip = params.get("SipResponseCode", "")
    if result is Result.FAILED and sip == _NO_SUCH_NUMBER:
        result = Result.BAD_NUMBER
    if result in (Result.BUSY, Result.NO_ANSWER) and sip == _DECLINED:
        result = Result.REJECTED
    sequence = params.get("SequenceNumber", "")
    sid = params.get("CallSid", "")
    return Report(
        dedupe_key=idempotency or f"call:{sid}:{sequence}:{params.get('CallStatus', '')}",
        carrier_id=sid,
        stage=stage,
        result=result,
        code=f"sip_{sip}" if result not in (None, Result.TALKED) and sip else "",
        sequence=int(sequence) if sequence.isdigit() else None,
        happened_at=_instant(params.get("Timestamp", "")),
    )


def machine_report(params: Mapping[str, str]) -> Report | None:
    """That a machine answered, whichever webhook says so; None where nothing is said, or a person may have answered.

    Twilio says it in a message of its own (asynchronous detection), when it asks what is to be heard (synchronous), and
    once more at the end of the call. `unknown` counts as a person, who must not be cut off.
    """
    if not params.get("AnsweredBy", "").startswith(("machine", "fax")):
        return None
    sid = params.get("CallSid", "")
    return Report(f"machine:{sid}", sid, "machine")


def text_report(params: Mapping[str, str], idempotency: str) -> Report | None:
    """A message status callback as a report; None for a status that says nothing to us."""
    status = params.get("MessageStatus") or params.get("SmsStatus", "")
    found = _TEXTS.get(status)
    if found is None:
        return None
    sid = params.get("MessageSid") or params.get("SmsSid", "")
    return Report(
        dedupe_key=idempotency or f"text:{sid}:{status}",
        carrier_id=sid,
        stage=found[0],
        result=found[1],
        code=params.get("ErrorCode", ""),
    )


def _instant(raw: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(raw) if raw else None
    except ValueError:
        return None
    # "-0000" is UTC too, and Python leaves it naive.
    return instant.replace(tzinfo=UTC) if instant and instant.tzinfo is None else instant
