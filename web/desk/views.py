"""The desk's addresses. The page asks each second what is new, and gets 204 when nothing is."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.agents.presence import REASONS, Presence, announce, heartbeat
from dialer.handling.hang_up import hang_up
from dialer.inbound.texts import read_in_call
from dialer.talks.conclude import conclude
from dialer.talks.entries import EntryWrong, NotYours
from web.at_hand import db, now, real
from web.desk import pages
from web.desk.entry_form import as_entry, read_typed
from web.desk.previewing import gone_since
from web.desk.refused import refused
from web.desk.telephones import choose_named
from web.languages import language
from web.news import new_messages
from web.people import me, only
from web.reading.conversation import conversation
from web.reading.desks import desk
from web.reading.steps import books

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

#: Real seconds for which a page that was heard of is believed to be open.
LEASE = 30


@blueprint.get("")
@only("agent")
def page() -> str:
    """The whole desk."""
    _keep_lease()
    return pages.whole()


@blueprint.get("/now")
@only("agent")
def poll() -> Response:
    """What is new since the state that the page has seen."""
    _keep_lease()
    here = desk(db(), me().id, now())
    seen = request.args.get("seen", "")
    if seen == here.key:
        heard = new_messages().key
        return Response(status=204) if request.args.get("heard", heard) == heard else pages.written()
    return make_response(pages.part(here, request.args.get("entry", 0, int), gone_since(seen, here)))


@blueprint.get("/today")
@only("agent")
def due_today() -> str:
    """The quiet lists: calls and visits."""
    return render_template("desk/_today.html", **pages.lists())


@blueprint.post("/presence")
@only("agent")
def want() -> Response:
    """Available, on a break for a reason, or gone."""
    wants, reason = request.form.get("wants", ""), request.form.get("reason", "")
    if wants not in ("available", "break", "offline") or (wants == "break" and reason not in REASONS):
        abort(400)
    if wants == "offline" and desk(db(), me().id, now()).attempt_id:
        return pages.done(gettext("Finish the call and its entry first; only signing out leaves them behind."))
    said = choose_named(request.form["phone"]) if wants == "available" and "phone" in request.form else ""
    announce(db(), me().id, wants, now(), real(LEASE), reason if wants == "break" else "")
    db().commit()
    return pages.done(said)


@blueprint.post("/hang-up/<int:attempt_id>")
@only("agent")
def end_call(attempt_id: int) -> Response:
    """The agent's button: the call is ended within a second or two."""
    try:
        hang_up(db(), attempt_id, me().id, now())
    except NotYours:
        abort(404)
    db().commit()
    return pages.done()


@blueprint.post("/outcome/<int:attempt_id>")
@only("agent")
def log_outcome(attempt_id: int) -> Response | tuple[str, int, dict[str, str]]:
    """Write the outcome down, once; what cannot be kept comes back with what is to be changed."""
    talk = conversation(db(), attempt_id, me(), books(db(), language())) or abort(404)
    typed = read_typed(request.form, talk.purpose, talk.companions)
    try:
        conclude(db(), attempt_id, me().id, as_entry(typed), now())
    except EntryWrong as wrong:
        db().rollback()
        return pages.entry_again(talk, typed, refused(wrong))
    read_in_call(db(), attempt_id, me().login, now())
    db().commit()
    return pages.logged(attempt_id)


def _keep_lease() -> None:
    """The page is open. Written down at most every third of the lease; a lease that ran out is not taken up again."""
    presence, lease = db().get(Presence, me().id), real(LEASE)
    if presence is not None and now() < presence.lease_until < now() + lease * 2 / 3:
        heartbeat(db(), me().id, now(), lease)
        db().commit()
