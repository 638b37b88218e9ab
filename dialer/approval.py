"""Approval: a large launch waits for a second person, who sees what the first has seen, and agrees or does not.

::

    proposed ──approve, by somebody else──> running      its follow-ups are written now, of who is in the segment now
        ├──────decline, with a reason─────> declined
        └──────withdraw, by whoever───────> stopped      `dialer.peace.campaign_control.stop`
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import write_down
from campaigns.house_clock import house_zone
from campaigns.launches import Campaign
from campaigns.playbooks.editions import playbook_of
from dialer.launch import Launch, launch_of, plan, write_campaign
from runtime.zones import local_date


class Decided(Exception):
    """Somebody has decided on this launch already, or it was withdrawn."""


class OwnLaunch(Exception):
    """Whoever proposes a launch does not approve it: a second person looks at it."""


class OutOfDate(Exception):
    """What was proposed cannot be launched any more: its last day is over, or its playbook has no such step."""


def propose(session: Session, wanted: Launch, size: int, now: datetime) -> Campaign:
    """Write the launch down for a second person, once for each key; nobody is called for it. The caller commits.

    `size` is how many customers can be reached at `now`.
    """
    return write_campaign(session, wanted, "proposed", size, now)[0]


def approve(session: Session, campaign_id: int, by: Agent, no_voice: Sequence[str], now: datetime) -> int:
    """Launch what was proposed; how many follow-ups were written. The caller commits.

    Raises `Decided`, `OwnLaunch` or `OutOfDate`, and nothing has changed.
    """
    campaign = _undecided(session, campaign_id, by)
    wanted = as_proposed(session, campaign)
    if wanted is None or _over(session, wanted, now):
        raise OutOfDate
    _decide(session, campaign, by, "running", now)
    planned = plan(session, campaign, wanted, no_voice, now)
    write_down(session, by.id, "launch_decided", now, about=campaign.launch_key, decision="approved", planned=planned)
    return planned


def decline(session: Session, campaign_id: int, by: Agent, because: str, now: datetime) -> None:
    """Say no, and why; the proposer reads it. The caller commits. Raises `Decided` or `OwnLaunch`."""
    campaign = _undecided(session, campaign_id, by)
    campaign.declined_because = because
    _decide(session, campaign, by, "declined", now)
    write_down(session, by.id, "launch_decided", now, about=campaign.launch_key, decision="declined")


def as_proposed(session: Session, campaign: Campaign) -> Launch | None:
    """What is to be launched; None where the house's playbook has no such step to launch any more."""
    playbook = playbook_of(session, campaign.playbook)
    if playbook is None or all(step.id != campaign.step for step in playbook.launched):
        return None
    return launch_of(campaign, playbook)


def others_who_may(session: Session, me: Agent) -> int:
    """How many people of the house may approve what this one proposes."""
    others = select(func.count()).where(Agent.post.in_(("supervisor", "administrator")), Agent.id != me.id)
    return session.scalar(others) or 0


def _undecided(session: Session, campaign_id: int, by: Agent) -> Campaign:
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.state != "proposed":
        raise Decided
    if campaign.launched_by == by.id:
        raise OwnLaunch
    return campaign


def _decide(session: Session, campaign: Campaign, by: Agent, state: str, now: datetime) -> None:
    campaign.state, campaign.decided_by, campaign.decided_at = state, by.id, now
    session.flush()


def _over(session: Session, wanted: Launch, now: datetime) -> bool:
    """Its last day has gone by in the house; where a customer's day still lasts, that is a day too short to begin."""
    return wanted.ends_on is not None and wanted.ends_on < local_date(now, house_zone(session))
