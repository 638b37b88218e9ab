"""The second round: whom the first one did not reach is listed, chosen, and called once more."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from dialer.second_round import SecondRound, second_round
from runtime.zones import local_date
from web.at_hand import db, now
from web.languages import language
from web.lists.asking import asked_form, asked_page, playbooks
from web.people import me, only
from web.reading.lists import second_round as reading
from web.reading.lists.second_round import RESULTS, SPANS, Asked, Line
from web.reading.steps import books
from web.reasons import in_words
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("second_round", __name__, url_prefix="/second-round")
log = structlog.get_logger()

#: Rows of a file at most.
MOST = 20_000
WORDS = {
    "missed": _l("not reached again"),
    "open": _l("open"),
    "reached": _l("reached"),
    "satisfied": _l("reached, all well"),
    "done": _l("done without a talk"),
    "called_off": _l("called off"),
}


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """What waits for a second round, and below what came of the others."""
    asked, read = _asked(), books(db(), language())
    if asked_form():
        return take_out(_sheet(asked), asked_form())
    rows, more = reading.waiting(db(), asked, read, now())
    return render_template(
        "lists/second_round.html",
        **{"asked": asked, "rows": rows, "more": more, "spans": SPANS, "zone": house_zone(db())},
        **{"order": RESULTS, "words": WORDS, "playbooks": playbooks(read), "campaigns": reading.campaigns(db())},
        waiting=reading.how_many(db(), asked, now()),
        results=reading.results(db(), asked, read, now()),
        counted=reading.results_counted(db(), asked, now()),
    )


@blueprint.post("")
@only("supervisor")
def begin() -> Response:
    """Plan the second round of those that were chosen, or of all that the page shows."""
    chosen = request.form.getlist("shown" if "all" in request.form else "follow_up", int)
    done = second_round(db(), chosen, now())
    db().commit()
    log.info("second_round_planned", planned=done.planned, chosen=len(chosen), agent_id=me().id)
    for words in _said(done, bool(chosen)):
        flash(words)
    return redirect(url_for("lists.second_round.page", **_address(_asked())))


def _said(done: SecondRound, any_chosen: bool) -> list[str]:
    if not any_chosen:
        return [gettext("Choose whom to call a second time.")]
    planned = ngettext("%(num)d second round is planned.", "%(num)d second rounds are planned.", done.planned)
    return [planned, *(f"{in_words(code)}: {n}" for code, n in done.left_out.items())]


def _asked() -> Asked:
    days = request.args.get("days", SPANS[0], int)
    return Asked(
        days=days if days in SPANS else SPANS[0],
        playbook=request.args.get("playbook", ""),
        campaign=request.args.get("campaign", 0, int),
        page=asked_page(),
    )


def _address(asked: Asked) -> dict[str, Any]:
    """The same list again."""
    return {"days": asked.days, "playbook": asked.playbook or None, "campaign": asked.campaign or None}


def _sheet(asked: Asked) -> Sheet:
    read, zone = books(db(), language()), house_zone(db())
    columns = [
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Playbook")),
        Column(gettext("Why we call")),
        Column(gettext("Tries"), "number"),
        Column(gettext("Last day"), "day"),
        Column(gettext("Ended on"), "day"),
        Column(gettext("Cause")),
        Column(gettext("Result of the second round")),
    ]
    found = [*reading.every(db(), asked, read, now(), MOST), *reading.results(db(), asked, read, now())]
    rows = [_row(one, zone) for one in found]
    title = gettext("Second round")
    return Sheet(f"second-round-{local_date(now(), zone)}", title, columns, rows, _address(asked))


def _row(one: Line, zone: str) -> list[Cell]:
    ended = local_date(one.ended_at, zone) if one.ended_at else None
    who: list[Cell] = [one.customer, one.number, one.branch, one.playbook, one.why, one.tries_made, one.last_day]
    return [*who, ended, in_words(one.reason), str(WORDS[one.result]) if one.result else ""]
