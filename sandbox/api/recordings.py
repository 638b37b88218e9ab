"""/Recordings: those of the whole account, and their sound."""

from functools import partial

from flask import Blueprint, Response, jsonify, request

from sandbox.api import desk, listing, tapes
from sandbox.api.refusals import not_found
from sandbox.network import Network
from sandbox.records import silence
from sandbox.records.recording import Recording
from sandbox.voice import taping

doors = Blueprint("recordings", __name__, url_prefix="/2010-04-01/Accounts/<account>")
_SOUNDS = {"mp3": (silence.mp3, "audio/mpeg"), "wav": (silence.wav, "audio/x-wav")}


@doors.get("/Recordings.json")
def index(account: str) -> Response:
    """Recordings, newest first, by CallSid, ConferenceSid and DateCreated; the deleted ones only when asked for."""
    asked = request.args
    with desk.look() as look:
        found = [tape for tape in look.over(reversed(look.net.recordings.values())) if _wanted(asked, tape)]
        page = listing.page(request.path, asked, "recordings", found, partial(tapes.of_account, look.net))
    return jsonify(page)


@doors.get("/Recordings/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One recording."""
    with desk.look() as look:
        tape = look.at(look.net.recordings.get(sid))
        if tape.status == "deleted" and not _with_deleted():
            raise not_found(request.path)
        return jsonify(tapes.of_account(look.net, tape))


@doors.delete("/Recordings/<sid>.json")
def delete(account: str, sid: str) -> Response:
    """Delete the sound of a recording."""
    net = desk.network()

    def deed() -> None:
        taping.delete(net, find(net, sid))

    return desk.change(deed)


@doors.get("/Recordings/<sid>")
@doors.get("/Recordings/<sid>.<kind>")
def sound(account: str, sid: str, kind: str = "wav") -> Response:
    """The sound, as .mp3 or .wav; none as long as it is being made, when nothing was heard, and after its deletion."""
    net = desk.network()
    with net.schedule.turn():
        tape = find(net, sid)
    if kind not in _SOUNDS or tape.status != "completed" or tape.duration_s is None:
        raise not_found(request.path)
    make, content_type = _SOUNDS[kind]
    asked = request.args.get("RequestedChannels", "")
    channels = min(tape.channels, int(asked)) if asked in ("1", "2") else tape.channels
    return Response(make(tape.duration_s, channels), content_type=content_type)


def find(net: Network, sid: str) -> Recording:
    """The recording of that sid that has not been deleted; raises a Refusal."""
    tape = net.recordings.get(sid)
    if tape is None or tape.status == "deleted":
        raise not_found(request.path)
    return tape


def _wanted(asked: listing.Query, tape: Recording) -> bool:
    return (
        (tape.status != "deleted" or _with_deleted())
        and listing.matches(asked, "CallSid", tape.call_sid)
        and listing.matches(asked, "ConferenceSid", tape.conference_sid)
        and listing.on_days(asked, "DateCreated", tape.started_at)
    )


def _with_deleted() -> bool:
    return request.args.get("IncludeSoftDeleted", "").lower() == "true"
