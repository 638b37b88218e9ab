"""A test call, or a test text, to the supervisor's own telephone, and how far it is."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from sqlalchemy import select

from campaigns.address import day
from campaigns.branches import Branch
from campaigns.customers import Customer
from dialer.hours.judge import Code
from dialer.rehearsals import Rehearsal
from dialer.rehearsing.wishing import A_DAY, Enough, NoTexts, NotTheirs, OneAtATime, latest, wish
from dialer.rehearsing.wishing import Wanted as Rehearsed
from dialer.texting.wording import worded
from runtime.zones import local_date
from web.at_hand import db, now
from web.console.launch_form import Wanted, read_wanted
from web.desk.own_telephones import named, own_telephones
from web.people import me, only
from web.reasons import in_words

blueprint = Blueprint("rehearsing", __name__, url_prefix="/console/launch/rehearsal")
blueprint.add_app_template_global(own_telephones)
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def state() -> str:
    """How far the youngest one is."""
    return _shown()


@blueprint.post("")
@only("supervisor")
def wished() -> str | tuple[str, int]:
    """Ring me, or text me, with these words; a tick hands the wish to a worker."""
    wanted, language = read_wanted(request.form), request.form.get("in", "")
    if not wanted.message.get(language):
        abort(400)
    wrong = wanted.wrong.get(f"message-{language}", "") or _wish(wanted, language)
    return (_shown(wrong), 422) if wrong else _shown()


def _wish(wanted: Wanted, language: str) -> str:
    """What stands against it; empty where it is written down."""
    branch, chosen = _house(wanted), request.form.get("phone", "")
    phone = (named(chosen) or "") if chosen else me().phone
    line = wanted.lines[0] if wanted.lines else branch.line
    # The supervisor hears the own name: no customer's is needed for it, and none is kept.
    myself = Customer(name=me().name, surname="", title="", language=language)
    on = day(local_date(now(), branch.zone), language)
    words = worded(wanted.message[language], myself, branch, from_line=line, date=on)
    channel = "text" if wanted.step.mode == "text" else "call"
    try:
        made = wish(db(), me(), Rehearsed(phone, line, words, language, channel), now())
    except NotTheirs:
        return gettext("Only your own telephone is rung.")
    except NoTexts:
        return gettext("This telephone takes no texts: choose one with a number.")
    except Enough:
        return gettext("That were %(n)d in 24 hours; try again tomorrow.", n=A_DAY)
    except OneAtATime:
        return gettext("One of yours is still under way.")
    db().commit()
    log.info("rehearsal_wished", rehearsal_id=made, agent_id=me().id)
    return ""


def _house(wanted: Wanted) -> Branch:
    """The house that would call: the first of the chosen ones."""
    first = select(Branch).order_by(Branch.name).limit(1)
    mine = first.where(Branch.name.in_(wanted.segment.branches)) if wanted.segment.branches else first
    return db().scalars(mine).one_or_none() or abort(404)


def _shown(refused: str = "") -> str:
    one = latest(db(), me().id)
    over = one is None or one.state in ("ended", "refused")
    page = "console/_rehearsing.html" if "HX-Request" in request.headers else "console/rehearsal.html"
    return render_template(page, one=one, over=over, said=_said(one) if one else "", refused=refused)


def _said(one: Rehearsal) -> str:
    if one.state in ("ended", "refused"):
        return _how_it_ended(one)
    if one.state == "wanted":
        return gettext("A worker is being fetched …")
    if one.channel == "text":
        return gettext("The text is on its way …")
    return gettext("You have picked up; listen.") if one.state == "answered" else gettext("Your telephone rings …")


def _how_it_ended(one: Rehearsal) -> str:
    if one.state == "refused":
        why = gettext("these are not the permitted hours where your telephone is")
        return gettext("Not done: %(why)s.", why=why if one.reason in set(Code) else in_words(one.reason))
    if one.reason == "talked":
        return gettext("Over: you have heard it as customers will.")
    if one.reason in ("sent", "delivered"):
        return gettext("The text went out.")
    return gettext("Over: %(why)s.", why=in_words(one.reason))
