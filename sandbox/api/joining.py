"""POST Conferences/{room}/Participants: calling somebody straight into a room."""

from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from sandbox.api import admission, desk, resources
from sandbox.api.orders import orders, report
from sandbox.api.refusals import Refusal
from sandbox.exchange import outbound
from sandbox.network import Network
from sandbox.performance import Mailbox
from sandbox.records.call import Call, Taping
from sandbox.records.room import Entry, Participant, Room
from sandbox.voice import rooms

doors = Blueprint("joining", __name__, url_prefix="/2010-04-01/Accounts/<account>/Conferences")
_ATTRIBUTES = {
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "Muted": "muted",
    "Label": "participantLabel",
    "MaxParticipants": "maxParticipants",
    "ConferenceRecord": "record",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "CallSidToCoach": "coach",
    "WaitUrl": "waitUrl",
}
_EVENTS = {
    "ConferenceStatusCallbackEvent": "statusCallbackEvent",
    "ConferenceRecordingStatusCallbackEvent": "recordingStatusCallbackEvent",
}


@doors.post("/<room_name>/Participants.json")
def create(account: str, room_name: str) -> Response:
    """Call somebody into the room of that name or sid, which is opened when need be.

    A second participant under the Label of one who is there or on the way is refused with 16026.
    """
    net = desk.network()

    def deed() -> tuple[str, resources.Resource]:
        form = MultiDict(request.form)
        name = net.rooms[room_name].name if room_name in net.rooms else room_name
        form["Twiml"] = _document(form, name)
        form.pop("Url", None)
        # Of a participant a machine is always told apart, and under a name without "Async" (errors 21262, 21263).
        form["AsyncAmd"], form["AsyncAmdStatusCallback"] = "true", form.get("AmdStatusCallback", "")
        form["AsyncAmdStatusCallbackMethod"] = form.get("AmdStatusCallbackMethod", "POST")
        admission.check_call(net, form.to_dict())
        _check_label(net, name, form.get("Label", ""))
        room = net.open_rooms.get(name) or rooms.open_room(net, name, _entry(form))
        call = outbound.place(net, form["To"], form["From"], orders(form))
        if form.get("Label"):
            net.expected[(name, form["Label"])] = call
        return call.sid, _expected(net, room, call, _entry(form))

    return desk.create(deed)


def _expected(net: Network, room: Room, call: Call, entry: Entry) -> resources.Resource:
    exits, now = Mailbox[str](net.schedule), net.now()
    newcomer = Participant(call, entry, exits, now, now, entry.muted, ends=entry.ends, coaches=entry.coaches)
    return resources.participant(net, room, newcomer)


def _document(form: MultiDict[str, str], name: str) -> str:
    told = {attribute: form[field] for field, attribute in _ATTRIBUTES.items() if form.get(field)}
    # An empty WaitUrl is a wish: for silence.
    if form.get("WaitUrl") == "":
        told["waitUrl"] = ""
    told |= {attribute: " ".join(form.getlist(field)) for field, attribute in _EVENTS.items() if form.get(field)}
    attributes = "".join(f" {attribute}={quoteattr(value)}" for attribute, value in told.items())
    return f"<Response><Dial><Conference{attributes}>{escape(name)}</Conference></Dial></Response>"


def _entry(form: MultiDict[str, str]) -> Entry:
    return Entry(
        starts=form.get("StartConferenceOnEnter", "true").lower() == "true",
        ends=form.get("EndConferenceOnExit", "false").lower() == "true",
        muted=form.get("Muted", "false").lower() == "true",
        label=form.get("Label", ""),
        coaches=form.get("CallSidToCoach", ""),
        report=report(form, "ConferenceStatusCallback", ""),
        recording=_taping(form),
    )


def _taping(form: MultiDict[str, str]) -> Taping | None:
    if form.get("ConferenceRecord", "do-not-record") in ("do-not-record", "false"):
        return None
    return Taping(report(form, "ConferenceRecordingStatusCallback", "completed"))


def _check_label(net: Network, name: str, label: str) -> None:
    expected = net.expected.get((name, label)) if label else None
    if expected is not None and not expected.over:
        raise Refusal(16026, f"Participant label {label} is already in use in this conference", 409)
