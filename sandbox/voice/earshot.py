"""Who hears whom in a conference, from moment to moment, and what else is heard there.

Before it starts each hears the music of their waitUrl, or nothing. On hold one hears the hold music and is heard by
nobody; muted one hears everybody and is heard by nobody; who coaches hears everybody and is heard by the coached alone.
Somebody alone in a conference that has started hears nothing.
"""

from sandbox.network import Network
from sandbox.records.hearing import MUSIC
from sandbox.records.room import Participant, Room
from sandbox.voice import manners


def listen(net: Network, room: Room) -> None:
    """Bring everybody's ears up to date after any change in the room; those who hear each other now have met."""
    met = _conversations(room)
    for one in list(room.present.values()):
        _hear(net, one, {MUSIC} if _has_music(room, one) else _voices(room, one))
    for sid, other_sid in sorted(_conversations(room) - met):
        manners.meet(net, net.calls[sid], net.calls[other_sid])


def go_deaf(net: Network, one: Participant) -> None:
    """Somebody has left: they hear nothing of the room any more."""
    for sound in one.sounds.values():
        sound.until = net.now()
    one.sounds.clear()


def hears_somebody(one: Participant) -> bool:
    """Whether any voice reaches this participant."""
    return bool(one.sounds.keys() - {MUSIC})


def _conversations(room: Room) -> set[tuple[str, str]]:
    """The pairs of calls that hear each other."""
    ears = {sid: one.sounds.keys() for sid, one in room.present.items()}
    return {(one, other) for one in ears for other in ears if one < other and other in ears[one] and one in ears[other]}


def _has_music(room: Room, one: Participant) -> bool:
    return one.hold or (room.status == "init" and one.entry.music)


def _voices(room: Room, listener: Participant) -> set[str]:
    if room.status != "in-progress":
        return set()
    return {other.call.sid for other in room.present.values() if other is not listener and _reaches(other, listener)}


def _reaches(speaker: Participant, listener: Participant) -> bool:
    if speaker.hold or speaker.muted:
        return False
    return not speaker.coaches or speaker.coaches == listener.call.sid


def _hear(net: Network, one: Participant, wanted: set[str]) -> None:
    heard_somebody = hears_somebody(one)
    for name in [name for name in one.sounds if name not in wanted]:
        one.sounds.pop(name).until = net.now()
    for name in sorted(wanted - one.sounds.keys()):
        what = name if name == MUSIC else net.calls[name].person
        one.sounds[name] = one.call.ears.begin(what, net.now())
    if hears_somebody(one) and not heard_somebody:
        manners.talk(net, one.call)
    elif heard_somebody and not hears_somebody(one):
        manners.wait(net, one.call, on_hold=one.hold)
