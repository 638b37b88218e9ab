"""Logging a talk in writing about a call that is due: beside the desk, or on a page of its own without scripts."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from dialer.talks.chats import log_chat
from dialer.talks.entries import EntryWrong
from web.at_hand import db, now
from web.desk import pages
from web.desk.dispositions import OF_A_CHAT
from web.desk.drafting import begun
from web.desk.entry_form import Typed, as_chat, read_typed
from web.desk.refused import refused
from web.languages import language
from web.people import me, only
from web.reading.chats import Chat, chat
from web.reading.steps import books

blueprint = Blueprint("chatting", __name__, url_prefix="/desk/chats")


@blueprint.get("/<int:follow_up_id>")
@only("agent")
def form(follow_up_id: int) -> str:
    """Who was due a call and why, and the form for what came of the chat."""
    about = _mine(follow_up_id)
    return _form(about, *begun(f"chat/{follow_up_id}", about.topic.purpose), "")


@blueprint.post("/<int:follow_up_id>")
@only("agent")
def log(follow_up_id: int) -> Response | tuple[str, int]:
    """Write down what came of the chat, once; what cannot be kept comes back with what is to be changed."""
    about = _mine(follow_up_id)
    typed = read_typed(request.form, about.topic.purpose)
    try:
        log_chat(db(), follow_up_id, me().id, as_chat(typed), now())
    except EntryWrong as wrong:
        db().rollback()
        return _form(_mine(follow_up_id), typed, "", refused(wrong)), 422
    db().commit()
    return _kept(about)


def _mine(follow_up_id: int) -> Chat:
    return chat(db(), follow_up_id, me(), books(db(), language()), now()) or abort(404)


def _form(about: Chat, typed: Typed, typed_at: str, wrong: str) -> str:
    page = "desk/_chat.html" if "HX-Request" in request.headers else "desk/chat.html"
    shown = pages.form_of(about.today) | {"chat": about, "typed": typed, "typed_at": typed_at, "wrong": wrong}
    return render_template(page, dispositions=OF_A_CHAT, **shown)


def _kept(about: Chat) -> Response:
    """Back to the lists, with a word that it is kept; the draft may go."""
    said = gettext("The chat with %(who)s is logged.", who=about.topic.who.address)
    if "HX-Request" not in request.headers:
        flash(said)
        return redirect(url_for("desk.page"))
    answer = make_response(render_template("desk/_today.html", said=said, **pages.lists()))
    answer.headers["HX-Trigger"] = f'{{"logged": "chat-{about.topic.follow_up_id}"}}'
    return answer
