"""Previews: of a customer of a high tier the agent sees everything first, and clicks when he is ready to call.

::

    a follow-up is due, permitted, and the agent free ──offer──> the agent reads
        ├──click──> the next tick places it before anything else
        ├──skip with a reason──> looked at again after a while
        └──time is up, the agent is gone, or it is not due any more──> as it was

Nothing of the follow-up changes while it is read. One agent reads one preview, and one customer is in one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Interval, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import Presence, Preview, at_the_telephone
from dialer.judgement.may_place import Judgement
from dialer.judgement.waiting import defer

#: Why an agent may skip a preview.
REASONS = ("talked_already", "in_the_house", "not_a_good_time", "other")
#: A skipped call is offered again after this; one that nobody clicked in time sooner.
SKIPPED, LAPSED = timedelta(minutes=30), timedelta(minutes=5)
#: A click is placed by the next tick; where no line is free, within this or not at all.
PLACED_BY = timedelta(minutes=2)

#: The agent's telephone stands in his conference: who picks up meets him.
_AT_THE_TELEPHONE = at_the_telephone(Preview.agent_id)


class PreviewGone(Exception):
    """This call is no longer offered: it was placed, skipped, or taken back."""


def offer(session: Session, follow_up: FollowUp, agent_id: int, lapses_at: datetime, now: datetime) -> bool:
    """Put the follow-up before the agent's eyes; False where somebody reads about this customer already."""
    ids = {"agent_id": agent_id, "follow_up_id": follow_up.id, "customer_id": follow_up.customer_id}
    row = ids | {"offered_at": now, "lapses_at": lapses_at}
    made = insert(Preview).values(row).on_conflict_do_nothing().returning(Preview.agent_id)
    return session.execute(made).scalar() is not None


def preview_of(session: Session, agent_id: int) -> Preview | None:
    """What this agent reads at the moment."""
    return session.get(Preview, agent_id)


def click(session: Session, agent_id: int, follow_up_id: int, now: datetime) -> None:
    """The agent wants this call now; clicked twice is clicked once. The caller commits. Raises `PreviewGone`."""
    preview = _read_by(session, agent_id, follow_up_id)
    preview.clicked_at = preview.clicked_at or now


def skip(session: Session, agent_id: int, follow_up_id: int, reason: str, now: datetime) -> None:
    """The agent does not call now, for one of `REASONS`; it is offered again later. The caller commits.

    Raises `PreviewGone`, also where it was clicked, and ValueError for a reason that is none.
    """
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is none of {', '.join(REASONS)}")
    # As everybody locks them: the follow-up before what hangs on it.
    follow_up = session.get(FollowUp, follow_up_id, with_for_update=True)
    preview = _read_by(session, agent_id, follow_up_id)
    if follow_up is None or preview.clicked_at is not None:
        raise PreviewGone
    session.delete(preview)
    if follow_up.state is FollowUpState.PLANNED:
        grounds = {"agent": session.get_one(Agent, agent_id).login}
        skipped = Judgement(False, f"skipped_{reason}", stands_on=lambda: grounds)
        defer(session, follow_up, skipped, min(now + SKIPPED, follow_up.closes_at), now)


def clicked(session: Session) -> list[tuple[Preview, FollowUp, Agent]]:
    """What agents at their telephones want to call now, who has waited longest first; locked, and still due."""
    asked = (
        select(Preview, FollowUp, Agent)
        .join(FollowUp, FollowUp.id == Preview.follow_up_id)
        .join(Agent, Agent.id == Preview.agent_id)
        .where(Preview.clicked_at.is_not(None), FollowUp.state == FollowUpState.PLANNED, _AT_THE_TELEPHONE)
        .order_by(Preview.clicked_at, Preview.agent_id)
        .with_for_update(of=[FollowUp, Preview], skip_locked=True)
    )
    return [(preview, follow_up, agent) for preview, follow_up, agent in session.execute(asked)]


def take_back(session: Session, now: datetime) -> None:
    """Previews whose time is up, whose agent has gone, or whose call is not due any more, are over."""
    there = exists().where(
        Presence.agent_id == Preview.agent_id, Presence.wants == "available", Presence.lease_until > now
    )
    # A click that found no free line for so long is not kept for ever: `greatest` passes over what is null.
    late = func.greatest(Preview.lapses_at, Preview.clicked_at + literal(PLACED_BY, Interval)) <= now
    over = or_(late, ~there, ~_AT_THE_TELEPHONE, FollowUp.state != FollowUpState.PLANNED)
    asked = select(Preview, FollowUp).join(FollowUp, FollowUp.id == Preview.follow_up_id).where(over)
    for preview, follow_up in session.execute(asked.with_for_update(of=[FollowUp, Preview], skip_locked=True)):
        session.delete(preview)
        if follow_up.state is FollowUpState.PLANNED and preview.lapses_at <= now:
            _lapsed(session, preview, follow_up, now)


def _lapsed(session: Session, preview: Preview, follow_up: FollowUp, now: datetime) -> None:
    grounds = {"agent": session.get_one(Agent, preview.agent_id).login}
    lapsed = Judgement(False, "preview_lapsed", stands_on=lambda: grounds)
    defer(session, follow_up, lapsed, min(now + LAPSED, follow_up.closes_at), now)


def _read_by(session: Session, agent_id: int, follow_up_id: int) -> Preview:
    preview = session.get(Preview, agent_id, with_for_update=True, populate_existing=True)
    if preview is None or preview.follow_up_id != follow_up_id:
        raise PreviewGone
    return preview
