"""Missed windows: what was promised and not done in time, with the cause, for supervisors."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web.at_hand import db, now
from web.languages import language
from web.people import only
from web.reading.missed import MOST, SPANS, Asked, missed_windows
from web.reading.steps import books

blueprint = Blueprint("missing", __name__, url_prefix="/console/missed")


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """The causes with their counts, then the rows."""
    asked, read = _asked(), books(db(), language())
    found = missed_windows(db(), asked, read, now())
    return render_template("console/missed.html", asked=asked, found=found, spans=SPANS, most=MOST, books=read)


def _asked() -> Asked:
    """The filters from the address; what is no span of ours is the usual one."""
    days = request.args.get("days", SPANS[0], int)
    return Asked(
        days=days if days in SPANS else SPANS[0],
        playbook=request.args.get("playbook", ""),
        cause=request.args.get("cause", ""),
        page=request.args.get("page", 1, int),
    )
