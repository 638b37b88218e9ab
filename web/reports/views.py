"""The reports' addresses: the page, its tables as files, and what customers said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from dialer.agents.shares import WORKS
from web.at_hand import db
from web.languages import language
from web.people import only
from web.reading.reports.opinions import KINDS, PAGE, SHEET, Opinion, opinions
from web.reading.reports.report import report
from web.reading.reports.satisfaction import TARGET
from web.reading.steps import books
from web.reports import words
from web.reports.asking import asked_for, before, names
from web.reports.saying import sheet_of_opinions
from web.reports.sheets import sheet_of
from web.sheets.taking import take_out

blueprint = Blueprint("reports", __name__, url_prefix="/console/reports")


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """One period, told apart by department, agent, playbook, branch or role."""
    read = books(db(), language())
    found = report(db(), asked_for(read), read)
    said = {"words": words, "names": names(read), "books": read, "works": WORKS, "aim": TARGET}
    return render_template("reports/page.html", report=found, asked=found.asked, zone=house_zone(db()), **said)


@blueprint.get("/<name>.<form>")
@only("supervisor")
def taken(name: str, form: str) -> Response:
    """One table of the page as a file."""
    read = books(db(), language())
    sheet = sheet_of(name, report(db(), asked_for(read), read), names(read))
    return take_out(sheet or abort(404), form)


@blueprint.get("/opinions")
@only("supervisor")
def said() -> str | Response:
    """What customers were concerned or dissatisfied about, and what they asked."""
    read = books(db(), language())
    asked, kind = asked_for(read), request.args.get("kind", "")
    if "as" in request.args:
        rows = opinions(db(), asked, kind, read, SHEET)
        return take_out(sheet_of_opinions(asked, kind, rows, names(read)), request.args["as"])
    found = opinions(db(), asked, kind, read, PAGE + 1, before())
    known = {"asked": asked, "words": words, "names": names(read), "books": read}
    return render_template("reports/opinions.html", **known, **_shown(found, kind))


def _shown(found: Sequence[Opinion], kind: str) -> dict[str, Any]:
    kinds = {"": gettext("all kinds"), **{one: words.opinion(one) for one in KINDS}}
    shown = {"found": found[:PAGE], "more": len(found) > PAGE, "later": before() is not None}
    return shown | {"kind": kind, "kinds": kinds}
