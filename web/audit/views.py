"""The address of the audit log; a copy that is taken out of it stands in it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from runtime.zones import local_date, zone
from web.at_hand import db
from web.audit import words
from web.people import only
from web.reading.audit import MOST, Asked, entries, everybody
from web.sheets.sheet import Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("audit", __name__, url_prefix="/console/audit")

#: Further back is found by its days.
_PAGES = 200


@blueprint.get("")
@only("administrator")
def page() -> str | Response:
    """Who did what, the newest first."""
    asked = _asked()
    if form := request.args.get("as"):
        return take_out(_sheet(asked), form)
    found, more = entries(db(), asked)
    given = {"found": found, "more": more and asked.page < _PAGES, "people": everybody(db()), "words": words}
    return render_template("audit/page.html", asked=asked, zone=house_zone(db()), query=_query(asked), **given)


def _asked() -> Asked:
    did = request.args.get("did", "")
    return Asked(
        agent_id=request.args.get("who", type=int),
        did=did if did in words.DEEDS else "",
        customer=request.args.get("customer", "").strip()[:80],
        first=_day("first"),
        last=_day("last"),
        page=min(_PAGES, max(1, request.args.get("page", 1, int))),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _query(asked: Asked) -> dict[str, object]:
    """The filters as the address says them, without the page."""
    said = {"who": asked.agent_id, "did": asked.did, "customer": asked.customer, "first": asked.first}
    return {name: value for name, value in {**said, "last": asked.last}.items() if value}


def _sheet(asked: Asked) -> Sheet:
    here = house_zone(db())
    heads = (
        gettext("Day"),
        gettext("Time"),
        gettext("By whom"),
        gettext("Deed"),
        gettext("Concerning"),
        gettext("Details"),
    )
    columns = [Column(heads[0], "day"), *map(Column, heads[1:5]), Column(gettext("Customer")), Column(heads[5])]
    rows = [
        (
            local_date(one.at, here),
            one.at.astimezone(zone(here)).strftime("%H:%M:%S"),
            one.by,
            words.deed(one.did),
            words.about(one),
            f"#{one.customer_id}" if one.customer_id else "",
            words.details(one),
        )
        for one in entries(db(), asked, MOST)[0]
    ]
    # Whom the log was searched for is personal, and is in no log.
    said = {"person": asked.agent_id, "what": asked.did, "first": asked.first, "last": asked.last}
    filters = {name: str(value) for name, value in said.items() if value}
    return Sheet("audit-log", gettext("Audit log"), columns, rows, filters)
