"""What the address asks a report for."""

from __future__ import annotations

from datetime import date

from flask import request
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.house_clock import house_zone
from runtime.zones import local_date
from web.at_hand import db, now
from web.customers.days import read_day
from web.languages import language
from web.reading.reports.asked import BY, Asked, By
from web.reading.reports.period import read_period
from web.reading.steps import Books
from web.reports.words import Names


def asked_for(books: Books) -> Asked:
    """The filters from the address; what is none of ours is the usual one."""
    by: By = next((one for one in BY if one == request.args.get("by")), "playbook")
    playbook = request.args.get("playbook", "")
    of = read_period(request.args.get("period", ""), read_day(request.args.get("on", "")), today())
    return Asked(of, by, playbook if books.playbook(playbook) else "", today())


def today() -> date:
    """The house's day."""
    return local_date(now(), house_zone(db()))


def names(books: Books) -> Names:
    """How everybody and everything is called."""
    chinese = language() == "zh"
    branches = {one.name: one.name_zh if chinese else one.name_en for one in db().scalars(select(Branch))}
    return Names(dict(db().execute(select(Agent.id, Agent.name)).all()), branches, books)


def before() -> tuple[date, int] | None:
    """Where the page of a list begins: after this day and id, written `2026-11-24.17`; None for its beginning."""
    day, _, number = request.args.get("before", "").partition(".")
    read = read_day(day)
    return (read, int(number)) if read and number.isascii() and number.isdigit() and len(number) < 19 else None
