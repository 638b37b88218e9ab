"""Raising the red flag: what an agent heard that cannot wait becomes an event, from which a call is owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import playbook_of
from campaigns.red_flags import RED_FLAG, owed_by
from dialer.learned import write_event

#: A detail of the event: the playbook by whose chain it goes up.
_BEGAN = "began"


def raise_red_flag(session: Session, follow_up: FollowUp, outcome: Outcome, now: datetime) -> None:
    """What was raised in this talk becomes an event, once; who owes a call about it is its category. Caller commits.

    Raised once more in a call about a red flag, it goes on to who stands above in the chain in which it was raised.
    """
    if not outcome.red_flag:
        return
    began = _began(session, follow_up)
    playbook = playbook_of(session, began)
    in_the_house = session.scalars(select(func.unnest(Agent.roles)).where(Agent.post == "agent").distinct())
    agent = session.get(Agent, outcome.agent_id) if outcome.agent_id else None
    write_event(
        session,
        follow_up.customer_id,
        RED_FLAG,
        f"{RED_FLAG}/{outcome.id}",
        now,
        category=owed_by(playbook.red_flag if playbook else (), follow_up.role, set(in_the_house)),
        subject=outcome.red_flag,
        by_whom=agent.name if agent else "",
        details={"playbook": follow_up.playbook, "step": follow_up.step, "outcome": outcome.id, _BEGAN: began},
    )


def _began(session: Session, follow_up: FollowUp) -> str:
    """The playbook whose chain it is: that of the talk, or where the talk was about a red flag, that one's."""
    about = session.get(Event, follow_up.event_id) if follow_up.event_id else None
    if follow_up.playbook != RED_FLAG or about is None:
        return follow_up.playbook
    return str(about.details.get(_BEGAN, ""))
