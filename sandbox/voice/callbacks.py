"""What Twilio tells about a call: the fields of its webhooks."""

import json
import math
from urllib.parse import quote

from sandbox import sids
from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.numbers import geography
from sandbox.post.letters import Letter
from sandbox.records.call import Call, Status

#: The CallStatus under which each piece of news travels; the terminal ones travel under their own name.
_NEWS = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}


def call_fields(net: Network, call: Call, status: str = "") -> dict[str, str]:
    """The fields every webhook about `call` has. Legs of a Dial have a parent and no geography."""
    fields = {
        "AccountSid": net.account.sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call.sid,
        "CallStatus": status or call.status.value,
        "Called": call.to,
        "Caller": call.from_,
        "Direction": call.direction,
        "From": call.from_,
        "To": call.to,
    }
    if call.parent_sid:
        return fields | {"ParentCallSid": call.parent_sid}
    for prefix, number in (("To", call.to), ("Called", call.to), ("From", call.from_), ("Caller", call.from_)):
        fields |= geography(prefix, number)
    return fields


def inbound_fields(net: Network, call: Call) -> dict[str, str]:
    """What the first request of an inbound call says besides: how far the caller's number can be trusted, and a token
    with which the call may be passed on under it.
    """
    if call.direction != "inbound" or call.status is not Status.RINGING:
        return {}
    token = json.dumps({"parentCallInfoToken": sids.of("", call.sid), "identityHeaderTokens": []})
    return {"CallToken": quote(token)} | (
        {"StirVerstat": "TN-Validation-Passed-A"} if call.from_.startswith("+1") else {}
    )


def tell(net: Network, call: Call, event: str) -> None:
    """Post the news `event` (initiated, ringing, answered, completed) to whoever subscribed to it."""
    report = call.orders.report
    if not report.url or event not in report.events:
        return
    fields = call_fields(net, call, _NEWS.get(event, "")) | {
        "Timestamp": rfc2822(net.now()) or "",
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.told),
    }
    if event == "completed":
        fields |= _final_fields(net, call)
    elif event != "initiated" and call.from_.startswith("+1"):
        fields["StirStatus"] = "B"
    call.told += 1
    net.post(Letter(call.sid, report.url, fields, report.method))


def _final_fields(net: Network, call: Call) -> dict[str, str]:
    """Duration is billed minutes, CallDuration seconds."""
    fields = {"Duration": str(math.ceil(call.talking_s / 60)), "CallDuration": str(call.talking_s)}
    if call.sip:
        fields["SipResponseCode"] = str(call.sip)
    if call.answered_by:
        fields["AnsweredBy"] = call.answered_by
    if call.recording_sid:
        recording = net.recordings[call.recording_sid]
        fields |= {
            "RecordingUrl": recording_url(net, recording.sid),
            "RecordingSid": recording.sid,
            "RecordingDuration": str(recording.duration_s),
        }
    return fields


def recording_url(net: Network, sid: str) -> str:
    """Where a recording is found; without an extension, as Twilio gives it."""
    return f"{net.base_url}/2010-04-01/Accounts/{net.account.sid}/Recordings/{sid}"
