"""Why nothing dials: what the follow-ups whose window is open are waiting for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState


@dataclass(frozen=True)
class Waiting:
    """One reason and how many wait for it."""

    #: A reason code; `web.reasons` puts it into words.
    why: str
    count: int
    #: The first of them is looked at again then; None where time alone does not help.
    next_at: datetime | None


def waiting(session: Session, now: datetime) -> tuple[Waiting, ...]:
    """The reasons of all that is due, the most frequent first."""
    why = case(
        (Campaign.state == "paused", literal("campaign_paused")),
        (FollowUp.next_try_at > now, FollowUp.waits_for),
        (FollowUp.mode == "agent", literal("ready_agent")),
        else_=literal("ready_greeting"),
    ).label("why")
    count = func.count().label("count")
    next_at = func.min(FollowUp.next_try_at).filter(
        FollowUp.next_try_at > now, FollowUp.next_try_at < FollowUp.closes_at
    )
    rows = (
        select(why, count, next_at)
        .outerjoin(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(FollowUp.state == FollowUpState.PLANNED, FollowUp.opens_at <= now, FollowUp.closes_at > now)
        .group_by(why)
        .order_by(count.desc())
    )
    return tuple(Waiting(*row) for row in session.execute(rows))
