"""What Twilio tells about a conference: the fields of its webhooks (Twilio, "Conference status callbacks")."""

from collections.abc import Mapping

from sandbox.clock import rfc2822
from sandbox.network import Network
from sandbox.post.letters import Letter
from sandbox.records.room import Participant, Room

#: Which subscription (the words of statusCallbackEvent) brings which event.
_SUBSCRIPTION = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


def tell(net: Network, room: Room, event: str, more: Mapping[str, str]) -> None:
    """Post `event` to the statusCallback of the room's first participant, if it subscribed to it."""
    if not room.report.url or _SUBSCRIPTION[event] not in room.report.events:
        return
    room.told += 1
    fields = {
        "AccountSid": net.account.sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "SequenceNumber": str(room.told),
        "Timestamp": rfc2822(net.now()) or "",
        "StatusCallbackEvent": event,
    }
    net.post(Letter(room.sid, room.report.url, fields | dict(more), room.report.method))


def tell_participant(
    net: Network, room: Room, one: Participant, event: str, more: Mapping[str, str] | None = None
) -> None:
    """Post `event` about one participant."""
    fields = {
        "CallSid": one.call.sid,
        "Muted": _word(one.muted),
        "Hold": _word(one.hold),
        "Coaching": _word(bool(one.coaches)),
        "EndConferenceOnExit": _word(one.ends),
        "StartConferenceOnEnter": _word(one.entry.starts),
    }
    if one.entry.label:
        fields["ParticipantLabel"] = one.entry.label
    if event == "participant-leave":
        fields["ParticipantCallStatus"] = one.call.status.value
    tell(net, room, event, fields | dict(more or {}))


def _word(truth: bool) -> str:
    return "true" if truth else "false"
