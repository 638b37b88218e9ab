"""Reports of fraud: who posed as us, as customers have told it, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.fraud_reports import FraudReport, recent_fraud_reports
from campaigns.house_clock import house_zone
from runtime.zones import local_date
from web.at_hand import db, now
from web.lists.asking import asked_form
from web.people import only
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("fraud", __name__, url_prefix="/fraud")

#: So far back a report is listed; rows of the page, and of a file.
BACK = timedelta(days=90)
SHOWN, MOST = 200, 5000


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """One row for each."""
    if asked_form():
        return take_out(_sheet(recent_fraud_reports(db(), now() - BACK, MOST)), asked_form())
    found = recent_fraud_reports(db(), now() - BACK, SHOWN)
    return render_template("lists/fraud.html", rows=found, zone=house_zone(db()), days=BACK.days, shown=SHOWN)


def _sheet(found: Sequence[FraudReport]) -> Sheet:
    zone = house_zone(db())
    columns = [
        Column(gettext("Reported on"), "day"),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("When they were called")),
        Column(gettext("How often")),
        Column(gettext("Number that called")),
        Column(gettext("What the caller knew")),
        Column(gettext("Told to")),
    ]
    rows = [_row(one, zone) for one in found]
    return Sheet(f"fraud-reports-{local_date(now(), zone)}", gettext("Reports of fraud"), columns, rows)


def _row(one: FraudReport, zone: str) -> list[Cell]:
    told = one.told
    who: list[Cell] = [local_date(one.at, zone), one.customer, one.external_id]
    return [*who, told.when, told.how_often, told.number, told.knew, one.by]
