"""Drafts on our side: what an agent types is kept as it is typed, and the form begins with it wherever it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.talks.drafts import TooLarge, keep, kept
from web.at_hand import db, now
from web.desk.entry_form import Typed, read_typed
from web.languages import language
from web.people import me, only
from web.reading.chats import chat
from web.reading.steps import books
from web.reading.topic import Purpose, Topic
from web.reading.visits import visit

blueprint = Blueprint("drafting", __name__, url_prefix="/desk/drafts")

#: Bytes of a request: whatever may be kept fits in, also what a browser still sends while its page goes away (64 KiB).
LARGEST = 64 * 1024
#: The field in which the browser says when it was typed, in milliseconds of its own clock.
TYPED_AT = "typed_at"


@blueprint.post("/<any(call, visit, chat):kind>/<int:number>")
@only("agent")
def save(kind: str, number: int) -> Response:
    """Keep what is typed. 410 once it is logged, or was never this agent's: there is nothing to type any more."""
    if (request.content_length or 0) > LARGEST:
        abort(413)
    fields = _fields(request.get_json(silent=True))
    if not _open(kind, number):
        abort(410)
    try:
        keep(db(), me().id, f"{kind}/{number}", fields, now())
    except TooLarge:
        abort(413)
    db().commit()
    return Response(status=204)


def begun(about: str, purpose: Purpose, companions: Sequence[Topic] = ()) -> tuple[Typed, str]:
    """What this agent has typed about it so far, and when by the browser's clock; empty where nothing is kept."""
    fields = kept(db(), me().id, about)
    return read_typed(fields, purpose, companions), fields.get(TYPED_AT, "")


def _fields(sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        abort(400)
    return sent


def _open(kind: str, number: int) -> bool:
    """It is this agent's to log, and nobody has."""
    if kind == "call":
        mine = select(Attempt.id).where(Attempt.id == number, Attempt.agent_id == me().id)
        logged = select(Outcome.id).where(Outcome.attempt_id == number)
        return db().scalar(mine.where(~logged.exists())) is not None
    going = (visit if kind == "visit" else chat)(db(), number, me(), books(db(), language()), now())
    return going is not None and going.open
