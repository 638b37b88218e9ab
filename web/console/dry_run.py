"""The dry run beside a review: counted after the page is there, with the forecast; and the pages of who is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dialer.forecasting.crowds import Asked, Crowd, crowds
from web.at_hand import db, now, real, settings
from web.console.forecast_words import said
from web.console.launch_form import Wanted, read_wanted
from web.console.reviewing import no_voice
from web.people import me, only
from web.reading.bounded import TookTooLong, bounded
from web.reading.dry_run import PAGE, Row, counted, names
from web.reading.forecasts import Staff, forecasted, staffed
from web.reasons import in_words
from web.sheets.sheet import Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("dry_run", __name__, url_prefix="/console/launch")

#: Names shown behind a reason before all of them are asked for.
FIRST = 20
#: Seconds for which a count is taken as it was: whoever changes the number of agents does not count a million anew.
_KEPT_FOR = 60
_NAME, _MOST_KEPT = "huifang-dry-runs", 8
_MOST_AGENTS = 10_000
#: Of real time, for one question over the whole segment.
_MOST_SECONDS = 20.0


@dataclass(frozen=True)
class _Kept:
    at: datetime
    found: list[Crowd]


@blueprint.post("/dry-run")
@only("supervisor")
def part() -> str:
    """Who will be called, who will not and why, and when it is finished."""
    wanted = read_wanted(request.form)
    asked = _asked(wanted)
    try:
        found = _counted(asked)
    except TookTooLong:
        return render_template("console/_took_too_long.html")
    staff = _typed(request.form, staffed(db(), asked, now()))
    told = forecasted(db(), asked, found, staff, settings())
    return render_template(
        "console/_dry_run_found.html",
        counted=counted(asked, found),
        told=told,
        said=said(told) if told else None,
        query=_query(wanted),
        wanted=wanted,
    )


@blueprint.get("/left-out")
@only("supervisor")
def left_out() -> str | Response:
    """Everybody who is left out for one reason, by fifties, or as a file; the rows come after the page."""
    wanted, why = read_wanted(request.args), request.args.get("why", "")
    query = _query(wanted) | {"why": why}
    if "as" in request.args:
        return take_out(_sheet(_rows(wanted, why, 0, None), why), request.args["as"])
    after, shown = request.args.get("after", 0, int), request.args.get("part", "")
    if shown not in ("", "names", "rows"):
        abort(404)
    if not shown:
        return render_template("console/left_out.html", why=why, query=query, after=after)
    most = FIRST if shown == "names" else PAGE
    try:
        rows = _rows(wanted, why, after, most + 1)
    except TookTooLong:
        return render_template("console/_took_too_long.html")
    more = {"rows": rows[:most], "more": len(rows) > most, "query": query, "after": after}
    return render_template(f"console/_left_out_{shown}.html", **more)


def _rows(wanted: Wanted, why: str, after: int, most: int | None) -> list[Row]:
    asked = _asked(wanted)
    found = _counted(asked)
    with bounded(db(), _MOST_SECONDS):
        return names(db(), asked, found, why, after, most)


def _asked(wanted: Wanted) -> Asked:
    return Asked(wanted.launch(me().id, "dry-run"), no_voice(), now())


def _query(wanted: Wanted) -> dict[str, Any]:
    """The form as an address: who is meant and when; not the words."""
    kept = ((name, value) for name, value in wanted.typed.items(multi=True) if not name.startswith("message-"))
    return MultiDict((n, v) for n, v in kept if v and n not in ("name", "said-for")).to_dict(flat=False)


def _counted(asked: Asked) -> list[Crowd]:
    """The crowds; for a minute as they were. Raises `TookTooLong`."""
    kept: dict[str, _Kept] = current_app.extensions.setdefault(_NAME, {})
    key = repr(replace(asked.launch, name="", message={}, launched_by=0))
    held = kept.get(key)
    if held is None or abs(now() - held.at) >= real(_KEPT_FOR):
        with bounded(db(), _MOST_SECONDS):
            held = _Kept(now(), crowds(db(), asked))
        while len(kept) >= _MOST_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = held
    return held.found


def _typed(form: MultiDict[str, str], there: Staff) -> Staff:
    """What the supervisor typed of the agents; what cannot be read is as it is in the house."""
    agents = form.get("agents", "")
    begins, ends = (_clock(form.get(name, "")) for name in ("desks-from", "desks-to"))
    if agents.isascii() and agents.isdigit() and int(agents[:6]) <= _MOST_AGENTS:
        there = replace(there, agents=int(agents[:6]))
    return replace(there, begins=begins, ends=ends) if begins and ends and begins < ends else there


def _clock(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed)
    except ValueError:
        return None


def _sheet(rows: list[Row], why: str) -> Sheet:
    heads = (gettext("Customer"), gettext("Customer id"), gettext("Branch"), gettext("Tier"), gettext("Number"))
    cells = [(row.name, row.external_id, row.branch, row.tier, row.number) for row in rows]
    return Sheet(f"left-out-{why}", in_words(why), [Column(head) for head in heads], cells, {"why": why})
