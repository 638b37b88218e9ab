"""The addresses: the list for supervisors, one recording's sound, and the button that erases it."""

from __future__ import annotations

from io import BytesIO

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.recordings.discarding import erase
from dialer.recordings.listening import listen
from web.at_hand import db, now, settings
from web.languages import language
from web.people import me, only
from web.reading.customers import known
from web.reading.recordings import agents, listed, whose

blueprint = Blueprint("recordings", __name__, url_prefix="/recordings")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """What can be heard, the youngest first."""
    agent, number = request.args.get("agent", type=int), max(1, request.args.get("page", 1, int))
    found, more = listed(db(), agent, number)
    return render_template(
        "recordings/page.html",
        found=found,
        more=more,
        page=number,
        agent=agent,
        agents=agents(db()),
        kept=settings(),
    )


@blueprint.get("/<int:recording_id>")
@only("agent", "supervisor")
def sound(recording_id: int) -> Response:
    """The sound, whole or in the pieces that a player asks for; who hears it stands in the log."""
    _assert_may_hear(recording_id)
    heard = listen(db(), recording_id, me().login, now())
    if heard is None:
        abort(404)
    db().commit()
    # Without a download name a browser plays it; the piece that is asked for is answered with 206.
    return send_file(BytesIO(heard), mimetype="audio/mpeg", conditional=True)


@blueprint.post("/<int:recording_id>/erase")
@only("supervisor")
def erased(recording_id: int) -> Response:
    """The customer asks for it: the sound is gone from here at once, and from the carrier within moments."""
    customer_id = _assert_may_hear(recording_id)
    erase(db(), recording_id, me().login, now())
    db().commit()
    log.info("recording_erased", recording_id=recording_id, agent_id=me().id)
    flash(gettext("The recording is erased."))
    return redirect(url_for("customers.year", customer_id=customer_id, _anchor="recordings"))


def _assert_may_hear(recording_id: int) -> int:
    """Whose it is; 404 for who may not look that customer up."""
    customer_id = whose(db(), recording_id)
    if customer_id is None or known(db(), customer_id, me(), language(), now()) is None:
        abort(404)
    return customer_id
