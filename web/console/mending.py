"""The supervisor says that something is mended at the carrier; what waited for it goes on."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.peace.mending import mended
from web.at_hand import db, now
from web.people import me, only

blueprint = Blueprint("mending", __name__, url_prefix="/console/refused")
log = structlog.get_logger()


@blueprint.post("/<int:trouble_id>/mended")
@only("supervisor")
def done(trouble_id: int) -> Response:
    """Close it, and take up the campaigns that were paused for it. Closed already, it says so."""
    resumed = mended(db(), trouble_id, me().login, now())
    db().commit()
    if resumed is None:
        flash(gettext("This was mended already."))
        return redirect(url_for("console.page"))
    log.info("trouble_mended", trouble_id=trouble_id, campaigns=len(resumed), agent_id=me().id)
    if resumed:
        flash(gettext("“%(names)s” goes on; if it is refused again, it is said here.", names="”, “".join(resumed)))
    else:
        flash(gettext("What waited for it goes on; if it is refused again, it is said here."))
    return redirect(url_for("console.page"))
