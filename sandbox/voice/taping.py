"""Recordings: made, paused, stopped, filed, deleted. The one place where a recording's status is written.

in-progress <---> paused
     |              |
     +--------------+--> stopped (by the API) | processing (the call has ended)
                              |
                              +--> completed | absent (nothing was recorded)     a moment later
                                        |
                                        +--> deleted
"""

from sandbox import sids
from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.post.letters import Letter
from sandbox.records.call import Call, Taping
from sandbox.records.recording import Recording
from sandbox.records.room import Room
from sandbox.voice.callbacks import recording_url

#: How long Twilio takes to file a recording, in virtual seconds: its callback comes after the end of the call.
FILING_S = 1.0


def tape_call(net: Network, call: Call, wish: Taping, source: str) -> Recording:
    """Record a leg from now on; the end of the leg is the end of the recording."""
    tape = _start(net, wish, source, call_sid=call.sid)
    call.tapes.append(tape.sid)
    return tape


def tape_room(net: Network, room: Room, wish: Taping) -> Recording:
    """Record a conference from now on."""
    return _start(net, wish, "Conference", room_sid=room.sid)


def pause(net: Network, tape: Recording, skip: bool) -> None:
    """Stand still. `skip` leaves the pause out of the sound; otherwise it is silence, and as long as it lasted."""
    if tape.status == "in-progress":
        if skip:
            _stand_still(net, tape)
        _become(net, tape, "paused")


def go_on(net: Network, tape: Recording) -> None:
    """Take up a paused recording again."""
    if tape.status == "paused":
        tape.running_since = net.now() if tape.running_since is None else tape.running_since
        _become(net, tape, "in-progress")


def finish(net: Network, tape: Recording, status: str = "processing", spoken_s: float | None = None) -> None:
    """Record no further, and file what there is: all of it, or only the first `spoken_s` virtual seconds."""
    if not tape.live:
        return
    _stand_still(net, tape)
    tape.ended_at = net.now()
    tape.taped_s = tape.taped_s if spoken_s is None else spoken_s
    _become(net, tape, status)
    net.schedule.after(FILING_S, lambda: _file(net, tape))


def finish_all(net: Network, call: Call) -> None:
    """The leg is over, and so are its recordings. What a Record records ends with the verb, silence left out."""
    for tape in (net.recordings[sid] for sid in call.tapes):
        if tape.source != "RecordVerb":
            finish(net, tape)


def delete(net: Network, tape: Recording) -> None:
    """Throw the sound away; that there was one is remembered."""
    tape.running_since, tape.deleted_at = None, net.now()
    tape.ended_at = tape.deleted_at if tape.ended_at is None else tape.ended_at
    _become(net, tape, "deleted")


def _start(net: Network, wish: Taping, source: str, *, call_sid: str = "", room_sid: str = "") -> Recording:
    now = net.now()
    tape = Recording(sids.new("RE"), call_sid, room_sid, source, now, wish, updated_at=now, running_since=now)
    net.recordings[tape.sid] = tape
    net.remember(tape)
    _tell(net, tape)
    return tape


def _stand_still(net: Network, tape: Recording) -> None:
    if tape.running_since is not None:
        tape.taped_s += net.now() - tape.running_since
        tape.running_since = None


def _file(net: Network, tape: Recording) -> None:
    if tape.status in ("processing", "stopped"):
        _become(net, tape, "completed" if tape.duration_s else "absent")
        _tell(net, tape)


def _become(net: Network, tape: Recording, status: str) -> None:
    tape.status, tape.updated_at = status, net.now()
    net.remember(tape)


def _tell(net: Network, tape: Recording) -> None:
    """Post the recording's status to whoever asked for news of that kind."""
    report = tape.wish.report
    if not report.url or tape.status not in report.events:
        return
    fields = {
        "AccountSid": net.account.sid,
        "RecordingSid": tape.sid,
        "RecordingUrl": recording_url(net, tape.sid),
        "RecordingStatus": tape.status,
        "RecordingChannels": str(tape.channels),
        "RecordingStartTime": rfc2822(tape.started_at) or "",
        "RecordingSource": tape.source,
        "RecordingTrack": tape.wish.track,
        "ErrorCode": "0",
    }
    if tape.duration_s is not None:
        fields["RecordingDuration"] = str(tape.duration_s)
    fields |= {"ConferenceSid": tape.conference_sid} if tape.conference_sid else {"CallSid": tape.call_sid}
    net.post(Letter(tape.sid, report.url, fields, report.method))
