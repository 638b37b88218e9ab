"""Which of the own telephones is rung: chosen before going available, or while nobody is called."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from campaigns.numbers.telephones import TelephoneWrong
from dialer.agents.telephones import InACall, TooMany, add_telephone, choose, remove_telephone
from web.agents.calling import WRONG_PHONE
from web.at_hand import db, now
from web.desk import pages
from web.desk.own_telephones import named
from web.people import me, only

blueprint = Blueprint("telephones", __name__, url_prefix="/desk/telephones")

_BUSY = _l("You are in a call. Choose another phone when it is over.")
_FULL = _l("You keep five other phones already; remove one first.")


def choose_named(name: str) -> str:
    """This telephone is rung from now on; why not, where it cannot be. The caller commits."""
    try:
        choose(db(), me(), _named(name), now())
    except InACall:
        return str(_BUSY)
    return ""


@blueprint.post("/choose")
@only("agent")
def take() -> Response:
    """Ring this one; the one that stands is put down first."""
    said = choose_named(request.form.get("phone", ""))
    db().commit()
    return pages.done(said)


@blueprint.post("/add")
@only("agent")
def add() -> Response:
    """Another telephone for today; it is kept until it is removed."""
    typed = request.form.get("number", "")[:200]
    try:
        choose(db(), me(), add_telephone(db(), me(), typed), now())
    except TelephoneWrong as wrong:
        return _not_added(str(WRONG_PHONE[wrong.kind]), typed)
    except TooMany:
        return _not_added(str(_FULL), typed)
    except InACall:
        return _not_added(str(_BUSY), typed)
    db().commit()
    return pages.done()


@blueprint.post("/remove")
@only("agent")
def remove() -> Response:
    """Not kept any longer."""
    try:
        remove_telephone(db(), me(), _named(request.form.get("phone", "")))
    except InACall:
        db().rollback()
        return pages.done(str(_BUSY))
    db().commit()
    return pages.done(gettext("Removed."))


def _not_added(said: str, typed: str) -> Response:
    db().rollback()
    return pages.done(said, phone_typed=typed)


def _named(name: str) -> str:
    return named(name) or abort(400)
