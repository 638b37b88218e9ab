"""What was agreed with a customer, as a page: wished hours, consents by purpose, and being left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from campaigns.complaints import settle
from campaigns.consents import give
from campaigns.wishes import change_wish
from dialer.peace.complaints import log_complaint
from dialer.peace.consents import withdraw_consent
from dialer.peace.suppress import lift_one, suppress
from runtime.zones import local_date
from web.at_hand import db, now, settings
from web.customers.agreed_words import CHANNELS
from web.customers.consent_form import Given, read_given
from web.customers.peace_form import REASONS, PeaceTyped, read_peace
from web.customers.wish_form import WishTyped, as_it_is, read_wish
from web.languages import language
from web.people import me, only
from web.reading.arrangements import PURPOSES, Arrangements, Consented, arrangements
from web.reading.customers import Known, known

blueprint = Blueprint("arranging", __name__, url_prefix="/customers/<int:customer_id>/agreed")
log = structlog.get_logger()

#: A word about a complaint, or how a consent was taken back.
LONGEST = 400
_Refused = tuple[str, int]


@dataclass(frozen=True)
class _Typed:
    """What came back with something to be changed."""

    wish: WishTyped | None = None
    #: Purpose -> the form of its consent.
    given: dict[str, Given] | None = None
    peace: PeaceTyped | None = None


@blueprint.get("")
@only("agent", "supervisor")
def page(customer_id: int) -> str:
    """All that was agreed, and the forms to change it."""
    return _page(_who(customer_id))


@blueprint.post("/hours")
@only("agent", "supervisor")
def hours(customer_id: int) -> Response | _Refused:
    """The hours at which they want to hear from us."""
    who = _who(customer_id)
    typed, wish = read_wish(request.form)
    if typed.wrong:
        return _page(who, _Typed(wish=typed)), 422
    change_wish(db(), who.id, wish, now(), me().login)
    return _kept(who, "wish_changed")


@blueprint.post("/consents/<any(care, survey, marketing):purpose>/give")
@only("agent", "supervisor")
def consent(customer_id: int, purpose: str) -> Response | _Refused:
    """They agree: how and where they said it, and on which day."""
    who = _who(customer_id)
    given, at = read_given(request.form, _stands(who, purpose), who.zone, now())
    if given.wrong:
        return _page(who, _Typed(given={purpose: given})), 422
    give(db(), who.id, purpose, given.proof, f"page/{me().login}", at)
    return _kept(who, "consent_given")


@blueprint.post("/consents/<any(care, survey, marketing):purpose>/withdraw")
@only("agent", "supervisor")
def refuse(customer_id: int, purpose: str) -> Response:
    """They take it back, or never agreed: at once, and for what is planned and what rings."""
    who = _who(customer_id)
    proof = request.form.get("proof", "").strip()[:LONGEST] or gettext("Said so")
    withdraw_consent(db(), who.id, purpose, proof, f"page/{me().login}", now())
    return _kept(who, "consent_withdrawn")


@blueprint.post("/peace")
@only("agent", "supervisor")
def leave(customer_id: int) -> Response | _Refused:
    """They are left in peace."""
    who = _who(customer_id)
    typed, until = read_peace(request.form, who.zone, now())
    if typed.wrong:
        return _page(who, _Typed(peace=typed)), 422
    suppress(db(), who.id, typed.channel, typed.reason, now(), until=until, by=me().login)
    return _kept(who, "suppressed")


@blueprint.post("/peace/<int:suppression_id>/lift")
@only("agent", "supervisor")
def lift(customer_id: int, suppression_id: int) -> Response:
    """They want to hear from us again. That somebody has not died after all is a supervisor's to find."""
    who = _who(customer_id)
    held = {one.id: one for one in _arranged(who).peace}
    if suppression_id not in held:
        return redirect(url_for("arranging.page", customer_id=who.id))
    if not may_lift(held[suppression_id].reason, me()):
        abort(403)
    lift_one(db(), who.id, suppression_id, now(), me().login)
    return _kept(who, "suppression_lifted")


@blueprint.post("/complaint")
@only("agent", "supervisor")
def complaint(customer_id: int) -> Response:
    """They complain: they are called about that today, and about nothing else until it is settled."""
    who = _who(customer_id)
    log_complaint(db(), who.id, request.form.get("about", "").strip()[:LONGEST], me().login, now())
    return _kept(who, "complaint_logged")


@blueprint.post("/complaint/settled")
@only("agent", "supervisor")
def settled(customer_id: int) -> Response:
    """Their complaints are settled; what waited goes on."""
    who = _who(customer_id)
    if _arranged(who).complaints:
        settle(db(), who.id, me().login, now())
    return _kept(who, "complaint_settled")


def may_lift(reason: str, who: Agent) -> bool:
    """Whether this person may lift a suppression for this reason."""
    return reason != "deceased" or who.supervises


def _who(customer_id: int) -> Known:
    return known(db(), customer_id, me(), language(), now()) or abort(404)


def _arranged(who: Known) -> Arrangements:
    return arrangements(db(), who.id, now())


def _stands(who: Known, purpose: str) -> Consented:
    return next(one for one in _arranged(who).consents if one.purpose == purpose)


def _page(who: Known, typed: _Typed | None = None) -> str:
    arranged, typed = _arranged(who), typed or _Typed()
    shown: dict[str, Any] = {"who": who, "arranged": arranged, "wish": typed.wish or as_it_is(arranged.wish)}
    shown |= {"given": typed.given or {}, "leaving": typed.peace, "channels": CHANNELS, "reasons": REASONS}
    shown |= {"today": local_date(now(), who.zone), "purposes": PURPOSES, "may_lift": may_lift}
    shown["records"] = settings().record_calls
    return render_template("customers/agreed.html", **shown)


def _kept(who: Known, what: str) -> Response:
    db().commit()
    log.info(what, customer_id=who.id, agent_id=me().id)
    flash(gettext("Kept; it holds from now on."))
    return redirect(url_for("arranging.page", customer_id=who.id))
