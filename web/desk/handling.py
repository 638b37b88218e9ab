"""The buttons of a conversation: hold, mute, hand on. Each writes a wish down; the next tick has it done."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from dialer.handling.colleagues import Colleague, colleagues
from dialer.handling.hand_on import LONGEST_NOTE, PATIENCE, NotHandedOn, hand_on, keep
from dialer.handling.voices import wish
from dialer.talks.entries import NotYours
from web.agents import words
from web.at_hand import db, now, real
from web.desk import pages
from web.people import me, only

blueprint = Blueprint("handling", __name__, url_prefix="/desk/call/<int:attempt_id>")

#: Real seconds that a worker may take to ring the colleague.
_WORKER = 10
_NOT_HANDED_ON: dict[str, LazyString] = {
    "call_over": _l("Nobody was handed on: you do not talk with the customer any more."),
    "colleague_busy": _l("%(name)s cannot take the customer now; choose somebody else."),
    "already": _l("%(name)s, or your customer, is being handed on already."),
}


@blueprint.post("/voices")
@only("agent")
def voices(attempt_id: int) -> Response:
    """Hold the customer or take them back; mute yourself or be heard again."""
    wanted = {name: request.form[name] == "on" for name in ("hold", "mute") if name in request.form}
    try:
        goes_on = wish(db(), attempt_id, me().id, now(), **wanted)
    except NotYours:
        abort(404)
    db().commit()
    return pages.done("" if goes_on else gettext("You do not talk with the customer any more."))


@blueprint.get("/hand-on")
@only("agent")
def form(attempt_id: int) -> str:
    """To whom the customer can be handed on, at this instant."""
    shown = {"attempt_id": attempt_id, "groups": _groups(), "longest": LONGEST_NOTE}
    if "HX-Request" not in request.headers:
        return pages.whole(hand_on=shown)
    return render_template("desk/_hand_on.html", **shown)


@blueprint.post("/hand-on")
@only("agent")
def give(attempt_id: int) -> Response:
    """This colleague is to have the customer, with this note."""
    to = request.form.get("to", 0, int)
    colleague = db().get(Agent, to) or abort(400)
    deadline_at = now() + timedelta(seconds=PATIENCE) + real(_WORKER)
    try:
        hand_on(db(), attempt_id, me().id, to, request.form.get("note", ""), deadline_at, now())
    except NotYours:
        abort(404)
    except NotHandedOn as wrong:
        db().rollback()
        return pages.done(gettext(str(_NOT_HANDED_ON[wrong.code]), name=colleague.name))
    db().commit()
    return pages.done()


@blueprint.post("/keep")
@only("agent")
def thought_better(attempt_id: int) -> Response:
    """The customer stays after all."""
    try:
        kept = keep(db(), attempt_id, me().id, now())
    except NotYours:
        kept = False
    db().commit()
    return pages.done("" if kept else gettext("The customer has been handed on already."))


def _groups() -> list[tuple[str, list[Colleague]]]:
    """Who is free first; then who is rung, by role."""
    groups: dict[str, list[Colleague]] = {}
    for one in colleagues(db(), me().id, now()):
        role = words.role(one.roles[0]) if one.roles else gettext("Colleagues")
        title = gettext("At the telephone") if one.at_hand else gettext("%(role)s, to be rung", role=role)
        groups.setdefault(title, []).append(one)
    return list(groups.items())
