"""Missed windows: what was promised and not done in time, with the cause, for supervisors."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from runtime.zones import local_date
from web.at_hand import db, now
from web.languages import language
from web.people import only
from web.reading.missed import MOST, SPANS, Asked, Line, missed_windows
from web.reading.steps import Books, books
from web.reasons import in_words
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("missing", __name__, url_prefix="/console/missed")


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """The causes with their counts, then the rows; as a file all rows."""
    asked, read = _asked(), books(db(), language())
    if form := request.args.get("as", ""):
        return take_out(_sheet(asked, read), form)
    found = missed_windows(db(), asked, read, now())
    return render_template("console/missed.html", asked=asked, found=found, spans=SPANS, most=MOST, books=read)


def _asked() -> Asked:
    """The filters from the address; what is no span of ours is the usual one."""
    days = request.args.get("days", SPANS[0], int)
    return Asked(
        days=days if days in SPANS else SPANS[0],
        playbook=request.args.get("playbook", ""),
        cause=request.args.get("cause", ""),
        page=max(1, request.args.get("page", 1, int)),
    )


def _sheet(asked: Asked, read: Books) -> Sheet:
    found = missed_windows(db(), replace(asked, page=0), read, now()).rows
    columns = [
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Playbook")),
        Column(gettext("Why we call")),
        Column(gettext("First day"), "day"),
        Column(gettext("Last day"), "day"),
        Column(gettext("Cause")),
        Column(gettext("Tries"), "number"),
        Column(gettext("May still be done")),
        Column(gettext("Promised by")),
    ]
    filters = {"days": asked.days, "playbook": asked.playbook, "cause": asked.cause}
    name = f"missed-windows-{local_date(now(), house_zone(db()))}"
    return Sheet(name, gettext("Missed windows"), columns, [_row(one) for one in found], filters)


def _row(one: Line) -> list[Cell]:
    who: list[Cell] = [one.customer, one.number, one.branch, one.playbook, one.why, one.first_day, one.last_day]
    return [*who, in_words(one.cause), one.tries_made, gettext("yes") if one.open else gettext("no"), one.promised_by]
