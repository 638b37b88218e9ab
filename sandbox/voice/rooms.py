"""Conferences: who is in, who hears whom, what is told of it (Twilio, "TwiML Conference").

init ---> in-progress ---> completed
     two are in, one of them with startConferenceOnEnter
"""

from sandbox import sids
from sandbox.network import Network
from sandbox.records.call import Call
from sandbox.records.room import Entry, Participant, Room
from sandbox.voice import earshot, manners, taping
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
    tell_participant(net, room, newcomer, "participant-join")
    _start_if_ready(net, room)
    changed(net, room)
    if not earshot.hears_somebody(newcomer):
        manners.wait(net, newcomer.call)
    return room


def leave(net: Network, room: Room, call: Call, reason: str = LEFT) -> None:
    """`call` is no longer in the room; nothing happens when it was not. May end the conference."""
    gone = room.present.pop(call.sid, None)
    if gone is None:
        return
    earshot.go_deaf(net, gone)
    tell_participant(net, room, gone, "participant-leave", {"ReasonParticipantLeft": reason})
    how = "kicked" if reason == TAKEN_OUT else "left"
    if gone.ends:
        close(net, room, f"participant-with-end-conference-on-exit-{how}", gone, CLOSED_BY_MODERATOR)
    elif not room.present:
        close(net, room, f"last-participant-{how}", gone, LEFT)
    else:
        changed(net, room)


def changed(net: Network, room: Room) -> None:
    """Something has changed in the room: who hears whom, and what is remembered of it."""
    room.updated_at = net.now()
    earshot.listen(net, room)
    net.remember(room)


def take_out(net: Network, room: Room, participant: Participant) -> None:
    """Remove a participant from outside; their call goes on behind its Dial."""
    leave(net, room, participant.call, TAKEN_OUT)
    participant.exit.put(TAKEN_OUT)


def close(net: Network, room: Room, why: str, by: Participant | None, reason: str) -> None:
    """End the conference, because of `by` where it was somebody's leaving, and send everybody out with `reason`."""
    if room.status == "completed":
        return
    room.status = "completed"
    room.ended_at = room.updated_at = net.now()
    room.reason_ended, room.ended_by = why, "" if by is None else by.call.sid
    net.open_rooms.pop(room.name, None)
    while room.present:
        participant = room.present.pop(next(iter(room.present)))
        earshot.go_deaf(net, participant)
        tell_participant(net, room, participant, "participant-leave", {"ReasonParticipantLeft": reason})
        participant.exit.put(reason)
    net.remember(room)
    tell(net, room, "conference-end", {"ReasonConferenceEnded": why} | _culprit(by))
    if room.recording_sid:
        taping.finish(net, net.recordings[room.recording_sid])


def _culprit(by: Participant | None) -> dict[str, str]:
    if by is None:
        return {}
    label = {"ParticipantLabelEndingConference": by.entry.label} if by.entry.label else {}
    return {"CallSidEndingConference": by.call.sid} | label


def _start_if_ready(net: Network, room: Room) -> None:
    present = list(room.present.values())
    if room.status != "init" or len(present) < 2 or not any(one.entry.starts for one in present):
        return
    room.status, room.started_at = "in-progress", net.now()
    tell(net, room, "conference-start", {})
    if room.recording is not None:
        room.recording_sid = taping.tape_room(net, room, room.recording).sid
