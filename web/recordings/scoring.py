"""Quality: recordings drawn by lot each month, listened to, and judged line by line; for supervisors."""

from __future__ import annotations

from datetime import date

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from campaigns.house_clock import house_zone
from dialer.recordings.scores import CRITERIA, EACH, MOST_POINTS, SHORTEST, ScoreWrong, draw, judge
from runtime.zones import local_date
from web.at_hand import db, now
from web.customers.days import read_day
from web.people import me, only
from web.reading.reports.period import period
from web.reading.reports.quality import drawn, next_unjudged, one_drawn
from web.recordings.etiquette import criterion as criterion_words
from web.recordings.etiquette import wrong_words

blueprint = Blueprint("scoring", __name__, url_prefix="/console/quality")
log = structlog.get_logger()


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """The month's draw, by agent."""
    of = period("month", _month())
    months = {"of": of, "this": _today().replace(day=1), "each": EACH, "shortest": SHORTEST}
    return render_template("recordings/quality.html", found=drawn(db(), of.first), me_id=me().id, **months)


@blueprint.post("")
@only("supervisor")
def lots() -> Response:
    """Draw what is missing of the month."""
    month = _month()
    added = draw(db(), month, house_zone(db()), now())
    db().commit()
    log.info("recordings_drawn", month=month.isoformat(), count=added, agent_id=me().id)
    flash(ngettext("%(num)d recording was drawn.", "%(num)d recordings were drawn.", added))
    return redirect(url_for("scoring.page", on=month))


@blueprint.get("/<int:recording_id>")
@only("supervisor")
def card(recording_id: int) -> str:
    """The recording beside its score card."""
    return _card(recording_id)


@blueprint.post("/<int:recording_id>")
@only("supervisor")
def keep(recording_id: int) -> Response | tuple[str, int]:
    """Keep the score and go on to the next one of the month."""
    points = {one: request.form.get(one, -1, int) for one in CRITERIA}
    try:
        score = judge(db(), recording_id, me().id, points, request.form.get("remark", "").strip()[:2000], now())
    except ScoreWrong as wrong:
        db().rollback()
        return _card(recording_id, wrong_words(wrong)), 422
    db().commit()
    log.info("recording_judged", recording_id=recording_id, agent_id=me().id)
    flash(gettext("Kept: %(n)d of 100.", n=score.total))
    following = next_unjudged(db(), score.month, me().id)
    if following is None:
        return redirect(url_for("scoring.page", on=score.month))
    return redirect(url_for("scoring.card", recording_id=following))


def _card(recording_id: int, wrong: str = "") -> str:
    found = one_drawn(db(), recording_id) or abort(404)
    typed = request.form if wrong else {**found.score.points, "remark": found.score.remark}
    criteria = {one: criterion_words(one) for one in CRITERIA}
    known = {"found": found, "criteria": criteria, "most": MOST_POINTS, "own": found.score.agent_id == me().id}
    return render_template("recordings/score.html", typed=typed, wrong=wrong, **known)


def _month() -> date:
    return (read_day(request.values.get("on", "")) or _today()).replace(day=1)


def _today() -> date:
    return local_date(now(), house_zone(db()))
