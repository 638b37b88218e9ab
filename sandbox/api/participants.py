"""/Conferences/{room}/Participants: who is in the room, and what is done with them."""

from functools import partial

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from sandbox.api import admission, desk, listing, resources
from sandbox.api.conferences import find
from sandbox.api.refusals import Refusal, not_found
from sandbox.network import Network
from sandbox.records.call import Document
from sandbox.records.room import Participant, Room
from sandbox.twiml import announcing
from sandbox.voice import news, rooms

doors = Blueprint("participants", __name__, url_prefix="/2010-04-01/Accounts/<account>/Conferences")
_ONE = "/<room_sid>/Participants/<sid>.json"
#: Fields that switch something of a participant, what they switch, and the news of either way.
_SWITCHES = (
    ("Muted", "muted", "participant-mute", "participant-unmute"),
    ("Hold", "hold", "participant-hold", "participant-unhold"),
)
_ADDRESSES = ("HoldUrl", "AnnounceUrl", "WaitUrl")


@doors.get("/<room_sid>/Participants.json")
def index(account: str, room_sid: str) -> Response:
    """Who is in the room, newest first, by Muted, Hold and Coaching. Nobody is in a conference that has ended."""
    asked = request.args
    with desk.look() as look:
        room = look.at(find(look.net, room_sid))
        found = [one for one in reversed(room.present.values()) if _wanted(asked, one)]
        show_one = partial(resources.participant, look.net, room)
        return jsonify(listing.page(request.path, asked, "participants", found, show_one))


@doors.get(_ONE)
def show(account: str, room_sid: str, sid: str) -> Response:
    """One participant, by the sid of their call or by their label."""
    with desk.look() as look:
        room = look.at(find(look.net, room_sid))
        return jsonify(resources.participant(look.net, room, _present(room, sid)))


@doors.post(_ONE)
def treat(account: str, room_sid: str, sid: str) -> Response:
    """Mute, hold, let coach, announce something to, or change whether the conference ends with them."""
    net = desk.network()

    def deed() -> resources.Resource:
        room = find(net, room_sid)
        one = _present(room, sid)
        _treat(net, room, one)
        return resources.participant(net, room, one)

    return desk.change(deed)


@doors.delete(_ONE)
def take_out(account: str, room_sid: str, sid: str) -> Response:
    """Take a participant out of the room; their call goes on behind its Dial."""
    net = desk.network()

    def deed() -> None:
        room = find(net, room_sid)
        rooms.take_out(net, room, _present(room, sid))

    return desk.change(deed)


def _present(room: Room, sid: str) -> Participant:
    for one in room.present.values():
        if sid in (one.call.sid, one.entry.label):
            return one
    raise not_found(request.path)


def _treat(net: Network, room: Room, one: Participant) -> None:
    form = request.form
    for name in _ADDRESSES:
        admission.check_url(form.get(name, ""), 21609, name)
    _coach(net, room, one, form)
    for name, field, on, off in _SWITCHES:
        if name in form and getattr(one, field) != _truth(form, name):
            setattr(one, field, not getattr(one, field))
            news.tell_participant(net, room, one, on if getattr(one, field) else off)
    if "EndConferenceOnExit" in form and one.ends != _truth(form, "EndConferenceOnExit"):
        one.ends = not one.ends
        news.tell_participant(net, room, one, "participant-modify")
    one.updated_at = net.now()
    rooms.changed(net, room)
    if form.get("AnnounceUrl"):
        announcing.announce(net, room, one, Document(form["AnnounceUrl"], form.get("AnnounceMethod", "POST").upper()))


def _coach(net: Network, room: Room, one: Participant, form: MultiDict[str, str]) -> None:
    """CallSidToCoach makes them coach; Coaching=false lets everybody hear them again."""
    told, coached = form.get("Coaching", ""), form.get("CallSidToCoach", one.coaches)
    if not told and "CallSidToCoach" not in form:
        return
    wanted = "" if told == "false" else coached
    if told == "true" and not wanted:
        raise Refusal(20001, "CallSidToCoach is required when Coaching is true")
    if wanted and (wanted not in room.present or wanted == one.call.sid):
        raise Refusal(20001, f"CallSidToCoach {wanted} is not another participant of this conference")
    if wanted != one.coaches:
        one.coaches = wanted
        news.tell_participant(net, room, one, "participant-modify")


def _truth(form: MultiDict[str, str], name: str) -> bool:
    return form[name].lower() == "true"


def _wanted(asked: listing.Query, one: Participant) -> bool:
    return (
        listing.matches(asked, "Muted", str(one.muted).lower())
        and listing.matches(asked, "Hold", str(one.hold).lower())
        and listing.matches(asked, "Coaching", str(bool(one.coaches)).lower())
    )
