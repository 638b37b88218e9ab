"""/Calls: asking for calls, looking at them, changing them."""

from flask import Blueprint, Response, jsonify, request

from sandbox.api import admission, desk, listing, resources
from sandbox.api.orders import document, orders
from sandbox.api.refusals import Refusal, not_found, undeletable, wrong_state
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
    asked = request.args
    with desk.look() as look:
        found = [call for call in look.over(reversed(look.net.calls.values())) if _wanted(asked, call)]
        page = listing.page(request.path, asked, "calls", found, lambda call: resources.call(look.net, call))
    return jsonify(page)


@doors.get("/Calls/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One call."""
    with desk.look() as look:
        return jsonify(resources.call(look.net, look.at(look.net.calls.get(sid))))


@doors.post("/Calls/<sid>.json")
def change(account: str, sid: str) -> Response:
    """Cancel (Status=canceled), end (Status=completed) or redirect (Url, Twiml) a call."""
    net = desk.network()

    def deed() -> resources.Resource:
        call = find(net, sid)
        try:
            _change(net, call)
        except Impossible as error:
            raise wrong_state(str(error)) from error
        return resources.call(net, call)

    return desk.change(deed)


@doors.delete("/Calls/<sid>.json")
def delete(account: str, sid: str) -> Response:
    """Delete a call that is over."""
    net = desk.network()

    def deed() -> None:
        if not find(net, sid).over:
            raise undeletable(request.path)
        net.deleted.add(sid)

    return desk.change(deed)


def _change(net: Network, call: Call) -> None:
    form = request.form
    if form.get("Status") == "canceled":
        outbound.cancel(net, call)
    elif form.get("Status") == "completed":
        outbound.complete(net, call)
    elif form.get("Status"):
        raise Refusal(20001, f"Status is canceled or completed; not {form['Status']}")
    elif form.get("Url") or form.get("Twiml"):
        admission.check_instructions(form)
        outbound.redirect(net, call, document(form))


def find(net: Network, sid: str) -> Call:
    """The call of that sid; raises a Refusal."""
    call = net.calls.get(sid)
    if call is None or sid in net.deleted:
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
