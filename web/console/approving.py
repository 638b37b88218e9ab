"""The second person: looks at a launch that somebody else proposed, agrees, or declines with a reason."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from campaigns.launches import Campaign
from dialer.approval import Decided, OutOfDate, OwnLaunch, approve, as_proposed, decline
from dialer.peace.campaign_control import CampaignOver, stop
from web.at_hand import db, now
from web.console.launch_form import Wanted, wanted_of
from web.console.reviewing import no_voice, review_of, reviewed
from web.people import me, only

blueprint = Blueprint("approving", __name__, url_prefix="/console/launch/proposals/<int:campaign_id>")
log = structlog.get_logger()
LONGEST_REASON = 300


@blueprint.get("")
@only("supervisor")
def look(campaign_id: int) -> str | Response:
    """The same review that the proposer saw, with the counts of this moment."""
    campaign = _found(campaign_id)
    if campaign.state != "proposed":
        return _decided(campaign)
    return review_of(_wanted(campaign), campaign, counting="counted" in request.args)


@blueprint.post("/reviewed")
@only("supervisor")
def counted(campaign_id: int) -> str:
    """The counts of this moment, and the hand on it."""
    campaign = _found(campaign_id)
    return reviewed(_wanted(campaign), campaign)


@blueprint.post("/approve")
@only("supervisor")
def agree(campaign_id: int) -> Response:
    """Launch it, once."""
    campaign = _found(campaign_id)
    try:
        planned = approve(db(), campaign_id, me(), no_voice(), now())
    except Decided:
        return _decided(campaign)
    except OwnLaunch:
        abort(403)
    except OutOfDate:
        flash(gettext("“%(name)s” cannot be launched any more: decline it, and launch it anew.", name=campaign.name))
        return redirect(url_for("approving.look", campaign_id=campaign_id))
    db().commit()
    log.info("campaign_approved", campaign_id=campaign_id, agent_id=me().id, planned=planned)
    flash(_launched(campaign, planned))
    return redirect(url_for("console.page"))


@blueprint.post("/decline")
@only("supervisor")
def refuse(campaign_id: int) -> Response:
    """Say no, with a reason that the proposer reads."""
    campaign, because = _found(campaign_id), request.form.get("because", "").strip()[:LONGEST_REASON]
    if not because:
        flash(gettext("Say why: whoever proposed it reads it."))
        return redirect(url_for("approving.look", campaign_id=campaign_id))
    try:
        decline(db(), campaign_id, me(), because, now())
    except Decided:
        return _decided(campaign)
    except OwnLaunch:
        abort(403)
    db().commit()
    log.info("campaign_declined", campaign_id=campaign_id, agent_id=me().id)
    flash(gettext("“%(name)s” is declined.", name=campaign.name))
    return redirect(url_for("launching.form"))


@blueprint.post("/withdraw")
@only("supervisor")
def withdraw(campaign_id: int) -> Response:
    """Take the proposal back, before anybody has decided."""
    campaign = _found(campaign_id)
    if campaign.state != "proposed":
        return _decided(campaign)
    try:
        stop(db(), campaign_id, now())
    except CampaignOver:
        return _decided(campaign)
    db().commit()
    flash(gettext("“%(name)s” is withdrawn.", name=campaign.name))
    return redirect(url_for("launching.form"))


def _found(campaign_id: int) -> Campaign:
    return db().get(Campaign, campaign_id) or abort(404)


def _wanted(campaign: Campaign) -> Wanted:
    what = as_proposed(db(), campaign)
    if what is None:
        abort(409)
    return wanted_of(what)


def _launched(campaign: Campaign, planned: int) -> str:
    then = campaign.size or 0
    return ngettext(
        "“%(name)s” is launched: %(num)d customer; there were %(then)d when it was proposed.",
        "“%(name)s” is launched: %(num)d customers; there were %(then)d when it was proposed.",
        planned,
        name=campaign.name,
        then=then,
    )


def _decided(campaign: Campaign) -> Response:
    db().rollback()
    who = db().get(Agent, campaign.decided_by) if campaign.decided_by else None
    by = who.name if who else ""
    flash(gettext("“%(name)s” is decided already. %(by)s", name=campaign.name, by=by).strip())
    return redirect(url_for("launching.form"))
