"""Recordings being made: how long each is and to whom it is told."""

import math

from sandbox import sids
from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.post.letters import Letter
from sandbox.records.call import Call, Report
from sandbox.records.recording import Recording
from sandbox.voice.callbacks import recording_url

#: How long Twilio takes to file a recording, in virtual seconds: its callback comes after the end of the call.
FILING_S = 1.0


def tape_call(net: Network, call: Call) -> None:
    """File the recording of a whole call that has just ended, if one was ordered and anybody spoke."""
    if call.orders.recording is None or call.answered_at is None:
        return
    tape = file(net, "OutboundAPI", call.answered_at, call_sid=call.sid)
    call.recording_sid = tape.sid
    tell_of(net, tape, call.orders.recording)


def file(
    net: Network, source: str, started_at: float, *, call_sid: str = "", room_sid: str = "", spoken_s: float = -1.0
) -> Recording:
    """A recording from `started_at` to now, or of `spoken_s` virtual seconds (0 or more); remembered by the network."""
    length = net.now() - started_at if spoken_s < 0 else spoken_s
    tape = Recording(sids.new("RE"), call_sid, room_sid, source, started_at, max(1, math.floor(length)))
    net.recordings[tape.sid] = tape
    return tape


def tell_of(net: Network, tape: Recording, report: Report) -> None:
    """Post that a recording is complete, a moment later, to whoever asked for it."""
    if not report.url or "completed" not in report.events:
        return
    fields = {
        "AccountSid": net.account.sid,
        "RecordingSid": tape.sid,
        "RecordingUrl": recording_url(net, tape.sid),
        "RecordingStatus": "completed",
        "RecordingDuration": str(tape.duration_s),
        "RecordingChannels": str(tape.channels),
        "RecordingStartTime": rfc2822(tape.started_at) or "",
        "RecordingSource": tape.source,
        "RecordingTrack": "both",
        "ErrorCode": "0",
    }
    fields |= {"ConferenceSid": tape.conference_sid} if tape.conference_sid else {"CallSid": tape.call_sid}
    owner = tape.conference_sid or tape.call_sid
    net.schedule.after(FILING_S, lambda: net.post(Letter(owner, report.url, fields, report.method)))
