"""Pause, resume and stop: a supervisor's hand on a campaign, or the carrier's refusal; effective at once.

One that waits for a second person is stopped too, which withdraws the proposal; it is neither paused nor resumed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, move
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.peace.suppress import stop_unanswered
from dialer.texting.texts import withdraw_text


class CampaignOver(Exception):
    """This campaign was stopped or declined; it is not taken up again. Launch a new one."""


class CampaignNotLaunched(CampaignOver):
    """This campaign waits for a second person; only that person lets it run."""


def pause(session: Session, campaign_id: int, now: datetime) -> None:
    """No further call is placed; calls under way go on, those nobody has answered are withdrawn at the carrier."""
    campaign = _running(session, campaign_id)
    campaign.state, campaign.paused_because = "paused", None
    stop_unanswered(session, FollowUp.campaign_id == campaign_id, now)


def resume(session: Session, campaign_id: int) -> None:
    """Calls go on where they were."""
    campaign = _running(session, campaign_id)
    campaign.state, campaign.paused_because = "running", None


def pause_by_itself(campaign: Campaign, why: str) -> None:
    """The carrier refuses the campaign's calls, with this code: no further one is placed. Those under way go on.

    The caller holds the campaign's lock. One that a person has paused or stopped stays as that person left it.
    """
    if campaign.state == "running":
        campaign.state, campaign.paused_because = "paused", why


def stop(session: Session, campaign_id: int, now: datetime) -> int:
    """Withdraw all that is open for good; how many follow-ups were withdrawn."""
    _open(session, campaign_id).state = "stopped"
    stop_unanswered(session, FollowUp.campaign_id == campaign_id, now)
    waiting = select(FollowUp).where(FollowUp.campaign_id == campaign_id, FollowUp.state == FollowUpState.PLANNED)
    follow_ups = session.scalars(waiting.order_by(FollowUp.id).with_for_update()).all()
    for follow_up in follow_ups:
        withdraw_text(session, follow_up.id, "campaign_stopped", now)
        move(session, follow_up, FollowUpState.WITHDRAWN, "campaign_stopped", now)
    return len(follow_ups)


def _running(session: Session, campaign_id: int) -> Campaign:
    campaign = _open(session, campaign_id)
    if campaign.state == "proposed":
        raise CampaignNotLaunched
    return campaign


def _open(session: Session, campaign_id: int) -> Campaign:
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.state in ("stopped", "declined"):
        raise CampaignOver
    return campaign
