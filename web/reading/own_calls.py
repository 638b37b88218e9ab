"""Which follow-ups are an agent's to make, as the questions of one page ask it again and again."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.playbooks.editions import held
from dialer.agents.callers import calls_for
from runtime.once import once


def own_calls(session: Session, agent: Agent) -> ColumnElement[bool]:
    """True for a `FollowUp` of a `Customer` that this agent knows how to call about; put together once for a page."""
    return once(session, f"calls of {agent.id}", lambda: calls_for(agent, held(session)))
