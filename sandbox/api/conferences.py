"""/Conferences: looking at them and ending them."""

from flask import Blueprint, Response, jsonify, request

from sandbox.api import desk, listing, resources
from sandbox.api.refusals import not_found
from sandbox.network import Network
from sandbox.records.room import Room
from sandbox.voice import rooms

doors = Blueprint("conferences", __name__, url_prefix="/2010-04-01/Accounts/<account>")


@doors.get("/Conferences.json")
def index(account: str) -> Response:
    """Conferences, newest first, by FriendlyName, Status and DateCreated."""
    asked = request.args
    with desk.look() as look:
        found = [room for room in look.over(reversed(look.net.rooms.values())) if _wanted(asked, room)]
        page = listing.page(request.path, asked, "conferences", found, lambda room: resources.room(look.net, room))
    return jsonify(page)


@doors.get("/Conferences/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One conference."""
    with desk.look() as look:
        return jsonify(resources.room(look.net, look.at(find(look.net, sid))))


@doors.post("/Conferences/<sid>.json")
def change(account: str, sid: str) -> Response:
    """End a conference (Status=completed)."""
    net = desk.network()

    def deed() -> resources.Resource:
        room = find(net, sid)
        if request.form.get("Status") == "completed":
            rooms.close(net, room, "conference-ended-via-api", None, rooms.CLOSED_BY_API)
        return resources.room(net, room)

    return desk.change(deed)


def find(net: Network, sid: str) -> Room:
    """The conference of that sid, or the one open under that name; raises a Refusal."""
    room = net.rooms.get(sid) or net.open_rooms.get(sid)
    if room is None:
        raise not_found(request.path)
    return room


def _wanted(asked: listing.Query, room: Room) -> bool:
    return (
        listing.matches(asked, "FriendlyName", room.name)
        and listing.matches(asked, "Status", room.status)
        and listing.on_days(asked, "DateCreated", room.created_at)
        and listing.on_days(asked, "DateUpdated", room.updated_at)
    )
