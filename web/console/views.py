"""The console's addresses: the numbers, asked for again every two seconds, and the hand on campaigns."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from campaigns.house_clock import day_began, house_zone
from campaigns.numbers.masking import mask
from dialer.abandonment import together
from dialer.peace.campaign_control import CampaignOver, pause, stop
from dialer.peace.mending import take_up
from runtime.zones import local_date
from web.at_hand import db, now, real
from web.console.abandoned import abandonment
from web.console.kept import kept
from web.console.progress import kept_progress
from web.languages import language
from web.people import me, only
from web.reading.campaigns import Running, campaign, campaigns
from web.reading.figures import figures
from web.reading.floor import floor, listening
from web.reading.hours import calls_today
from web.reading.proposals import undecided
from web.reading.standstill import standstill
from web.reading.steps import books
from web.reading.troubles import refused
from web.reading.waiting import waiting

blueprint = Blueprint("console", __name__, url_prefix="/console")

#: Real seconds without a call after which the board says why.
QUIET = 60


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """The whole console."""
    shown = _shown()
    return render_template("console/page.html", **shown, seen=_mark(shown))


@blueprint.get("/now")
@only("supervisor")
def poll() -> Response:
    """The moving part, or 204 while the page shows just that."""
    shown = _shown()
    if request.args.get("seen") == _mark(shown):
        return Response(status=204)
    return make_response(render_template("console/_moving.html", **shown, seen=_mark(shown)))


@blueprint.post("/campaigns/<int:campaign_id>/<deed>")
@only("supervisor")
def control(campaign_id: int, deed: str) -> Response:
    """Pause, resume or stop, effective at once."""
    name = _found(campaign_id).name
    try:
        flash(_do(deed, campaign_id, name))
    except CampaignOver:
        db().rollback()
        flash(gettext("“%(name)s” was stopped already.", name=name))
    db().commit()
    return redirect(url_for("console.page"))


@blueprint.get("/campaigns/<int:campaign_id>/stop")
@only("supervisor")
def ask_stop(campaign_id: int) -> str:
    """Stopping is for good, so it is asked once with the count."""
    return render_template("console/stop.html", campaign=_found(campaign_id))


def _do(deed: str, campaign_id: int, name: str) -> str:
    if deed == "pause":
        pause(db(), campaign_id, now())
        return gettext("“%(name)s” is paused.", name=name)
    if deed == "resume":
        take_up(db(), campaign_id, me().login, now())
        return gettext("“%(name)s” goes on.", name=name)
    if deed == "stop":
        count = stop(db(), campaign_id, now())
        return ngettext(
            "“%(name)s” is stopped; %(num)d call was withdrawn.",
            "“%(name)s” is stopped; %(num)d calls were withdrawn.",
            count,
            name=name,
        )
    abort(404)


def _found(campaign_id: int) -> Running:
    return campaign(db(), campaign_id, books(db(), language())) or abort(404)


def _shown() -> dict[str, Any]:
    zone, read = house_zone(db()), books(db(), language())
    counted, people = abandonment(zone), floor(db(), now())
    waits = kept("waiting", lambda: waiting(db(), now()), lambda found: sum(one.count for one in found))
    return {
        "figures": figures(db(), read, day_began(zone, now()), now()),
        "calls": kept(("calls", zone), lambda: calls_today(db(), zone, now()), lambda found: found.due + found.placed),
        "abandonment": together(counted.values(), local_date(now(), zone)),
        "floor": people,
        "listening": listening(db(), me().id),
        "own_number": mask(me().phone),
        "campaigns": campaigns(db(), read, counted, kept_progress),
        "proposals": undecided(db()),
        "refused": refused(db()),
        "waiting": waits,
        "standstill": standstill(db(), waits, people, real(QUIET), now()),
        "house_zone": zone,
    }


def _mark(shown: dict[str, Any]) -> str:
    """Changes when a number does. (The page itself changes each time, by its tokens.)"""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
