"""The visit card of one customer, on one sheet of paper; opened here where a visit is planned and none was made yet."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.customers import Customer
from campaigns.visit_cards import open_card
from web.at_hand import db, now
from web.desk.dispositions import visited
from web.languages import language
from web.people import me, only
from web.reading.customers import Known, known, left_in_peace
from web.reading.lists.card import card
from web.reading.steps import books

blueprint = Blueprint("card", __name__, url_prefix="/customers/<int:customer_id>/card")


@blueprint.get("")
@only("agent", "supervisor")
def page(customer_id: int) -> str:
    """Who, where, and visit by visit."""
    who = _who(customer_id)
    found = card(db(), customer_id, books(db(), language()))
    peace = left_in_peace(db(), customer_id, now())
    return render_template("lists/card.html", who=who, card=found, peace=peace, came_to=visited)


@blueprint.post("")
@only("agent", "supervisor")
def begin(customer_id: int) -> Response:
    """Open the card with the next number of the district, once."""
    _who(customer_id)
    customer = db().get_one(Customer, customer_id, with_for_update={"key_share": True})
    if open_card(db(), customer, now()) is None:
        flash(gettext("All 999 numbers of this district are taken."))
    db().commit()
    return redirect(url_for("card.page", customer_id=customer_id))


def _who(customer_id: int) -> Known:
    return known(db(), customer_id, me(), language(), now()) or abort(404)
