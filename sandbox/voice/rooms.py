"""Conferences: who is in, who hears whom, what is told of it (Twilio, "TwiML Conference").

init ---> in-progress ---> completed
     two are in, one of them with startConferenceOnEnter
"""

from sandbox import sids
from sandbox.network import Network
from sandbox.records.call import Call
from sandbox.records.room import Entry, Participant, Room
from sandbox.voice import manners, taping
from sandbox.voice.news import tell, tell_participant

LEFT, TAKEN_OUT = "participant_hung_up", "participant_updated_via_api"
CLOSED_BY_MODERATOR, CLOSED_BY_API = "moderator_ended_conference", "conference_ended_via_api"


def open_room(net: Network, name: str, entry: Entry) -> Room:
    """A new room called `name`, told about as its first participant wishes."""
    now = net.now()
    room = Room(sids.new("CF"), name, now, now, report=entry.report, recording=entry.recording)
    net.rooms[room.sid] = net.open_rooms[name] = room
    return room


def enter(net: Network, name: str, newcomer: Participant) -> Room | None:
    """Let `newcomer` into the room called `name`, opening it when need be; None when it is full or the label taken."""
    room = net.open_rooms.get(name) or open_room(net, name, newcomer.entry)
    if len(room.present) >= newcomer.entry.most:
        return None
    if newcomer.entry.label and newcomer.entry.label in (other.entry.label for other in room.present.values()):
        net.trouble(16025, newcomer.call.sid, f"participant label {newcomer.entry.label} is in use in {room.sid}")
        return None
    room.present[newcomer.call.sid] = newcomer
    room.updated_at = net.now()
    tell_participant(net, room, newcomer, "participant-join")
    _start_if_ready(net, room)
    if room.status == "in-progress":
        _introduce(net, room, newcomer.call)
    else:
        manners.wait_alone(net, newcomer.call)
    return room


def leave(net: Network, room: Room, call: Call, reason: str = LEFT) -> None:
    """`call` is no longer in the room; nothing happens when it was not. May end the conference."""
    gone = room.present.pop(call.sid, None)
    if gone is None:
        return
    room.updated_at = net.now()
    tell_participant(net, room, gone, "participant-leave", {"ReasonParticipantLeft": reason})
    how = "kicked" if reason == TAKEN_OUT else "left"
    if gone.ends:
        close(net, room, f"participant-with-end-conference-on-exit-{how}", call.sid, CLOSED_BY_MODERATOR)
    elif not room.present:
        close(net, room, f"last-participant-{how}", call.sid, LEFT)
    elif len(room.present) == 1:
        manners.wait_alone(net, next(iter(room.present.values())).call)


def take_out(net: Network, room: Room, participant: Participant) -> None:
    """Remove a participant from outside; their call goes on behind its Dial."""
    leave(net, room, participant.call, TAKEN_OUT)
    participant.exit.put(TAKEN_OUT)


def close(net: Network, room: Room, why: str, by: str, reason: str) -> None:
    """End the conference and send everybody out with `reason`."""
    if room.status == "completed":
        return
    started_at, room.status = room.started_at, "completed"
    room.ended_at = room.updated_at = net.now()
    room.reason_ended, room.ended_by = why, by
    net.open_rooms.pop(room.name, None)
    while room.present:
        _, participant = room.present.popitem()
        tell_participant(net, room, participant, "participant-leave", {"ReasonParticipantLeft": reason})
        participant.exit.put(reason)
    tell(net, room, "conference-end", {"CallSidEndingConference": by, "ReasonConferenceEnded": why})
    if room.recording is not None and started_at is not None:
        taping.tell_of(net, taping.file(net, "Conference", started_at, room_sid=room.sid), room.recording)


def _start_if_ready(net: Network, room: Room) -> None:
    present = list(room.present.values())
    if room.status != "init" or len(present) < 2 or not any(one.entry.starts for one in present):
        return
    room.status, room.started_at = "in-progress", net.now()
    tell(net, room, "conference-start", {})
    for one in present:
        _introduce(net, room, one.call)


def _introduce(net: Network, room: Room, newcomer: Call) -> None:
    others = [one.call for one in room.present.values() if one.call is not newcomer]
    if not others:
        manners.wait_alone(net, newcomer)
        return
    for other in others:
        manners.meet(net, newcomer, other)
    manners.talk(net, newcomer)
    if len(others) == 1:
        manners.talk(net, others[0])
