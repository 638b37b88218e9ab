"""Mending: a person has changed at the carrier what was in the way, and says so; what waited for it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.customers import CustomerNumber
from campaigns.launches import Campaign
from dialer.peace.campaign_control import resume
from dialer.troubles import Trouble, wake


def mended(session: Session, trouble_id: int, by: str, now: datetime) -> list[str] | None:
    """Close this trouble for all whom it is in the way of, and take up the campaigns that were paused for it.

    The names of those campaigns; None where nobody knows the trouble, or it is closed already. `by` is a login. The
    caller commits.
    """
    one = session.get(Trouble, trouble_id)
    return None if one is None or one.mended_at is not None else _close(session, _kind(session, one), by, now)


def take_up(session: Session, campaign_id: int, by: str, now: datetime) -> None:
    """A person resumes a campaign: what it was paused for counts as mended. Raises `CampaignOver`."""
    resume(session, campaign_id)
    own = select(Trouble).where(Trouble.campaign_id == campaign_id, Trouble.mended_at.is_(None)).order_by(Trouble.id)
    for trouble in session.scalars(own).all():
        if trouble.mended_at is None:  # Not closed together with one before it.
            _close(session, _kind(session, trouble), by, now)


def _kind(session: Session, one: Trouble) -> Sequence[Trouble]:
    """The open troubles with the same cause, of whichever campaigns."""
    same = select(Trouble).where(
        Trouble.code == one.code,
        Trouble.channel == one.channel,
        Trouble.line == one.line,
        Trouble.country == one.country,
        Trouble.mended_at.is_(None),
    )
    return session.scalars(same.order_by(Trouble.id)).all()


def _close(session: Session, troubles: Sequence[Trouble], by: str, now: datetime) -> list[str]:
    # Campaigns are locked before anything that is theirs.
    ids = sorted({one.campaign_id for one in troubles if one.campaign_id is not None})
    campaigns = session.scalars(
        select(Campaign).where(Campaign.id.in_(ids)).order_by(Campaign.id).with_for_update()
    ).all()
    codes = {one.code for one in troubles}
    resumed = [one for one in campaigns if one.state == "paused" and one.paused_because in codes]
    for campaign in resumed:
        resume(session, campaign.id)
    for trouble in troubles:
        trouble.mended_at, trouble.mended_by = now, by
        if trouble.wide == "number":
            _free_numbers(session, trouble)
        wake(session, trouble.code, trouble.campaign_id, now)
    return [one.name for one in resumed]


def _free_numbers(session: Session, trouble: Trouble) -> None:
    """Numbers that the carrier kept from us may be called again."""
    kept = (CustomerNumber.dead_reason == trouble.code, CustomerNumber.country == trouble.country)
    session.execute(update(CustomerNumber).where(*kept).values(dead_reason=None))
