"""The house's playbooks: all of them read aloud, and switching one on or off after seeing what that changes."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone, tomorrow
from campaigns.planning.house import ask_for_everybody
from campaigns.planning.preview import preview_switch
from campaigns.playbooks.editions import switch
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.shelf import Read, in_order, read_aloud, whole_shelf
from web.reading.steps import books

blueprint = Blueprint("playbooks", __name__, url_prefix="/console/playbooks")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """What runs, and what rests."""
    shelf = whole_shelf(books(db(), language()))
    return render_template("console/playbooks.html", shelf=shelf, house_zone=house_zone(db()))


@blueprint.get("/<playbook_id>/<any(on, off):deed>")
@only("supervisor")
def ask(playbook_id: str, deed: str) -> str:
    """Whether it is to be switched; what that would change is counted once the page is there."""
    return _asked(playbook_id, deed)


@blueprint.get("/<playbook_id>/<any(on, off):deed>/changes")
@only("supervisor")
def changes(playbook_id: str, deed: str) -> str:
    """What switching it would change; nothing is changed yet. It plans everybody on trial, which takes its time."""
    read = books(db(), language())
    if read_aloud(read, playbook_id) is None:
        abort(404)
    preview = preview_switch(db(), playbook_id, deed == "on", now())
    db().rollback()
    found = in_order(preview.changes, read.held[playbook_id].playbook)
    whys = {change.step: read.why(playbook_id, change.step) for change in found}
    shown = {"preview": preview, "changes": found, "whys": whys, "tomorrow": tomorrow(house_zone(db()), now())}
    if "HX-Request" in request.headers:
        return render_template("console/_changes.html", **shown)
    return _asked(playbook_id, deed, **shown)


@blueprint.post("/<playbook_id>/<any(on, off):deed>")
@only("supervisor")
def do(playbook_id: str, deed: str) -> Response:
    """Switch it; a worker plans everybody anew."""
    playbook = read_aloud(books(db(), language()), playbook_id) or abort(404)
    if playbook.on is not (deed == "on"):
        switch(db(), playbook_id, deed == "on", me().id, now())
        ask_for_everybody(db(), now())
        db().commit()
        log.info("playbook_switched", playbook=playbook_id, deed=deed, agent_id=me().id)
    flash(_said(playbook, deed))
    return redirect(url_for("playbooks.page"))


def _asked(playbook_id: str, deed: str, **shown: Any) -> str:
    playbook = read_aloud(books(db(), language()), playbook_id) or abort(404)
    return render_template("console/switch.html", playbook=playbook, deed=deed, **shown)


def _said(playbook: Read, deed: str) -> str:
    if deed == "on":
        return gettext("“%(name)s” runs; everybody is planned anew within a minute or two.", name=playbook.name)
    return gettext("“%(name)s” rests; what it had planned is withdrawn within a minute or two.", name=playbook.name)
