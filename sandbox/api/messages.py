"""/Messages: sending texts, looking at them, taking them back."""

from functools import partial

from flask import Blueprint, Response, jsonify, request

from sandbox.api import admission, desk, listing, resources
from sandbox.api.orders import report
from sandbox.api.refusals import Refusal, not_found, undeletable
from sandbox.network import Network
from sandbox.records.message import Message
from sandbox.texts import life

doors = Blueprint("messages", __name__, url_prefix="/2010-04-01/Accounts/<account>")


@doors.post("/Messages.json")
def create(account: str) -> Response:
    """Send a text. A messaging service sends from the first of our numbers."""
    net, form = desk.network(), request.form

    def deed() -> tuple[str, resources.Resource]:
        admission.check_text(net, form.to_dict())
        sender = form.get("From") or next(iter(net.account.numbers))
        where, service = report(form, "StatusCallback", ""), form.get("MessagingServiceSid", "")
        message = life.send(net, form["To"], sender, form.get("Body", ""), where, service, "outbound-api")
        return message.sid, resources.message(net, message)

    return desk.create(deed)


@doors.get("/Messages.json")
def index(account: str) -> Response:
    """Texts, newest first, by To, From and DateSent."""
    asked = request.args
    with desk.look() as look:
        found = [message for message in look.over(reversed(look.net.messages.values())) if _wanted(asked, message)]
        show_one = partial(resources.message, look.net)
        page = listing.page(request.path, asked, "messages", found, show_one)
    return jsonify(page)


@doors.get("/Messages/<sid>.json")
def show(account: str, sid: str) -> Response:
    """One text."""
    with desk.look() as look:
        return jsonify(resources.message(look.net, look.at(look.net.messages.get(sid))))


@doors.post("/Messages/<sid>.json")
def change(account: str, sid: str) -> Response:
    """Take back (Status=canceled) a text that has not been sent, or redact (Body=) one that has."""
    net = desk.network()

    def deed() -> resources.Resource:
        message = _find(net, sid)
        if request.form.get("Status") == "canceled" and not life.cancel(net, message):
            raise Refusal(30409, f"Cannot cancel this message because it is {message.status}")
        if request.form.get("Body") == "":
            message.body = ""
        return resources.message(net, message)

    return desk.change(deed)


@doors.delete("/Messages/<sid>.json")
def delete(account: str, sid: str) -> Response:
    """Delete a text that is no longer on its way."""
    net = desk.network()

    def deed() -> None:
        if _find(net, sid).status in ("queued", "sent"):
            raise undeletable(request.path)
        net.deleted.add(sid)

    return desk.change(deed)


def _find(net: Network, sid: str) -> Message:
    message = net.messages.get(sid)
    if message is None or sid in net.deleted:
        raise not_found(request.path)
    return message


def _wanted(asked: listing.Query, message: Message) -> bool:
    return (
        listing.matches(asked, "To", message.to)
        and listing.matches(asked, "From", message.from_)
        and listing.on_days(asked, "DateSent", message.sent_at)
    )
