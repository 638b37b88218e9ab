"""What a customer arranges with us in a conversation: hours, offers, being left in peace, a complaint.

Only the part beside the script is swapped, so what is typed into the entry's form stays as it is.
"""

from __future__ import annotations

from babel.dates import format_date
from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from campaigns.consents import give
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.importing.reasons import CellRefused
from campaigns.importing.wished_hours import wished_hours
from campaigns.wishes import change_wish
from dialer.attempts import Attempt
from dialer.peace.complaints import log_complaint
from dialer.peace.consents import withdraw_consent
from dialer.peace.suppress import suppress
from runtime.zones import local_date
from web.at_hand import db, now
from web.customers.agreed_words import CHANNELS
from web.people import me, only
from web.reading.arrangements import arrangements

blueprint = Blueprint("arranging_at_the_desk", __name__, url_prefix="/desk/agreed/<int:attempt_id>")

LONGEST = 400
_Answer = Response | tuple[str, int]


@blueprint.post("/hours")
@only("agent")
def hours(attempt_id: int) -> _Answer:
    """The hours as the customer says them: weekdays after 18:00, 周末勿扰."""
    who, said = _talked_with(attempt_id), request.form.get("wish", "").strip()
    try:
        wish = wished_hours(said)
    except CellRefused:
        words = gettext("These hours cannot be read; write them like: weekdays after 18:00, any time.")
        return _part(attempt_id, who, said=said, wrong=words), 422
    change_wish(db(), who.id, wish, now(), me().login)
    return _kept(attempt_id, who, draft=f"wish-{attempt_id}")


@blueprint.post("/offers")
@only("agent")
def offers(attempt_id: int) -> _Answer:
    """Whether they may hear offers from us; the proof is this conversation."""
    who, source = _talked_with(attempt_id), f"desk/{me().login}"
    today = format_date(local_date(now(), who.day_zone), "medium", locale=get_locale())
    proof = gettext("Said on the telephone on %(day)s", day=today)
    if request.form.get("agree") == "yes":
        give(db(), who.id, "marketing", proof, source, now())
    else:
        withdraw_consent(db(), who.id, "marketing", proof, source, now())
    return _kept(attempt_id, who)


@blueprint.post("/peace")
@only("agent")
def peace(attempt_id: int) -> _Answer:
    """They do not want calls, or texts, or neither."""
    who, channel = _talked_with(attempt_id), request.form.get("channel", "")
    if channel not in CHANNELS:
        abort(400)
    suppress(db(), who.id, channel, "asked", now(), by=me().login)
    return _kept(attempt_id, who)


@blueprint.post("/complaint")
@only("agent")
def complaint(attempt_id: int) -> _Answer:
    """They complain."""
    who, about = _talked_with(attempt_id), request.form.get("about", "").strip()
    log_complaint(db(), who.id, about[:LONGEST], me().login, now())
    return _kept(attempt_id, who, draft=f"complaint-{attempt_id}")


def _talked_with(attempt_id: int) -> Customer:
    """The customer of this agent's own call; an address that was typed by hand finds nobody else's."""
    attempt = db().get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != me().id or attempt.channel != "call":
        abort(404)
    return db().get_one(Customer, db().get_one(FollowUp, attempt.follow_up_id).customer_id)


def _kept(attempt_id: int, who: Customer, draft: str = "") -> Response:
    db().commit()
    if "HX-Request" not in request.headers:
        return redirect(url_for("desk.page"))
    answer = make_response(_part(attempt_id, who, kept=True))
    if draft:
        answer.headers["HX-Trigger"] = f'{{"logged": "{draft}"}}'
    return answer


def _part(attempt_id: int, who: Customer, *, kept: bool = False, said: str = "", wrong: str = "") -> str:
    arranged = arrangements(db(), who.id, now())
    return render_template(
        "desk/_agreed.html", arranged=arranged, call=attempt_id, kept=kept, wish_said=said, wish_wrong=wrong
    )
