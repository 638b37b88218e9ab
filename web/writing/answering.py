"""Writing back: the reply is kept, and the page says whether it is on its way, waits, or cannot be sent."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.inbound.matter import needs_no_answer
from dialer.inbound.replies import Replied, ReplyRefused, reply
from dialer.twilio.coverage import Coverage
from web.at_hand import db, now, settings
from web.people import me, only
from web.reading.customers import Known
from web.reading.written import thread
from web.writing.form import form, takes
from web.writing.views import known_to_me, whole
from web.writing.words import refused

blueprint = Blueprint("answering", __name__, url_prefix="/customers/<int:customer_id>/messages")
log = structlog.get_logger()

#: Longer words are refused with the reason; what is longer still is nobody's text.
_LONGEST = 4000


@blueprint.post("")
@only("agent", "supervisor")
def answer(customer_id: int) -> Response | tuple[str, int]:
    """Write back. What cannot be sent comes back with what is to be changed."""
    who, words = known_to_me(customer_id), request.form.get("words", "")[:_LONGEST]
    settles = bool(request.form.get("settles"))
    carrier = Coverage(settings().also_serves)
    try:
        replied = reply(db(), who.id, me(), words, carrier, now(), settles=settles)
    except ReplyRefused as no:
        db().rollback()
        return _again(who, words, settles=settles, wrong=refused(no)), 422
    db().commit()
    log.info("reply_written", customer_id=who.id, attempt_id=replied.attempt_id, agent_id=me().id)
    return _kept(who, _said(who, replied, settles=settles))


@blueprint.post("/takes")
@only("agent", "supervisor")
def count(customer_id: int) -> str:
    """What the words so far take and cost, and what stands in their way."""
    who = known_to_me(customer_id)
    return render_template("messages/_takes.html", **takes(who, request.form.get("words", "")[:_LONGEST]))


@blueprint.post("/settled")
@only("agent", "supervisor")
def no_answer(customer_id: int) -> Response:
    """What they wrote asks for nothing; nobody calls about it."""
    who = known_to_me(customer_id)
    if needs_no_answer(db(), who.id, me(), now()):
        db().commit()
        log.info("message_needs_no_answer", customer_id=who.id, agent_id=me().id)
        flash(gettext("The matter is closed; nobody calls about it."))
    return redirect(url_for("writing.conversation", customer_id=who.id))


def _again(who: Known, words: str, *, settles: bool, wrong: str) -> str:
    shown = form(who, words, settles=settles, wrong=wrong)
    return render_template("messages/_form.html", **shown) if "HX-Request" in request.headers else whole(who, shown)


def _said(who: Known, replied: Replied, *, settles: bool) -> str:
    """On its way, or until when it waits and why; and what became of the matter, where it was to be settled."""
    called = settles and not replied.settled
    return render_template("messages/_said_of_reply.html", who=who, replied=replied, called=called).strip()


def _kept(who: Known, said: str) -> Response:
    if "HX-Request" not in request.headers:
        flash(said)
        return redirect(url_for("writing.conversation", customer_id=who.id))
    talk = thread(db(), who.id, who.zone)
    answered = make_response(render_template("messages/_kept.html", thread=talk, **form(who, said=said)))
    answered.headers["HX-Trigger"] = f'{{"logged": "reply-{who.id}"}}'
    return answered
