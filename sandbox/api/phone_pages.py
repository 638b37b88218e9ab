"""/sandbox/phone: the pages on which somebody is the customer. Their deeds are the doors in `phone.py`."""

from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.api import desk
from sandbox.api.phone import check, doors
from sandbox.api.phone_words import COOKIE, LANGUAGES, language, words
from sandbox.handset import neighbours
from sandbox.handset.display import display, lines
from sandbox.handset.wall_clock import local, spelled, zone

#: A ring as the hint about a fast clock tells it, in virtual seconds.
A_RING_S = 20


@doors.get("/phone")
def phones() -> Response:
    """Whose telephones there are, our lines, and the most recent calls."""
    return _phones("")


@doors.post("/phone")
def choose() -> AnyResponse:
    """Become the person at a number, however it is spelled."""
    net, told = desk.network(), request.form.get("number", "")
    number = told.strip() if ":" in told else "+" + "".join(letter for letter in told if letter.isdigit())
    with net.schedule.turn():
        if neighbours.is_somebody(net, number):
            net.town.played.take(number)
            return redirect(url_for("phone.page", number=number), 303)
    answer = _phones(told)
    answer.status_code = 400
    return answer


@doors.get("/phone/<number>")
def page(number: str) -> Response:
    """One telephone."""
    net = desk.network()
    with net.schedule.turn():
        check(net, number)
        shown = display(net, number)
        kind = net.town.at(number).kind
    return _page("phone/phone.html", zone(number), phone=shown, kind=kind, hint=_hint(shown["rate"]))


def _phones(refused: str) -> Response:
    net = desk.network()
    with net.schedule.turn():
        shown = {
            "now": net.now(),
            "people": neighbours.people(net),
            "calls": neighbours.recent_calls(net),
            "lines": [net.account.numbers[number] for number in lines(net)],
        }
        rate = net.clock.rate()
    first = lines(net)[0]
    return _page("phone/phones.html", zone(first), refused=refused, hint=_hint(rate), **shown)


def _page(template: str, at: ZoneInfo, **shown: object) -> Response:
    chosen = language(request)
    say = words(chosen)
    other = next(one for one in LANGUAGES if one != chosen)
    text = render_template(
        template, say=say, other=other, local=lambda instant: local(instant, at), clock=_clock, spelled=spelled, **shown
    )
    answer = make_response(text)
    answer.vary.add("Cookie")
    if request.args.get("lang") in LANGUAGES:
        answer.set_cookie(COOKIE, chosen, max_age=31_536_000, httponly=True, samesite="Lax", path="/sandbox/phone")
    return answer


def _clock(seconds: object) -> str:
    """Seconds as 1:05."""
    whole = int(str(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def _hint(rate: object) -> tuple[str, dict[str, str]] | None:
    """What to say of a clock with which a person cannot keep up."""
    pace = float(str(rate))
    if pace == 0:
        return "still", {}
    return ("fast", {"rate": f"{pace:g}", "seconds": f"{A_RING_S / pace:.2g}"}) if pace > 2 else None
