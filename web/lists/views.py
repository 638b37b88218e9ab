"""The lists' own page: each list with its count, what it is for, and what presses there; the others hang below it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from campaigns.house_clock import house_zone
from web.at_hand import db, now, settings
from web.console.kept import kept
from web.languages import language
from web.lists import day, dissatisfied, fraud, promises, reconciliation, red_flags, second_round, visits
from web.people import only
from web.reading.lists.overview import Entry, overview
from web.reading.steps import books

blueprint = Blueprint("lists", __name__, url_prefix="/console/lists")
for room in (day, dissatisfied, fraud, promises, reconciliation, red_flags, second_round, visits):
    blueprint.register_blueprint(room.blueprint)

#: List -> its page, its name, what it is for.
WORDS: dict[str, tuple[str, LazyString, LazyString]] = {
    "day": (
        "lists.day.page",
        _l("Day sheet"),
        _l("Everything due today, with what became of it; open ones are counted."),
    ),
    "missed": (
        "missing.page",
        _l("Missed windows"),
        _l("What was not done in time in the last 7 days, with the cause."),
    ),
    "dissatisfied": (
        "lists.dissatisfied.page",
        _l("Dissatisfied"),
        _l("Each customer until the final handling and their last word; today's new ones first."),
    ),
    "second_round": (
        "lists.second_round.page",
        _l("Second round"),
        _l("Tried and not reached in the last 7 days: call them once more, then see the results."),
    ),
    "promises": ("lists.promises.page", _l("Promises"), _l("Promised calls whose giver is away or busy, or is late.")),
    "red_flags": ("lists.red_flags.page", _l("Red flags"), _l("What cannot wait, until it is settled.")),
    "visits": ("lists.visits.page", _l("Visits"), _l("Visits that wait for a manager's signature.")),
    "came_in": ("came_in.page", _l("Calls in"), _l("Who rang us, and still waits for us.")),
    "recordings": ("recordings.page", _l("Recordings"), _l("What was said, to be listened to and scored.")),
    "fraud": ("lists.fraud.page", _l("Fraud"), _l("Somebody posed as us; told by customers in the last 7 days.")),
    "reconciliation": (
        "lists.reconciliation.page",
        _l("Reconciliation"),
        _l("Their list of a day beside ours; counted are the differences of the last comparison."),
    ),
}


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """All lists at a glance."""
    zone = house_zone(db())
    found = kept("lists", lambda: overview(db(), zone, settings().high_tiers, books(db(), language()), now()), _rows)
    return render_template("lists/overview.html", entries=found, words=WORDS, zone=zone)


def _rows(entries: list[Entry]) -> int:
    return sum(one.count.n for one in entries if one.count)
