"""The addresses: a number and an instant, one customer with or without a day, and one call on one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from werkzeug.datastructures import MultiDict

from campaigns.customers import Customer
from campaigns.house_clock import house_zone
from dialer.explain import Voice, call_evidence, day_of, explain, of_customer, open_cases
from dialer.explaining.asking import Unclear, read_day
from dialer.explaining.grounds import table
from dialer.explaining.question import may_call
from dialer.hours.law import Purpose
from dialer.hours.policy import shelf
from runtime.zones import local_date
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.customers import Known, known
from web.reading.steps import books
from web.reading.waiting import those_waiting
from web.why.asking import asked, question, unclear, voice

blueprint = Blueprint("why", __name__, url_prefix="/why")

_DAY = timedelta(days=1)
#: Open follow-ups whose whole story is told; the later ones have the pages of their days.
_SHOWN = 12
_BLANK = {"ring": "60", "purpose": "care"}
_SHELVES = {"hours": tuple(shelf()), "purposes": tuple(Purpose)}


@blueprint.get("")
@only("agent", "supervisor")
def form() -> str:
    """The question; the address may bring all of it but the number."""
    return _form(MultiDict(_BLANK | request.args.to_dict()))


@blueprint.post("")
@only("agent", "supervisor")
def answer() -> str | tuple[str, int]:
    """The answer in one sentence, and what it stands on."""
    try:
        found = may_call(question(request.form), voice())
    except Unclear as wrong:
        return _form(request.form, wrong=wrong.about, says=unclear(wrong.about)), 422
    return _form(request.form, answer=found, rows=table(found.grounds, voice()))


@blueprint.get("/customer/<int:customer_id>")
@only("agent", "supervisor")
def customer(customer_id: int) -> str | tuple[str, int]:
    """Why this customer is called now or is not, with every open follow-up; or one day."""
    who = known(db(), customer_id, me(), language(), now()) or abort(404)
    try:
        on = read_day(request.args["on"]) if request.args.get("on") else None
    except Unclear as wrong:
        return _now(who, says=unclear(wrong.about)), 422
    return _day(who, on) if on else _now(who)


@blueprint.get("/call/<int:attempt_id>")
@only("agent", "supervisor")
def call(attempt_id: int) -> str:
    """The evidence of one call or text, on one printed page."""
    found = call_evidence(db(), attempt_id, voice()) or abort(404)
    who = known(db(), found.parties.customer_id, me(), language(), now()) or abort(404)
    theirs = {one.customer_id for one in found.matters if known(db(), one.customer_id, me(), language(), now())}
    rows = table(found.grounds, voice())
    return render_template("why/call.html", who=who, call=found, rows=rows, may_see=theirs, clock_of=_clock)


@blueprint.get("/waiting/<code>")
@only("supervisor")
def waiting(code: str) -> str:
    """Who waits for one of the console's reasons."""
    rows, total = those_waiting(db(), code, books(db(), language()), now())
    return render_template("why/waiting.html", code=code, rows=rows, total=total)


def _form(typed: MultiDict[str, str], **more: object) -> str:
    return render_template("why/form.html", typed=typed, voice=voice(), house_zone=house_zone(db()), **_SHELVES, **more)


def _now(who: Known, **more: object) -> str:
    still = open_cases(db(), who.id)
    found = [explain(db(), one, asked(), voice()) for one in still[:_SHOWN]]
    sentence = of_customer(db(), db().get_one(Customer, who.id), asked(), voice())
    return _page(
        who, local_date(now(), who.zone), sentence=sentence, cases=found, left_out=len(still) - len(found), **more
    )


def _day(who: Known, on: date) -> str:
    found = day_of(db(), db().get_one(Customer, who.id), on, asked(), voice())
    return _page(who, on, sentence=found.sentence, day=found)


def _page(who: Known, on: date, **more: object) -> str:
    days = {"on": on, "before": on - _DAY, "after": on + _DAY, "today": local_date(now(), who.zone)}
    return render_template("why/customer.html", who=who, clock_of=_clock, **days, **more)


def _clock(zone: str) -> Voice:
    """Tells instants on the clock of this zone."""
    return replace(voice(), zone=zone)
