"""Whose own customer somebody is: supervisors decide it, and it counts from the next tick on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.owners import NobodyOfThisLogin, OwnerChange, change_owner, decisions
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.customers import known

blueprint = Blueprint("owning", __name__, url_prefix="/customers/<int:customer_id>/owner")
log = structlog.get_logger()

#: Decisions shown, the newest first.
_SHOWN = 5


@dataclass(frozen=True)
class Owned:
    """The own agent and how it came to that."""

    #: Login; empty for nobody.
    login: str
    #: Login -> name of everybody who may be chosen, or stands in the history.
    names: dict[str, str]
    choices: Sequence[Agent]
    history: Sequence[OwnerChange]


@blueprint.post("")
@only("supervisor")
def keep(customer_id: int) -> Response:
    """This agent from now on, or nobody."""
    who = known(db(), customer_id, me(), language(), now()) or abort(404)
    try:
        changed = change_owner(db(), who.id, request.form.get("owner", ""), now(), me().login)
    except NobodyOfThisLogin:
        abort(400)
    db().commit()
    if changed:
        log.info("owner_changed", customer_id=who.id, agent_id=me().id)
        flash(gettext("The own agent is changed; it counts from the next call on."))
    return redirect(url_for("customers.year", customer_id=who.id))


def owned(customer_id: int) -> Owned:
    """Who looks after this customer."""
    people = db().scalars(select(Agent).order_by(Agent.name)).all()
    login = db().scalar(select(Customer.owner).where(Customer.id == customer_id)) or ""
    callers = [agent for agent in people if agent.post == "agent" or agent.login == login]
    names = {agent.login: agent.name for agent in people}
    return Owned(login, names, callers, decisions(db(), customer_id, _SHOWN))
