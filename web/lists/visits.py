"""Visits that wait for a manager's signature: read, and signed one by one or a page at once."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from campaigns.visit_cards import sign
from runtime.zones import local_date
from web.at_hand import db, now
from web.desk.dispositions import visited
from web.languages import language
from web.lists.asking import asked_form, asked_page
from web.people import me, only
from web.reading.lists import visits as reading
from web.reading.lists.visits import Visited
from web.reading.steps import books
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("visits", __name__, url_prefix="/visits")
log = structlog.get_logger()

#: Rows of a file at most.
MOST = 20_000


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """The eldest first."""
    read, at = books(db(), language()), asked_page()
    if asked_form():
        return take_out(_sheet(reading.every(db(), read, MOST)), asked_form())
    rows, more = reading.unsigned(db(), read, at)
    waiting = reading.how_many(db())
    return render_template("lists/visits.html", rows=rows, more=more, page=at, waiting=waiting, came_to=visited)


@blueprint.post("")
@only("supervisor")
def signing() -> Response:
    """Sign one visit, or all that the page shows."""
    signed = sign(db(), request.form.getlist("all" if "whole" in request.form else "visit", int), me().id, now())
    db().commit()
    log.info("visits_signed", visits=signed, agent_id=me().id)
    flash(ngettext("%(num)d visit is signed.", "%(num)d visits are signed.", signed))
    return redirect(url_for("lists.visits.page"))


def _sheet(found: list[Visited]) -> Sheet:
    columns = [
        Column(gettext("Visit card")),
        Column(gettext("Day"), "day"),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Visited by")),
        Column(gettext("Last time")),
        Column(gettext("Why we visit")),
        Column(gettext("Outcome")),
        Column(gettext("Notes")),
    ]
    name = f"visits-{local_date(now(), house_zone(db()))}"
    return Sheet(name, gettext("Visits to be signed"), columns, [_row(one) for one in found])


def _row(one: Visited) -> list[Cell]:
    who: list[Cell] = [one.card, local_date(one.at, one.zone), one.customer, one.number, one.branch]
    return [*who, one.by, one.before, one.why, visited(one.disposition), one.notes]
