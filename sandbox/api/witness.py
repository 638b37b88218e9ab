"""/sandbox: the doors a real network does not have. Nobody logs in here."""

from flask import Blueprint, Response, jsonify, request

from sandbox.api import desk
from sandbox.clock import iso
from sandbox.exchange import inbound
from sandbox.ledger import ledger
from sandbox.network import Network
from sandbox.people.person import BadPerson
from sandbox.texts import answers, life

doors = Blueprint("witness", __name__, url_prefix="/sandbox")


class BadRequest(ValueError):
    """The request cannot be understood."""


@doors.errorhandler(BadRequest)
@doors.errorhandler(BadPerson)
def refuse(error: ValueError) -> tuple[Response, int]:
    """Say what is wrong with the request."""
    return jsonify({"error": str(error)}), 400


@doors.get("/health")
def health() -> Response:
    """That the network works, and what time it is there."""
    net = desk.network()
    with net.schedule.turn():
        return jsonify({"ok": True, "now": iso(net.now()), "live_calls": len(net.live), "queued": len(net.queue)})


@doors.get("/ledger.json")
def witness() -> Response:
    """What really happened on the network."""
    net = desk.network()
    with net.schedule.turn():
        told = ledger(net)
    return jsonify(told)


@doors.post("/people")
def people() -> Response:
    """Describe people while the network runs: ``{number: {...}}``."""
    net, told = desk.network(), _told()
    with net.schedule.turn():
        net.town.describe(told)
    return jsonify({"described": sorted(told)})


@doors.post("/inbound-call")
def inbound_call() -> tuple[Response, int]:
    """Let somebody call one of our numbers now: ``{"from", "to"}``."""
    net, told = desk.network(), _told()
    with net.schedule.turn():
        call = inbound.ring_us(net, _word(told, "from"), _ours(net, told))
        return jsonify({"sid": call.sid}), 201


@doors.post("/inbound-sms")
def inbound_sms() -> tuple[Response, int]:
    """Let somebody write to one of our numbers now: ``{"from", "to", "body"}``."""
    net, told = desk.network(), _told()
    with net.schedule.turn():
        message = answers.write_us(net, _word(told, "from"), _ours(net, told), _word(told, "body"), life.send)
        return jsonify({"sid": message.sid}), 201


def _told() -> dict[str, object]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise BadRequest("the body is not a JSON object")
    return told


def _word(told: dict[str, object], name: str) -> str:
    word = told.get(name)
    if not isinstance(word, str) or not word:
        raise BadRequest(f"{name} is missing")
    return word


def _ours(net: Network, told: dict[str, object]) -> str:
    to = _word(told, "to")
    if to not in net.account.numbers:
        raise BadRequest(f"{to} is not one of our numbers")
    return to
