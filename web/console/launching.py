"""Launching a playbook's step: the form with its live count, the review with who is left out, the confirmation."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.approval import propose
from dialer.launch import counted, launch
from web.at_hand import db, now, settings
from web.console.launch_form import Wanted, blank, read_wanted
from web.console.reviewing import no_voice, review_of, reviewed
from web.console.showing import MOST_SECONDS, form_page
from web.people import me, only
from web.reading.bounded import TookTooLong, bounded
from web.reading.samples import samples

blueprint = Blueprint("launching", __name__, url_prefix="/console/launch")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def form() -> str:
    """What is launched, to whom, and with which words; and what waits for a second person."""
    return form_page(blank(request.args.get("what", "")))


@blueprint.post("/step")
@only("supervisor")
def choose() -> str:
    """Another step with its own words; everything else stays as it was typed."""
    typed = request.form.copy()
    for name in ("said-for", "message-zh", "message-en"):
        typed.poplist(name)
    return form_page(read_wanted(typed), told=False)


@blueprint.post("/count")
@only("supervisor")
def live_count() -> str:
    """The count beside the form, while it is filled in, with how it sounds and reads."""
    return render_template("console/_count.html", **_counted(read_wanted(request.form)))


@blueprint.get("/review")
@only("supervisor")
def back_to_form() -> Response:
    """A review belongs to a form that was sent; without one there is the form."""
    return redirect(url_for("launching.form"))


@blueprint.post("/review")
@only("supervisor")
def review() -> str | tuple[str, int]:
    """Everything once more before it is launched; the counts come once it stands on the page."""
    wanted = read_wanted(request.form)
    if "back" in request.form:
        return form_page(wanted)
    if wanted.wrong:
        return form_page(wanted), 422
    return review_of(wanted, counting="counted" in request.form)


@blueprint.post("/reviewed")
@only("supervisor")
def review_counted() -> str | tuple[str, int]:
    """Who can be reached, and who not and why; with it comes the button that launches."""
    wanted = read_wanted(request.form)
    return (reviewed(wanted), 200) if not wanted.wrong else ("", 422)


@blueprint.post("")
@only("supervisor")
def confirm() -> Response | tuple[str, int]:
    """Launch once, or propose once, however often the button is pressed."""
    wanted, once = read_wanted(request.form), request.form.get("once", "")
    if wanted.wrong or not once:
        return form_page(wanted), 422
    what = wanted.launch(me().id, once)
    size = counted(db(), what, no_voice(), now()).callable
    if size > settings().approval_above:
        campaign = propose(db(), what, size, now())
    else:
        campaign = launch(db(), what, no_voice(), now())
    db().commit()
    log.info("campaign_launched", campaign_id=campaign.id, agent_id=me().id, state=campaign.state)
    return _told(wanted, proposed=campaign.state == "proposed")


def _told(wanted: Wanted, *, proposed: bool) -> Response:
    if proposed:
        flash(gettext("“%(name)s” waits for a second person. Nobody is called for it yet.", name=wanted.name))
        return redirect(url_for("launching.form"))
    flash(gettext("“%(name)s” is launched.", name=wanted.name))
    return redirect(url_for("console.page"))


def _counted(wanted: Wanted) -> dict[str, Any]:
    """Nothing but words where it takes too long."""
    what = wanted.launch(me().id)
    try:
        with bounded(db(), MOST_SECONDS):
            return {
                "wanted": wanted,
                "preview": counted(db(), what, no_voice(), now()),
                "samples": samples(db(), what, now()),
            }
    except TookTooLong:
        return {"wanted": wanted, "preview": None, "samples": []}
