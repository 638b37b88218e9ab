"""Recordings below a call or a conference: starting, pausing, stopping, deleting them."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, jsonify, request

from sandbox.api import calls, conferences, desk, listing, recordings, tapes
from sandbox.api.orders import taping as wish
from sandbox.api.refusals import Refusal, not_found
from sandbox.api.resources import Resource
from sandbox.network import Network
from sandbox.records.call import Status
from sandbox.records.recording import Recording
from sandbox.voice import taping

doors = Blueprint("taping", __name__, url_prefix="/2010-04-01/Accounts/<account>")
_OF_CALL = "/Calls/<owner>/Recordings"
_OF_ROOM = "/Conferences/<owner>/Recordings"
#: Stands for the recording that is being made.
CURRENT = "Twilio.CURRENT"


@doors.post(f"{_OF_CALL}.json")
def create(account: str, owner: str) -> Response:
    """Record a call from now on; refused with 21220 unless it is in progress."""
    net = desk.network()

    def deed() -> tuple[str, Resource]:
        call = calls.find(net, owner)
        if call.status is not Status.IN_PROGRESS:
            raise Refusal(21220, f"Requested resource is not eligible for recording: {call.sid} is {call.status}")
        tape = taping.tape_call(net, call, wish(request.form), "StartCallRecordingAPI")
        return tape.sid, tapes.of_call(net, tape)

    return desk.create(deed)


@doors.get(f"{_OF_CALL}.json")
def of_call(account: str, owner: str) -> Response:
    """The recordings of a call, newest first."""
    net = desk.network()
    call = calls.find(net, owner)
    return _index(lambda tape: tape.call_sid == call.sid, tapes.of_call)


@doors.get(f"{_OF_ROOM}.json")
def of_conference(account: str, owner: str) -> Response:
    """The recordings of a conference, newest first."""
    room = conferences.find(desk.network(), owner)
    return _index(lambda tape: tape.conference_sid == room.sid, tapes.of_conference)


@doors.get(f"{_OF_CALL}/<sid>.json", endpoint="show-of-call")
@doors.get(f"{_OF_ROOM}/<sid>.json", endpoint="show-of-conference")
def show(account: str, owner: str, sid: str) -> Response:
    """One recording."""
    with desk.look() as look:
        tape = look.at(_find(look.net, owner, sid))
        return jsonify(_shown(look.net, tape))


@doors.post(f"{_OF_CALL}/<sid>.json", endpoint="change-of-call")
@doors.post(f"{_OF_ROOM}/<sid>.json", endpoint="change-of-conference")
def change(account: str, owner: str, sid: str) -> Response:
    """Pause, take up again or stop a recording (Status=paused|in-progress|stopped) that is being made."""
    net = desk.network()

    def deed() -> Resource:
        tape = _find(net, owner, sid)
        if not tape.live:
            raise Refusal(21220, f"Invalid recording state: {tape.sid} is {tape.status}. Cannot update.")
        _change(net, tape, request.form.get("Status", ""))
        return _shown(net, tape)

    return desk.change(deed)


@doors.delete(f"{_OF_CALL}/<sid>.json", endpoint="delete-of-call")
@doors.delete(f"{_OF_ROOM}/<sid>.json", endpoint="delete-of-conference")
def delete(account: str, owner: str, sid: str) -> Response:
    """Delete the sound of a recording."""
    net = desk.network()

    def deed() -> None:
        taping.delete(net, _find(net, owner, sid))

    return desk.change(deed)


def _index(wanted: Callable[[Recording], bool], shape: Callable[[Network, Recording], Resource]) -> Response:
    asked = request.args
    with desk.look() as look:
        shown = look.over(reversed(look.net.recordings.values()))
        found = [
            tape
            for tape in shown
            if wanted(tape) and tape.status != "deleted" and listing.on_days(asked, "DateCreated", tape.started_at)
        ]
        return jsonify(listing.page(request.path, asked, "recordings", found, partial(shape, look.net)))


def _find(net: Network, owner: str, sid: str) -> Recording:
    """The recording of that sid below the call or conference `owner`; raises a Refusal."""
    if sid == CURRENT:
        running = [tape for tape in net.recordings.values() if tape.live and owner in _owners(tape)]
        if running:
            return running[-1]
    tape = recordings.find(net, sid)
    if owner not in _owners(tape):
        raise not_found(request.path)
    return tape


def _owners(tape: Recording) -> tuple[str, str]:
    return tape.call_sid, tape.conference_sid


def _change(net: Network, tape: Recording, status: str) -> None:
    if status == "stopped":
        taping.finish(net, tape, "stopped")
    elif status == "paused":
        taping.pause(net, tape, skip=request.form.get("PauseBehavior") == "skip")
    elif status == "in-progress":
        taping.go_on(net, tape)
    else:
        raise Refusal(20001, f"Status is stopped, paused or in-progress; not {status}")


def _shown(net: Network, tape: Recording) -> Resource:
    return tapes.of_call(net, tape) if tape.call_sid else tapes.of_conference(net, tape)
