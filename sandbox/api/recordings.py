"""/Recordings: that they exist and how long they are."""

from flask import Blueprint, Response, jsonify, request

from sandbox.api import desk, listing, resources
from sandbox.api.refusals import not_found

doors = Blueprint("recordings", __name__, url_prefix="/2010-04-01/Accounts/<account>")


@doors.get("/Recordings.json")
def index(account: str) -> Response:
    """Recordings, newest first, by CallSid and ConferenceSid."""
    net, asked = desk.network(), request.args
    with net.schedule.turn():
        found = [
            tape
            for tape in reversed(net.recordings.values())
            if listing.matches(asked, "CallSid", tape.call_sid)
            and listing.matches(asked, "ConferenceSid", tape.conference_sid)
        ]
        page = listing.page(request.path, asked, "recordings", found, lambda tape: resources.recording(net, tape))
    return jsonify(page)


@doors.get("/Recordings/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One recording."""
    net = desk.network()
    with net.schedule.turn():
        tape = net.recordings.get(sid)
        if tape is None:
            raise not_found(request.path)
        return jsonify(resources.recording(net, tape))
