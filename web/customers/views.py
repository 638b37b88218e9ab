"""The addresses: the search by name, number or id, and one customer's year."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaigns.complaints import open_complaints
from campaigns.fraud_reports import fraud_reports_of
from web.at_hand import db, now
from web.customers.owning import owned
from web.customers.unmasking import REASONS, numbers_of
from web.languages import language
from web.people import me, only
from web.reading.came_in import A_YEAR, rang_us
from web.reading.chats import chats_about
from web.reading.customers import known, left_in_peace
from web.reading.recordings import of_customer
from web.reading.search import SHOWN
from web.reading.search import search as found_by
from web.reading.steps import books
from web.reading.year import year as year_of

#: Reports of fraud on a customer's page.
FRAUDS_SHOWN = 5

blueprint = Blueprint("customers", __name__, url_prefix="/customers")


@blueprint.get("")
@only("agent", "supervisor")
def search() -> str | Response:
    """Who is it? The only one who is found is shown at once."""
    asked = request.args.get("q", "").strip()
    found, more = found_by(db(), asked, me(), language(), now()) if asked else ([], False)
    if len(found) == 1:
        return redirect(url_for("customers.year", customer_id=found[0].who.id))
    return render_template("customers/search.html", asked=asked, found=found, more=more, shown=SHOWN)


@blueprint.get("/<int:customer_id>")
@only("agent", "supervisor")
def year(customer_id: int) -> str:
    """The coming year and the last one."""
    who = known(db(), customer_id, me(), language(), now()) or abort(404)
    read = books(db(), language())
    course = year_of(db(), who.id, who.zone, read, now())
    complaint = ("complaint_open",) if open_complaints(db(), who.id, now()) else ()
    peace = (*left_in_peace(db(), who.id, now()), *complaint)
    rang = rang_us(db(), who.id, read, now() - A_YEAR, now())
    return render_template(
        "customers/year.html",
        who=who,
        year=course,
        peace=peace,
        rang=rang,
        frauds=fraud_reports_of(db(), who.id, FRAUDS_SHOWN),
        recordings=of_customer(db(), who.id),
        chats=chats_about(db(), who.id, me(), now()),
        numbers=numbers_of(who.id),
        owned=owned(who.id),
        unmasking_reasons=REASONS,
    )
