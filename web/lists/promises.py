"""Promises at risk: who promised whom what, who steps in, and how many minutes are left."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from runtime.zones import local_date
from web.agents.words import role
from web.at_hand import db, now, settings
from web.desk.doing import doing
from web.languages import language
from web.lists.asking import asked_form
from web.people import only
from web.reading.desks import DeskState
from web.reading.lists.promises import AtRisk, at_risk
from web.reading.steps import books
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("promises", __name__, url_prefix="/promises")


@blueprint.get("")
@only("supervisor")
def page() -> str | Response:
    """The whole page."""
    if asked_form():
        return take_out(_sheet(_found()), asked_form())
    return render_template("lists/promises.html", rows=_found(), does=does, takes_over=takes_over)


@blueprint.get("/now")
@only("supervisor")
def poll() -> str:
    """The rows alone, as they are now."""
    return render_template("lists/_promises.html", rows=_found(), does=does, takes_over=takes_over)


def _found() -> list[AtRisk]:
    return at_risk(db(), settings().high_tiers, books(db(), language()), now())


def does(one: AtRisk) -> str:
    """What the giver is doing."""
    return doing(DeskState(one.state)) if one.state else gettext("not in the house any more")


def takes_over(one: AtRisk) -> str:
    """Who makes the call when the giver does not."""
    if one.deputy:
        return one.deputy
    return gettext("nobody else: no deputy is named") if one.high else gettext("anybody: %(role)s", role=role(one.role))


def _sheet(found: list[AtRisk]) -> Sheet:
    columns = [
        Column(gettext("Minutes left"), "number"),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Branch")),
        Column(gettext("Why we call")),
        Column(gettext("Promised by")),
        Column(gettext("Is doing")),
        Column(gettext("Taken over")),
        Column(gettext("Who steps in")),
    ]
    name = f"promises-{local_date(now(), house_zone(db()))}"
    return Sheet(name, gettext("Promises at risk"), columns, [_row(one) for one in found])


def _row(one: AtRisk) -> list[Cell]:
    taken_over = gettext("yes") if one.taken_over(now()) else gettext("no")
    who: list[Cell] = [one.minutes_left(now()), one.customer, one.number, one.branch, one.why]
    return [*who, one.owner, does(one), taken_over, takes_over(one)]
