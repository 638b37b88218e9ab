"""Whom a caller reaches: of the agents who are free at this instant the one who knows them best, else anybody there.

1. Who promised the call. 2. The customer's own agent. 3. The deputy of one of them. 4. Who is able: role, branch,
language, skill. 5. Of the branch and the language. 6. Of the branch.

Nobody is waited for: an own agent who talks to somebody else does not keep a caller on the line. That holds for high
tiers too, whom we ourselves call only by their own agent: whoever rings wants somebody now, and hears from the agent
who picks up that their own one calls back. Nor do our hours keep a free agent from it: they bind our calls, not theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import held
from dialer.agents.callers import able, skills
from dialer.agents.presence import free_agents

_ELSEWHERE = 6


def whom(session: Session, case: FollowUp, customer: Customer, now: datetime) -> Agent | None:
    """The free agent who takes this call; None where nobody of the branch is free. Among equals who waited longest."""
    free = free_agents(session, now, wait=True)
    if not free:
        return None
    able_ids, deputies = _able(session, case, free), _deputies(session, case, customer)

    def place(agent: Agent) -> int:
        if agent.login in (case.owner, customer.owner):
            return 0 if agent.login == case.owner else 1
        if agent.login in deputies:
            return 2
        if agent.branches and customer.branch not in agent.branches:
            return _ELSEWHERE
        if agent.id in able_ids:
            return 3
        return 4 if not agent.languages or customer.language in agent.languages else 5

    first = min(free, key=place)
    return first if place(first) < _ELSEWHERE else None


def _able(session: Session, case: FollowUp, free: Sequence[Agent]) -> set[int]:
    """Those who know how to call about this."""
    asked = (
        select(Agent.id)
        .select_from(FollowUp)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(Agent, Agent.id.in_([agent.id for agent in free]))
        .where(FollowUp.id == case.id, able(Agent, skills(held(session))))
    )
    return set(session.scalars(asked))


def _deputies(session: Session, case: FollowUp, customer: Customer) -> set[str | None]:
    of = select(Agent.deputy).where(Agent.login.in_([case.owner, customer.owner]), Agent.deputy.is_not(None))
    return set(session.scalars(of))
