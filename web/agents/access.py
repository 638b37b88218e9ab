"""Who may sign in: administrators add people, give a new password, and sign somebody out."""

from __future__ import annotations

import secrets

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from campaigns.audit import write_down
from web.agents import words
from web.agents.adding import add_agent
from web.agents.calling import Calling, wrong_with
from web.agents.changing import POSTS
from web.agents.new_person import LONGEST, NewPerson, read_new_person
from web.at_hand import db, now
from web.languages import LANGUAGES
from web.passwords import hashed
from web.people import let_go, me, only

blueprint = Blueprint("access", __name__, url_prefix="/console/agents")
log = structlog.get_logger()


@blueprint.get("/add")
@only("administrator")
def form() -> str:
    """Somebody new."""
    return _form(NewPerson(), {})


@blueprint.post("/add")
@only("administrator")
def add() -> str | tuple[str, int]:
    """Add them, and show the password once; or say what is to be changed."""
    new, password = read_new_person(request.form), _password()
    wrong = new.wrong | wrong_with(db(), new.login, Calling(phone=new.phone))
    if db().scalar(select(Agent.id).where(Agent.login == new.login)) is not None:
        wrong["login"] = _l("Somebody signs in under this name already.")
    if wrong:
        return _form(new, wrong), 422
    made = add_agent(db(), new.login, new.name, new.post, (), (), new.language, new.phone, password, now())
    made.department, made.temporary_password = new.department, True
    write_down(db(), me().id, "agent_added", now(), about=made.login, post=made.post, department=made.department)
    db().commit()
    log.info("agent_added", added_id=made.id, agent_id=me().id)
    return render_template("agents/password.html", person=made, password=password, new=True)


@blueprint.post("/<int:agent_id>/password")
@only("administrator")
def password(agent_id: int) -> str:
    """A password for once, shown to the administrator: it ends every session and opens only the door to an own one."""
    agent, given = _one(agent_id), _password()
    agent.password_hash, agent.temporary_password = hashed(given), True
    let_go(db(), agent, now())
    write_down(db(), me().id, "agent_changed", now(), about=agent.login, changed={"password": "given anew"})
    db().commit()
    log.info("password_given", changed_id=agent_id, agent_id=me().id)
    return render_template("agents/password.html", person=agent, password=given, new=False)


@blueprint.post("/<int:agent_id>/sign-out")
@only("administrator")
def out(agent_id: int) -> Response:
    """Out everywhere, at once."""
    agent = _one(agent_id)
    let_go(db(), agent, now())
    write_down(db(), me().id, "agent_changed", now(), about=agent.login, changed={"signed_out": True})
    db().commit()
    flash(gettext("%(name)s is signed out everywhere.", name=agent.name))
    return redirect(url_for("agents.form", agent_id=agent_id))


def _one(agent_id: int) -> Agent:
    """Another person: one's own password is changed on one's own page."""
    if agent_id == me().id:
        abort(403)
    return db().get(Agent, agent_id, with_for_update=True) or abort(404)


def _password() -> str:
    """96 bits that can be read aloud and typed."""
    return secrets.token_hex(6) + "-" + secrets.token_hex(6)


def _form(new: NewPerson, wrong: dict[str, LazyString]) -> str:
    asked = select(Agent.department).where(Agent.department != "").distinct().order_by(Agent.department)
    given = {"departments": db().scalars(asked).all(), "posts": POSTS, "languages": LANGUAGES, "words": words}
    return render_template("agents/add.html", new=new, wrong=wrong, longest=LONGEST, **given)
