"""Listening in: the supervisor's own telephone is rung and stands in an agent's conference, unheard or whispering."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from dialer.handling.listening import ListensAlready, NothingToHear, listen, stop_listening
from web.at_hand import db, now
from web.people import me, only

blueprint = Blueprint("listening", __name__, url_prefix="/console/listening")
log = structlog.get_logger()


@blueprint.post("/to/<int:agent_id>")
@only("supervisor")
def begin(agent_id: int) -> Response:
    """Hear this agent; `how` is listen or whisper."""
    how = request.form.get("how", "")
    heard = db().get(Agent, agent_id)
    if heard is None or how not in ("listen", "whisper"):
        abort(400)
    try:
        listen(db(), me(), agent_id, now(), whispers=how == "whisper")
    except NothingToHear:
        db().rollback()
        flash(gettext("%(name)s is not at the telephone: there is nothing to hear.", name=heard.name))
        return redirect(url_for("console.page"))
    except ListensAlready:
        db().rollback()
        flash(gettext("You listen to somebody already; stop that first."))
        return redirect(url_for("console.page"))
    db().commit()
    log.info("listening_wanted", to_id=agent_id, agent_id=me().id, how=how)
    return redirect(url_for("console.page"))


@blueprint.post("/stop")
@only("supervisor")
def stop() -> Response:
    """Put the supervisor's telephone down."""
    stop_listening(db(), me().id, now())
    db().commit()
    return redirect(url_for("console.page"))
