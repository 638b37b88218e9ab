"""Whether a customer lets us record, on the page of what was agreed; and taken back as easily."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.recordings.wishes import allow, refuse
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.customers import known

blueprint = Blueprint("recorded", __name__, url_prefix="/customers/<int:customer_id>/agreed/recording")
log = structlog.get_logger()


@blueprint.post("/<any(refused, allowed):said>")
@only("agent", "supervisor")
def say(customer_id: int, said: str) -> Response:
    """They do not want it, or do not mind any more; it holds at once."""
    who = known(db(), customer_id, me(), language(), now()) or abort(404)
    (refuse if said == "refused" else allow)(db(), who.id, me().login, now())
    db().commit()
    log.info(f"recording_{said}", customer_id=who.id, agent_id=me().id)
    flash(gettext("Kept; it holds from now on."))
    return redirect(url_for("arranging.page", customer_id=who.id))
