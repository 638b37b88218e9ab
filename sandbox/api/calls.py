"""/Calls: asking for calls, looking at them, changing them."""

from flask import Blueprint, Response, jsonify, request

from sandbox.api import admission, desk, listing, resources
from sandbox.api.orders import document, orders
from sandbox.api.refusals import not_found, wrong_state
from sandbox.exchange import outbound
from sandbox.network import Network
from sandbox.records.call import Call
from sandbox.voice.life import Impossible

doors = Blueprint("calls", __name__, url_prefix="/2010-04-01/Accounts/<account>")


@doors.post("/Calls.json")
def create(account: str) -> Response:
    """Ask for a call."""
    net = desk.network()
    wanted = request.form.to_dict()

    def deed() -> tuple[str, resources.Resource]:
        admission.check_call(net, wanted)
        call = outbound.place(net, wanted["To"], wanted["From"], orders(request.form))
        return call.sid, resources.call(net, call)

    return desk.create(deed)


@doors.get("/Calls.json")
def index(account: str) -> Response:
    """Calls, newest first, by To, From, Status, ParentCallSid, StartTime and EndTime."""
    net, asked = desk.network(), request.args
    with net.schedule.turn():
        found = [call for call in reversed(net.calls.values()) if _wanted(asked, call)]
        page = listing.page(request.path, asked, "calls", found, lambda call: resources.call(net, call))
    return jsonify(page)


@doors.get("/Calls/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One call."""
    net = desk.network()
    with net.schedule.turn():
        return jsonify(resources.call(net, _find(net, sid)))


@doors.post("/Calls/<sid>.json")
def change(account: str, sid: str) -> Response:
    """Cancel (Status=canceled), end (Status=completed) or redirect (Url, Twiml) a call."""
    net = desk.network()
    with net.schedule.turn():
        call = _find(net, sid)
        try:
            _change(net, call)
        except Impossible as error:
            raise wrong_state(str(error)) from error
        return jsonify(resources.call(net, call))


def _change(net: Network, call: Call) -> None:
    form = request.form
    if form.get("Status") == "canceled":
        outbound.cancel(net, call)
    elif form.get("Status") == "completed":
        outbound.complete(net, call)
    elif form.get("Url") or form.get("Twiml"):
        admission.check_url(form.get("Url", ""), 21205, "Url")
        outbound.redirect(net, call, document(form))


def _find(net: Network, sid: str) -> Call:
    call = net.calls.get(sid)
    if call is None:
        raise not_found(request.path)
    return call


def _wanted(asked: listing.Query, call: Call) -> bool:
    return (
        listing.matches(asked, "To", call.to)
        and listing.matches(asked, "From", call.from_)
        and listing.matches(asked, "Status", call.status.value)
        and listing.matches(asked, "ParentCallSid", call.parent_sid)
        and listing.on_days(asked, "StartTime", call.left_queue_at)
        and listing.on_days(asked, "EndTime", call.ended_at)
    )
