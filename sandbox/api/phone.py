"""/sandbox/phone/<number>: doors through which somebody plays the person at a number.

    GET  /sandbox/phone.json               {"played": [numbers], "in_use": [those of them in a call]}
    GET  /sandbox/phone/<number>.json      what the telephone shows (`handset/display.py`)
    POST /sandbox/phone/<number>/play      play, or go on playing: holds for 20 real seconds, as does every deed
    POST /sandbox/phone/<number>/leave     play no longer
    POST /sandbox/phone/<number>/answer    pick up
    POST /sandbox/phone/<number>/decline   send away who calls
    POST /sandbox/phone/<number>/press     {"keys": "1*#"}
    POST /sandbox/phone/<number>/speak     {"words": "…"}; none: has begun to speak
    POST /sandbox/phone/<number>/hang-up   put it down
    POST /sandbox/phone/<number>/call      {"to": one of our lines}
    POST /sandbox/phone/<number>/write     {"to": one of our lines, "body": "…"}

Bodies are JSON or forms. JSON is answered with what the telephone shows afterwards, a form with the way back to its
page. 404: no telephone; 400: senseless; 409: not now, e.g. answering what does not ring. Nobody logs in.
"""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.api import desk, phone_guard
from sandbox.api.refusals import not_found
from sandbox.handset import deeds
from sandbox.handset.display import display
from sandbox.handset.neighbours import is_somebody
from sandbox.network import Network

doors = Blueprint(
    "phone",
    __name__,
    url_prefix="/sandbox",
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/phone/static",
)
phone_guard.guard(doors)

Deed = Callable[[Network, str], object]
_DEEDS: dict[str, Deed] = {
    "play": lambda net, number: None,
    "leave": lambda net, number: net.town.played.give_back(number),
    "answer": deeds.answer,
    "decline": deeds.decline,
    "press": lambda net, number: deeds.press(net, number, _told("keys")),
    "speak": lambda net, number: deeds.speak(net, number, _told("words")),
    "hang-up": deeds.hang_up,
    "call": lambda net, number: deeds.dial(net, number, _told("to")),
    "write": lambda net, number: deeds.write(net, number, _told("to"), _told("body")),
}


@doors.errorhandler(deeds.NotThat)
@doors.errorhandler(deeds.NotNow)
def refuse(error: Exception) -> AnyResponse:
    """Say why not; to a page, by showing it as things are now."""
    if not request.is_json:
        return redirect(_page(), 303)
    answer = jsonify({"error": str(error)})
    answer.status_code = 409 if isinstance(error, deeds.NotNow) else 400
    return answer


@doors.get("/phone.json")
def played() -> Response:
    """Who is played, and which of them the player is busy with: it rings, or they talk."""
    net = desk.network()
    with net.schedule.turn():
        numbers = net.town.played.numbers()
        in_use = {call.person for call in net.live.values() if call.hand is not None}
    return jsonify({"played": numbers, "in_use": [number for number in numbers if number in in_use]})


@doors.get("/phone/<number>.json")
def show(number: str) -> Response:
    """What the telephone shows."""
    net = desk.network()
    with net.schedule.turn():
        check(net, number)
        return jsonify(display(net, number))


@doors.post("/phone/<number>/<deed>")
def do(number: str, deed: str) -> AnyResponse:
    """One deed; whoever does something plays."""
    net = desk.network()
    if deed not in _DEEDS:
        raise not_found(request.path)
    with net.schedule.turn():
        check(net, number)
        net.town.played.take(number)
        _DEEDS[deed](net, number)
        return jsonify(display(net, number)) if request.is_json else redirect(_page(), 303)


def check(net: Network, number: str) -> None:
    """Raise a Refusal where there can be no telephone of that number."""
    if not is_somebody(net, number):
        raise not_found(request.path)


def _told(name: str) -> str:
    told: object = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    word = told.get(name, "") if isinstance(told, dict) else None
    if not isinstance(word, str):
        raise deeds.NotThat(f"{name} is not a text.")
    return word.strip()


def _page() -> str:
    return url_for("phone.page", number=(request.view_args or {})["number"])
