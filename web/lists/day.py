"""The day sheet: everything that was due on a day, with what became of it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from web.at_hand import db, now
from web.customers.standings import standing
from web.desk.dispositions import disposition
from web.languages import language
from web.lists.asking import asked_day, asked_form, asked_page, branches, departments, playbooks
from web.people import only
from web.reading.lists.counted import PAGE
from web.reading.lists.day import MOST, Asked, Line, counts, lines
from web.reading.steps import books
from web.reasons import in_words
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("day", __name__, url_prefix="/day")


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """The counts, then one row for each follow-up; as a file all rows of the day."""
    whole = bool(asked_form()) or "whole" in request.args
    asked, zone, read = _asked(whole), house_zone(db()), books(db(), language())
    found = lines(db(), asked, zone, read, now())
    if asked_form():
        return take_out(_sheet(asked, found), asked_form())
    counted = counts(db(), asked, zone)
    filters = {"playbooks": playbooks(read), "branches": branches(), "departments": departments()}
    pages = max(1, -(-counted.planned // PAGE))
    return render_template(
        "lists/day.html", asked=asked, rows=found, counts=counted, pages=pages, most=MOST, zone=zone, **filters
    )


def _asked(whole: bool) -> Asked:
    return Asked(
        on=asked_day(),
        playbook=request.args.get("playbook", ""),
        branch=request.args.get("branch", ""),
        department=request.args.get("department", ""),
        page=0 if whole else asked_page(),
    )


def _sheet(asked: Asked, found: list[Line]) -> Sheet:
    filters = {"playbook": asked.playbook, "branch": asked.branch, "department": asked.department}
    title = gettext("Day sheet %(day)s", day=asked.on.isoformat())
    return Sheet(f"day-sheet-{asked.on}", title, _columns(), [_row(one) for one in found], filters)


def _columns() -> list[Column]:
    return [
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Playbook")),
        Column(gettext("Why we call")),
        Column(gettext("First day"), "day"),
        Column(gettext("Last day"), "day"),
        Column(gettext("Tries"), "number"),
        Column(gettext("Where it stands")),
        Column(gettext("Cause")),
        Column(gettext("Reached on"), "day"),
        Column(gettext("Outcome")),
        Column(gettext("Rating"), "number"),
        Column(gettext("Agent")),
        Column(gettext("Notes")),
        Column(gettext("Next date"), "day"),
    ]


def _row(one: Line) -> list[Cell]:
    outcome = disposition(one.disposition) if one.disposition else ""
    window: list[Cell] = [one.first_day, one.last_day, one.tries_made]
    stands: list[Cell] = [standing(one.standing), in_words(one.reason) if one.reason else ""]
    said: list[Cell] = [one.reached_on, outcome, one.rating, one.agent, one.notes, one.next_date]
    return [one.customer, one.number, one.branch, one.playbook, one.why, *window, *stands, *said]
