"""Calls that came in: what they heard, and whether we have talked with them since; for supervisors."""

from __future__ import annotations

from flask import Blueprint, render_template

from campaigns.house_clock import house_zone
from web.at_hand import db, now
from web.languages import language
from web.people import only
from web.reading.came_in import SHOWN, STANDS, came_in
from web.reading.steps import books

blueprint = Blueprint("came_in", __name__, url_prefix="/console/came-in")


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """Today's calls, lost ones first, with those of the last week who still wait."""
    zone = house_zone(db())
    found = came_in(db(), zone, books(db(), language()), now())
    counted = {one: sum(row.stands == one for row in found) for one in STANDS}
    return render_template("console/came_in.html", found=found, counted=counted, shown=SHOWN, house_zone=zone)
