"""Standing in: a customer is on the line, and the agent is not there; somebody else who is free takes the call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import held
from dialer.agents.callers import calls_for
from dialer.agents.presence import free_agents
from dialer.attempts import Attempt


def stand_in(session: Session, attempt: Attempt, now: datetime) -> Agent | None:
    """Who has the call from now on: an agent who is free and knows how to call about its lead. None where nobody is.

    Whose customer it is does not count: whoever knows the matter is better than an apology. The caller holds the call.
    """
    books = held(session)
    for agent in free_agents(session, now):
        knows = select(FollowUp.id).join(Customer, Customer.id == FollowUp.customer_id)
        asked = knows.where(FollowUp.id == attempt.follow_up_id, calls_for(agent, books))
        if session.scalar(asked) is not None and give(session, attempt, agent.id):
            return agent
    return None


def give(session: Session, attempt: Attempt, agent_id: int) -> bool:
    """From now on the call is this agent's; False, and nothing is changed, where he is in another one."""
    try:
        with session.begin_nested():
            attempt.agent_id = agent_id
            session.flush()
    except IntegrityError:
        return False
    return True
