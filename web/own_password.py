"""One's own password: chosen anew by the person, always so after somebody else had chosen it."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from web.at_hand import db
from web.passwords import LONGEST, SHORTEST, hashed, matches
from web.people import HOME, begin_session, me, only

blueprint = Blueprint("own_password", __name__, url_prefix="/password")
log = structlog.get_logger()


@blueprint.get("")
@only("agent", "supervisor", own_password=False)
def form() -> str:
    """The form."""
    return render_template("password.html", wrong="", shortest=SHORTEST, longest=LONGEST)


@blueprint.post("")
@only("agent", "supervisor", own_password=False)
def change() -> Response | tuple[str, int]:
    """Keep the new one: every other session of the person ends, this one begins anew."""
    wrong = _wrong(request.form.get("now", ""), request.form.get("new", ""), request.form.get("again", ""))
    if wrong:
        return render_template("password.html", wrong=wrong, shortest=SHORTEST, longest=LONGEST), 422
    me().password_hash, me().temporary_password = hashed(request.form["new"]), False
    db().commit()
    begin_session(me())
    log.info("password_changed", agent_id=me().id)
    flash(gettext("Your new password holds from now on."))
    return redirect(url_for(HOME[me().post]))


def _wrong(now: str, new: str, again: str) -> str:
    """What is to be changed; empty where all is well."""
    if not matches(me().password_hash, now):
        return gettext("The password of today is not right.")
    if new != again:
        return gettext("The new password is not the same in both fields.")
    if new == now:
        return gettext("Choose another password than today's.")
    if not SHORTEST <= len(new) <= LONGEST:
        return gettext("A password has at least %(n)d characters.", n=SHORTEST)
    return ""
