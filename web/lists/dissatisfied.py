"""Dissatisfied customers until their final verdict: what they said, what was done, and their last word."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from campaigns.house_clock import day_began, house_zone
from campaigns.redress import VERDICTS, RedressWrong, redress
from runtime.zones import local_date
from web.at_hand import db, now
from web.languages import language
from web.lists.asking import asked_form, asked_page
from web.people import me, only
from web.reading.lists import dissatisfied as reading
from web.reading.lists.dissatisfied import Case
from web.reading.steps import books
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("dissatisfied", __name__, url_prefix="/dissatisfied")
log = structlog.get_logger()

#: Rows of a file at most.
MOST = 20_000
WORDS = {
    "": _l("not asked yet"),
    "satisfied": _l("satisfied now"),
    "accepted": _l("accepts how it was settled"),
    "dissatisfied": _l("still dissatisfied"),
}


@dataclass(frozen=True)
class Typed:
    """What was written of one case, right or wrong."""

    outcome_id: int = 0
    handling: str = ""
    verdict: str = ""


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """Today's first, the others below, and at the end those that are closed."""
    if asked_form():
        return take_out(_sheet(reading.every(db(), books(db(), language()), MOST)), asked_form())
    return _page(Typed(), "")


@blueprint.post("/<int:outcome_id>")
@only("supervisor")
def write(outcome_id: int) -> Response | tuple[str, int]:
    """Keep what was done and what the customer said of it; what says nothing comes back as it was."""
    typed = Typed(outcome_id, request.form.get("handling", "").strip(), request.form.get("verdict", ""))
    try:
        kept = redress(db(), outcome_id, typed.handling, typed.verdict, me().id, now())
    except RedressWrong:
        db().rollback()
        return _page(typed, gettext("Write down what was done, or what the customer says of it.")), 422
    db().commit()
    if kept:
        log.info("redress_written", outcome_id=outcome_id, verdict=typed.verdict, agent_id=me().id)
    flash(gettext("It is written down."))
    return redirect(url_for("lists.dissatisfied.page", _anchor=f"case-{outcome_id}"))


def _page(typed: Typed, wrong: str) -> str:
    zone, read, at = house_zone(db()), books(db(), language()), asked_page()
    began = day_began(zone, now())
    today = reading.new_today(db(), began, read) if at == 1 else []
    older, more = reading.older(db(), began, read, at)
    closed = reading.closed(db(), now(), read) if at == 1 else []
    return render_template(
        "lists/dissatisfied.html",
        **{"today": today, "older": older, "closed": closed, "more": more, "page": at, "zone": zone},
        **{"open": reading.how_many(db()), "words": WORDS, "verdicts": VERDICTS, "typed": typed, "wrong": wrong},
        ages={one.outcome_id: _age(one, zone) for one in (*today, *older, *closed)},
    )


def _age(of: Case, zone: str) -> int:
    """Days since then on the house's calendar."""
    return (local_date(now(), zone) - local_date(of.logged_at, zone)).days


def _sheet(cases: list[Case]) -> Sheet:
    columns = [
        Column(gettext("Day"), "day"),
        Column(gettext("Days since then"), "number"),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Playbook")),
        Column(gettext("What they said")),
        Column(gettext("Rated low")),
        Column(gettext("Talked with")),
        Column(gettext("What we did")),
        Column(gettext("The customer's verdict")),
    ]
    zone = house_zone(db())
    rows = [_row(one, zone) for one in cases]
    return Sheet(f"dissatisfied-{local_date(now(), zone)}", gettext("Dissatisfied"), columns, rows)


def _row(one: Case, zone: str) -> list[Cell]:
    on = local_date(one.logged_at, zone)
    low = "; ".join(f"{question} {n}" for question, n in one.low)
    done = "; ".join(step.handling for step in one.steps if step.handling)
    verdict = str(WORDS[one.steps[-1].verdict]) if one.steps else ""
    who: list[Cell] = [on, _age(one, zone), one.customer, one.number, one.branch, one.playbook]
    return [*who, one.notes, low, one.agent, done, verdict]
