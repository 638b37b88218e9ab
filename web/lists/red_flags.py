"""Red flags that are not settled, the eldest first: what, to whom, by when, and whether anybody has talked."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from campaigns.red_flags import RedFlag, open_red_flags
from runtime.zones import local_date
from web.agents.words import role
from web.at_hand import db, now
from web.languages import language
from web.lists.asking import asked_form
from web.people import only
from web.reading.steps import books
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("red_flags", __name__, url_prefix="/red-flags")

#: Rows of the list, and of a file.
SHOWN, MOST = 200, 5000


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """One row for each."""
    if asked_form():
        return take_out(_sheet(open_red_flags(db(), now(), MOST)), asked_form())
    found = open_red_flags(db(), now(), SHOWN)
    said = books(db(), language())
    zone = house_zone(db())
    return render_template("lists/red_flags.html", rows=found, books=said, role=role, zone=zone, shown=SHOWN)


def _sheet(found: tuple[RedFlag, ...]) -> Sheet:
    zone = house_zone(db())
    columns = [
        Column(gettext("Raised on"), "day"),
        Column(gettext("Hours open"), "number"),
        Column(gettext("Late")),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("What it is")),
        Column(gettext("Raised by")),
        Column(gettext("Owed by")),
        Column(gettext("Talked with")),
        Column(gettext("Next date"), "day"),
    ]
    rows = [_row(one, zone) for one in found]
    return Sheet(f"red-flags-{local_date(now(), zone)}", gettext("Red flags"), columns, rows)


def _row(one: RedFlag, zone: str) -> list[Cell]:
    hours = int((now() - one.raised_at).total_seconds() // 3600)
    late = gettext("yes") if one.late(now()) else gettext("no")
    who: list[Cell] = [local_date(one.raised_at, zone), hours, late, one.customer.name, one.customer.external_id]
    return [*who, one.about, one.raised_by, role(one.role), one.talked_by, one.next_date]
