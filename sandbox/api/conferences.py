"""/Conferences and their Participants."""

from functools import partial

from flask import Blueprint, Response, jsonify, request

from sandbox.api import desk, listing, resources
from sandbox.api.refusals import not_found
from sandbox.network import Network
from sandbox.records.room import Participant, Room
from sandbox.voice import news, rooms

doors = Blueprint("conferences", __name__, url_prefix="/2010-04-01/Accounts/<account>")
_ONE = "/Conferences/<room_sid>/Participants/<sid>.json"


@doors.get("/Conferences.json")
def index(account: str) -> Response:
    """Conferences, newest first, by FriendlyName, Status and DateCreated."""
    net, asked = desk.network(), request.args
    with net.schedule.turn():
        found = [room for room in reversed(net.rooms.values()) if _wanted(asked, room)]
        page = listing.page(request.path, asked, "conferences", found, lambda room: resources.room(net, room))
    return jsonify(page)


@doors.get("/Conferences/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One conference."""
    net = desk.network()
    with net.schedule.turn():
        return jsonify(resources.room(net, find(net, sid)))


@doors.post("/Conferences/<sid>.json")
def change(account: str, sid: str) -> Response:
    """End a conference (Status=completed)."""
    net = desk.network()
    with net.schedule.turn():
        room = find(net, sid)
        if request.form.get("Status") == "completed":
            rooms.close(net, room, "conference-ended-via-api", "", rooms.CLOSED_BY_API)
        return jsonify(resources.room(net, room))


@doors.get("/Conferences/<room_sid>/Participants.json")
def participants(account: str, room_sid: str) -> Response:
    """Who is in the room, newest first."""
    net, asked = desk.network(), request.args
    with net.schedule.turn():
        room = find(net, room_sid)
        found = list(reversed(room.present.values()))
        show_one = partial(resources.participant, net, room)
        return jsonify(listing.page(request.path, asked, "participants", found, show_one))


@doors.get(_ONE)
def participant(account: str, room_sid: str, sid: str) -> Response:
    """One participant, by the sid of their call or by their label."""
    net = desk.network()
    with net.schedule.turn():
        room = find(net, room_sid)
        return jsonify(resources.participant(net, room, _present(room, sid)))


@doors.post(_ONE)
def treat(account: str, room_sid: str, sid: str) -> Response:
    """Mute, hold, or change whether the conference ends with them."""
    net = desk.network()
    with net.schedule.turn():
        room = find(net, room_sid)
        one = _present(room, sid)
        _treat(net, room, one)
        return jsonify(resources.participant(net, room, one))


@doors.delete(_ONE)
def take_out(account: str, room_sid: str, sid: str) -> Response:
    """Take a participant out of the room; their call goes on behind its Dial."""
    net = desk.network()
    with net.schedule.turn():
        room = find(net, room_sid)
        rooms.take_out(net, room, _present(room, sid))
    return Response(status=204)


def find(net: Network, sid: str) -> Room:
    """The conference of that sid, or the one open under that name; raises a Refusal."""
    room = net.rooms.get(sid) or net.open_rooms.get(sid)
    if room is None:
        raise not_found(request.path)
    return room


def _present(room: Room, sid: str) -> Participant:
    for one in room.present.values():
        if sid in (one.call.sid, one.entry.label):
            return one
    raise not_found(request.path)


def _treat(net: Network, room: Room, one: Participant) -> None:
    form = request.form
    for name, field, on, off in (
        ("Muted", "muted", "participant-mute", "participant-unmute"),
        ("Hold", "hold", "participant-hold", "participant-unhold"),
    ):
        if name in form and getattr(one, field) != (form[name].lower() == "true"):
            setattr(one, field, not getattr(one, field))
            news.tell_participant(net, room, one, on if getattr(one, field) else off)
    if "EndConferenceOnExit" in form:
        one.ends = form["EndConferenceOnExit"].lower() == "true"
    one.updated_at = net.now()


def _wanted(asked: listing.Query, room: Room) -> bool:
    return (
        listing.matches(asked, "FriendlyName", room.name)
        and listing.matches(asked, "Status", room.status)
        and listing.on_days(asked, "DateCreated", room.created_at)
    )
