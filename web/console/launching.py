"""Launching a greeting: the form with its live count, the review with everybody who is left out, the confirmation."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.playbooks.sentence import sentence
from campaigns.segments import choices, count
from dialer.launch import Launch, Preview, launch, new_key, preview
from dialer.twilio.coverage import Coverage
from web.at_hand import db, now, settings
from web.console.launch_form import LANGUAGES, Wanted, blank, greeting, read_wanted
from web.languages import language
from web.people import me, only
from web.reading.samples import samples
from web.reading.texts_cost import of_launch

blueprint = Blueprint("launching", __name__, url_prefix="/console/launch")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def form() -> str:
    """Who is to be greeted, and with which words."""
    return _form(blank(greeting(db())))


@blueprint.post("/count")
@only("supervisor")
def live_count() -> str:
    """The count beside the form, while it is filled in."""
    return render_template("console/_count.html", **_counted(read_wanted(request.form)))


@blueprint.get("/review")
@only("supervisor")
def back_to_form() -> Response:
    """A review belongs to a form that was sent; without one there is the form."""
    return redirect(url_for("launching.form"))


@blueprint.post("/review")
@only("supervisor")
def review() -> str | tuple[str, int]:
    """The count first: who can be called, and who not and why."""
    wanted = read_wanted(request.form)
    if wanted.wrong or "back" in request.form:
        return _form(wanted), 422 if "back" not in request.form else 200
    counted = _counted(wanted)
    playbook = greeting(db())
    batches = of_launch(db(), playbook, wanted.segment, _no_voice(), now())
    said = sentence(playbook, playbook.launched[0], language())
    return render_template("console/review.html", **counted, sentence=said, batches=batches, once=new_key())


@blueprint.post("")
@only("supervisor")
def confirm() -> Response | tuple[str, int]:
    """Launch once, however often the button is pressed."""
    wanted, once = read_wanted(request.form), request.form.get("once", "")
    if wanted.wrong or not once:
        return _form(wanted), 422
    what = Launch(wanted.name, greeting(db()), wanted.segment, wanted.message, me().id, key=once)
    campaign = launch(db(), what, _no_voice(), now())
    db().commit()
    log.info("campaign_launched", campaign_id=campaign.id, agent_id=me().id)
    flash(gettext("“%(name)s” is launched.", name=wanted.name))
    return redirect(url_for("console.page"))


def _form(wanted: Wanted) -> str:
    return render_template("console/launch.html", **_counted(wanted), choices=choices(db()))


def _counted(wanted: Wanted) -> dict[str, Any]:
    held = _preview(wanted)
    return {
        "wanted": wanted,
        "in_segment": count(db(), wanted.segment),
        "preview": held,
        "callable": held.callable,
        "samples": samples(db(), wanted.segment, wanted.message),
        "languages": LANGUAGES,
    }


def _preview(wanted: Wanted) -> Preview:
    return preview(db(), wanted.segment, _no_voice(), now(), greeting(db()).purpose)


def _no_voice() -> tuple[str, ...]:
    """Prefixes that the carrier does not reach by voice."""
    return Coverage(settings().also_serves).no_voice
