"""A customer reports somebody who called in our name: logged beside the talk, in the customer's words."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.fraud_reports import NothingTold, Told, report_fraud
from dialer.attempts import Attempt
from web.at_hand import db, now
from web.people import me, only

blueprint = Blueprint("frauds", __name__, url_prefix="/desk/frauds")


@blueprint.post("/<int:attempt_id>")
@only("agent")
def report(attempt_id: int) -> Response | tuple[str, int]:
    """Keep when it was, how often, from which number, and what the caller knew."""
    attempt = db().get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != me().id or attempt.channel != "call":
        abort(404)
    told = Told(**{name: request.form.get(name, "") for name in ("when", "how_often", "number", "knew")})
    try:
        report_fraud(db(), attempt.customer_id, told, me().login, now())
    except NothingTold:
        wrong = gettext("Write down at least when it was, which number it was, or what the caller knew.")
        return render_template("desk/_fraud.html", call=attempt_id, wrong_fraud=wrong), 422
    db().commit()
    if "HX-Request" not in request.headers:
        return redirect(url_for("desk.page"))
    answer = make_response(render_template("desk/_fraud.html", call=attempt_id, fraud_kept=True))
    answer.headers["HX-Trigger"] = f'{{"logged": "fraud-{attempt_id}"}}'
    return answer
