"""Rewriting a playbook: its text, what is wrong with it line by line, what it would change, and then keeping it."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone, tomorrow
from campaigns.planning.house import ask_for_everybody
from campaigns.planning.preview import preview_edition
from campaigns.playbooks.editions import UnknownPlaybook, put, reset
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import PlaybookWrong, Problem
from web.at_hand import db, now
from web.console.edition_form import as_typed, read_edition, shipped, text_of
from web.languages import language
from web.people import me, only
from web.reading.shelf import Read, in_order, read_aloud, sentences
from web.reading.steps import books
from web.reading.texts_cost import of_playbook

blueprint = Blueprint("rewriting", __name__, url_prefix="/console/playbooks")
log = structlog.get_logger()


@blueprint.get("/<playbook_id>/text")
@only("supervisor")
def form(playbook_id: str) -> str:
    """The text as it is."""
    return _form(_held(playbook_id), text_of(db(), playbook_id))


@blueprint.post("/<playbook_id>/text")
@only("supervisor")
def review(playbook_id: str) -> str | tuple[str, int]:
    """What this text would change; or what is wrong with it, with everything that was typed."""
    playbook, text = _held(playbook_id), as_typed(request.form.get("text", ""))
    if "back" in request.form:
        return _form(playbook, text)
    try:
        wanted = read_edition(text, playbook_id)
    except PlaybookWrong as wrong:
        return _form(playbook, text, wrong.problems), 422
    return _review(playbook, wanted, text)


@blueprint.post("/<playbook_id>/text/changes")
@only("supervisor")
def changes(playbook_id: str) -> str | tuple[str, int]:
    """What this text would change; it plans everybody on trial, which takes its time."""
    playbook, text = _held(playbook_id), as_typed(request.form.get("text", ""))
    try:
        wanted = read_edition(text, playbook_id)
    except PlaybookWrong as wrong:
        return _form(playbook, text, wrong.problems), 422
    shown = _changes(playbook, wanted, text)
    if "HX-Request" in request.headers:
        return render_template("console/_changes.html", whys=_whys(wanted), **shown)
    return _review(playbook, wanted, text, "back" in request.form, **shown)


@blueprint.post("/<playbook_id>/text/keep")
@only("supervisor")
def keep(playbook_id: str) -> Response | tuple[str, int]:
    """Keep it as the house's edition; a worker plans everybody anew."""
    playbook, text = _held(playbook_id), as_typed(request.form.get("text", ""))
    try:
        read_edition(text, playbook_id)
    except PlaybookWrong as wrong:
        return _form(playbook, text, wrong.problems), 422
    put(db(), playbook_id, text, me().id, now())
    flash(gettext("“%(name)s” is kept as you wrote it.", name=playbook.name))
    return _done(playbook_id, "playbook_rewritten")


@blueprint.get("/<playbook_id>/shipped")
@only("supervisor")
def ask_reset(playbook_id: str) -> str:
    """What going back to the shipped text would change."""
    playbook, text = _held(playbook_id), shipped(playbook_id) or abort(404)
    return _review(playbook, read_edition(text, playbook_id), text, back=True)


@blueprint.post("/<playbook_id>/shipped")
@only("supervisor")
def go_back(playbook_id: str) -> Response:
    """Give up the house's own edition for the shipped one, running as before."""
    playbook = _held(playbook_id)
    try:
        reset(db(), playbook_id, me().id, now())
    except UnknownPlaybook:
        abort(404)
    flash(gettext("“%(name)s” is as it was shipped.", name=playbook.name))
    return _done(playbook_id, "playbook_reset")


def _done(playbook_id: str, what: str) -> Response:
    ask_for_everybody(db(), now())
    db().commit()
    log.info(what, playbook=playbook_id, agent_id=me().id)
    return redirect(url_for("playbooks.page"))


def _held(playbook_id: str) -> Read:
    return read_aloud(books(db(), language()), playbook_id) or abort(404)


def _form(playbook: Read, text: str, problems: tuple[Problem, ...] = ()) -> str:
    ours = playbook.own and bool(shipped(playbook.id))
    return render_template("console/rewrite.html", playbook=playbook, text=text, problems=problems, ours=ours)


def _review(playbook: Read, wanted: Playbook, text: str, back: bool = False, **shown: Any) -> str:
    return render_template(
        "console/rewritten.html",
        playbook=playbook,
        text=text,
        back=back,
        name=wanted.name.in_language(language()),
        steps=sentences(wanted, language()),
        texts=of_playbook(db(), wanted, now()),
        whys=_whys(wanted),
        **shown,
    )


def _changes(playbook: Read, wanted: Playbook, text: str) -> dict[str, Any]:
    preview = preview_edition(db(), playbook.id, text, now())
    db().rollback()
    return {
        "preview": preview,
        "changes": in_order(preview.changes, wanted),
        "tomorrow": tomorrow(house_zone(db()), now()),
    }


def _whys(wanted: Playbook) -> dict[str, str]:
    return {step.id: step.why.in_language(language()) for step in wanted.steps}
