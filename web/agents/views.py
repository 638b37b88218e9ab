"""The agents' addresses: everybody at a glance, and how one of them calls."""

from __future__ import annotations

from dataclasses import replace

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from campaigns.playbooks.editions import held
from web.agents import words
from web.agents.calling import CallingWrong, calling_of
from web.agents.calling_form import Filled, Place, choices, read_filled, read_place, version
from web.agents.changing import POSTS, change
from web.agents.listing import House, Person, house
from web.agents.sharing_form import typed_shares
from web.at_hand import db, now, settings
from web.people import me, only

blueprint = Blueprint("agents", __name__, url_prefix="/console/agents")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """Everybody, whose customers wait, and how the work is divided."""
    return render_template("agents/page.html", **everybody(), shares=typed_shares(db(), now()))


@blueprint.get("/<int:agent_id>")
@only("supervisor")
def form(agent_id: int) -> str:
    """How this person calls."""
    everyone, person = _found(agent_id)
    return _form(everyone, person, Filled(person.calling, Place(person.post, person.department)))


@blueprint.post("/<int:agent_id>")
@only("supervisor")
def keep(agent_id: int) -> Response | tuple[str, int]:
    """Keep it; or say what is to be changed, with everything that was typed."""
    agent = db().get(Agent, agent_id, with_for_update=True) or abort(404)
    everyone, person = _found(agent_id)
    filled = read_filled(request.form, agent, read_place(request.form, agent, me()))
    try:
        change(db(), agent, filled, me(), now())
    except CallingWrong as wrong:
        return _form(everyone, person, replace(filled, wrong=wrong.wrong)), 422
    db().commit()
    log.info("agent_changed", changed_id=agent_id, agent_id=me().id)
    _say(person, filled)
    return redirect(url_for("agents.page"))


def everybody() -> dict[str, object]:
    """What the page of all agents shows."""
    return {"house": house(db(), settings().high_tiers, now()), "words": words}


def _found(agent_id: int) -> tuple[House, Person]:
    everyone = house(db(), settings().high_tiers, now())
    return everyone, everyone.of(agent_id) or abort(404)


def _say(was: Person, filled: Filled) -> None:
    flash(gettext("“%(name)s” is kept as you filled it in.", name=was.name))
    wanted = replace(filled.wanted, phone=None, other_phones=None)
    if request.form.get("shown") != version(was.calling) and was.calling != wanted:
        flash(gettext("Somebody else had changed it since you opened the page; your change has replaced theirs."))


def _form(everyone: House, person: Person, filled: Filled) -> str:
    shown = request.form.get("shown") or version(calling_of(db().get_one(Agent, person.id)))
    offered = choices(everyone, person, held(db()))
    given = {"house": everyone, "person": person, "filled": filled, "choices": offered}
    return render_template("agents/form.html", **given, shown=shown, words=words, posts=POSTS)
