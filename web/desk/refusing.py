"""The customer does not want to be recorded: one key, and it holds from that moment on."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.attempts import Attempt
from dialer.recordings.wishes import refuse
from web.at_hand import db, now
from web.desk import pages
from web.people import me, only

blueprint = Blueprint("refusing", __name__, url_prefix="/desk/recording")
log = structlog.get_logger()


@blueprint.post("/<int:attempt_id>/refused")
@only("agent")
def refused(attempt_id: int) -> Response:
    """Nothing of this customer is recorded any more, and what was recorded of this conversation is erased."""
    attempt = db().get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != me().id or attempt.channel != "call":
        abort(404)
    refuse(db(), attempt.customer_id, me().login, now(), attempt_id)
    db().commit()
    log.info("recording_refused", attempt_id=attempt_id, agent_id=me().id)
    return pages.done(gettext("Not recorded; what was recorded of this conversation is erased."))
