"""Logging a visit: beside the desk, or on a page of its own where the browser runs no scripts."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.talks.entries import EntryWrong
from dialer.talks.visits import log_visit
from web.at_hand import db, now
from web.desk import pages
from web.desk.dispositions import OF_A_VISIT
from web.desk.drafting import begun
from web.desk.entry_form import Typed, as_visit, read_typed
from web.desk.refused import refused
from web.languages import language
from web.people import me, only
from web.reading.steps import books
from web.reading.visits import Visit, visit

blueprint = Blueprint("visiting", __name__, url_prefix="/desk/visits")


@blueprint.get("/<int:follow_up_id>")
@only("agent")
def form(follow_up_id: int) -> str:
    """Whom to visit and why, and the form for what came of it."""
    going = _mine(follow_up_id)
    return _form(going, *begun(f"visit/{follow_up_id}", going.topic.purpose), "")


@blueprint.post("/<int:follow_up_id>")
@only("agent")
def log(follow_up_id: int) -> Response | tuple[str, int]:
    """Write down what came of the visit, once; what cannot be kept comes back with what is to be changed."""
    going = _mine(follow_up_id)
    typed = read_typed(request.form, going.topic.purpose)
    try:
        log_visit(db(), follow_up_id, me().id, as_visit(typed), now())
    except EntryWrong as wrong:
        db().rollback()
        return _form(_mine(follow_up_id), typed, "", refused(wrong)), 422
    db().commit()
    return _kept(going, typed.disposition)


def _mine(follow_up_id: int) -> Visit:
    return visit(db(), follow_up_id, me(), books(db(), language()), now()) or abort(404)


def _form(going: Visit, typed: Typed, typed_at: str, wrong: str) -> str:
    page = "desk/_visit.html" if "HX-Request" in request.headers else "desk/visit.html"
    shown = pages.form_of(going.today) | {"visit": going, "typed": typed, "typed_at": typed_at, "wrong": wrong}
    return render_template(page, dispositions=OF_A_VISIT, **shown)


def _kept(going: Visit, disposition: str) -> Response:
    """Back to the lists, with a word that it is kept; the draft may go."""
    who = going.topic.who.address
    said = gettext("The visit to %(who)s is logged.", who=who)
    if disposition == "relative":
        said = gettext("%(who)s was not met; the visit stays on the list.", who=who)
    if "HX-Request" not in request.headers:
        flash(said)
        return redirect(url_for("desk.page"))
    answer = make_response(render_template("desk/_today.html", said=said, **pages.lists()))
    answer.headers["HX-Trigger"] = f'{{"logged": "visit-{going.topic.follow_up_id}"}}'
    return answer
