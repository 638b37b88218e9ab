"""Dividing the work: the shares that a supervisor typed, kept all together or not at all."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.agents.shares import change
from web.agents.sharing_form import typed_shares
from web.agents.views import everybody
from web.at_hand import db, now
from web.people import me, only

blueprint = Blueprint("sharing", __name__, url_prefix="/console/agents/shares")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def back_to_page() -> Response:
    """The table stands on the agents' page."""
    return redirect(url_for("agents.page", _anchor="shares"))


@blueprint.post("")
@only("supervisor")
def keep() -> Response | tuple[str, int]:
    """Keep the shares of every role; or say what is to be changed, with everything that was typed."""
    shares = typed_shares(db(), now(), request.form)
    if shares.wrong:
        return render_template("agents/page.html", **everybody(), shares=shares), 422
    for role, wanted in shares.wanted.items():
        change(db(), role, wanted)
    db().commit()
    log.info("shares_changed", agent_id=me().id)
    flash(gettext("The shares are kept; the next call is drawn by them."))
    if request.form.get("shown") != shares.version:
        flash(gettext("Somebody else had changed them since you opened the page; your change has replaced theirs."))
    return redirect(url_for("agents.page", _anchor="shares"))
