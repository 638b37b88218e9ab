"""The addresses: who waits for an answer, and one customer's conversation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from dialer.inbound.texts import read, read_stranger
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.customers import Known, known, left_in_peace
from web.reading.inbox import inbox, strangers
from web.reading.matters import numbers
from web.reading.written import FEW, Thread, thread
from web.writing.form import form

blueprint = Blueprint("writing", __name__)

_ONE = "/customers/<int:customer_id>/messages"


@blueprint.get("/messages")
@only("agent", "supervisor")
def page() -> str:
    """Who waits for an answer; what numbers of nobody wrote is the supervisor's to look at."""
    waiting, total = inbox(db(), me(), now())
    unknown = strangers(db()) if me().supervises else []
    zone = house_zone(db(), me().branches)
    return render_template("messages/page.html", waiting=waiting, total=total, strangers=unknown, zone=zone)


@blueprint.post("/messages/strangers/<int:text_id>")
@only("supervisor")
def seen(text_id: int) -> Response:
    """A supervisor has read what a stranger wrote."""
    read_stranger(db(), text_id, me().login, now())
    db().commit()
    return redirect(url_for("writing.page"))


@blueprint.get(_ONE)
@only("agent", "supervisor")
def conversation(customer_id: int) -> str:
    """All that was written, and the form. Whoever opens it has read it."""
    who = known_to_me(customer_id)
    talk = thread(db(), who.id, who.zone)
    _read(who)
    return whole(who, form(who), talk)


@blueprint.get(f"{_ONE}/thread")
@only("agent", "supervisor")
def news(customer_id: int) -> Response:
    """What is new since the thread that the page has; it is read where the page can be seen."""
    who = known_to_me(customer_id)
    talk = thread(db(), who.id, who.zone)
    if talk.new and request.args.get("visible"):
        _read(who)
    if request.args.get("seen") == talk.key:
        return Response(status=204)
    return make_response(render_template("messages/_thread.html", who=who, thread=talk))


@blueprint.get(f"{_ONE}/latest")
@only("agent", "supervisor")
def latest(customer_id: int) -> str:
    """The latest few, beside a call. To see them there is not to have read them."""
    who = known_to_me(customer_id)
    return render_template("desk/_written.html", written=thread(db(), who.id, who.zone, FEW), whose=who)


def known_to_me(customer_id: int) -> Known:
    """The customer, whom this person may look up; 404 for any other."""
    return known(db(), customer_id, me(), language(), now()) or abort(404)


def whole(who: Known, shown: dict[str, Any], talk: Thread | None = None) -> str:
    """The page of one conversation, with its form as it is."""
    peace = left_in_peace(db(), who.id, now())
    talk = talk or thread(db(), who.id, who.zone)
    return render_template(
        "messages/conversation.html", thread=talk, peace=peace, numbers=numbers(db(), who.id), **shown
    )


def _read(who: Known) -> None:
    if read(db(), who.id, me().login, now()):
        db().commit()
