"""Who calls: whether the agents of the house can make the calls that its playbooks plan, and whose customers wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.playbooks.editions import Held
from campaigns.playbooks.model import Playbook, Step
from campaigns.red_flags import RED_FLAG
from campaigns.tiers import tiers
from web.agents.listing import Person, house

#: Carried out by a person of ours.
_BY_SOMEBODY = ("agent", "visit")


def nobody_calls(agents: Collection[Agent], running: Iterable[Playbook]) -> Iterator[str]:
    """Roles, and skills beside them, that running playbooks ask for and no agent has: their follow-ups go by unmade."""
    callers = [agent for agent in agents if agent.post == "agent"]
    of_role: dict[str, set[str]] = defaultdict(set)
    of_skill: dict[tuple[str, str], list[str]] = defaultdict(list)
    for playbook, step in _steps(running):
        with_role = [agent for agent in callers if step.role in agent.roles]
        if not with_role:
            of_role[step.role].add(playbook.id)
        elif step.skill and not any(step.skill in agent.skills for agent in with_role):
            of_skill[step.role, step.skill].append(f"{playbook.id}/{step.id}")
    for role, playbooks in sorted(of_role.items()):
        yield f"No agent has the role {role}: nobody will ever make its calls of {', '.join(sorted(playbooks))}."
    for (role, skill), steps in sorted(of_skill.items()):
        yield f"No {role} has the skill {skill}: nobody will ever make the calls of {', '.join(steps)}."


def uncalled_tiers(session: Session, agents: Collection[Agent], running: Iterable[Playbook]) -> Iterator[str]:
    """Roles whose agents all call certain tiers only, so that customers of another tier are called by none of them."""
    for role in sorted({step.role for _, step in _steps(running)}):
        of_role = [agent for agent in agents if agent.post == "agent" and role in agent.roles]
        if not of_role or not all(agent.tiers for agent in of_role):
            continue
        called = {tier for agent in of_role for tier in agent.tiers}
        here = [t for t in ("", *tiers()) if session.scalar(select(exists().where(Customer.tier == t)))]
        if left := [tier or "no tier" for tier in here if tier not in called]:
            yield f"No {role} calls customers of {', '.join(left)}: nobody will ever make this role's calls to them."


def unknown_roles(agents: Iterable[Agent], held: Mapping[str, Held]) -> Iterator[str]:
    """Agents with a role that stands in no playbook: it brings them no call."""
    known = {role for one in held.values() for role in _roles(one.playbook)}
    for agent in agents:
        odd = [role for role in agent.roles if role not in known]
        if odd:
            yield f"No playbook knows the role {', '.join(odd)} of {agent.login}: it brings no call."


def waiting_customers(session: Session, high_tiers: Collection[str], now: datetime) -> Iterator[str]:
    """Customers of a high tier whom nobody may call while their own agent is away, and those who have none."""
    everybody = house(session, high_tiers, now)
    for person in everybody.people:
        if person.alone:
            yield _waits(person)
    if everybody.gone:
        logins = ", ".join(sorted(everybody.gone))
        yield f"Customers have an own agent whom nobody here knows ({logins}): anybody calls them."
    no_owner = select(Customer.tier, func.count()).where(Customer.owner.is_(None), Customer.tier.in_(high_tiers))
    for tier, count in sorted(session.execute(no_owner.group_by(Customer.tier)).all()):
        yield f"{count} {tier} {_customers(count)} no own agent: anybody calls them."


def _waits(person: Person) -> str:
    own = ", ".join(f"{count} {tier}" for tier, count in person.high.items())
    why = f"{person.calling.deputy} lacks the role {', '.join(person.lacks.roles)}" if person.deputy else "no deputy"
    return f"While {person.login} is away {own} wait ({why}): huifang agents change {person.login} --deputy LOGIN."


def _customers(count: int) -> str:
    return "customer has" if count == 1 else "customers have"


def _steps(playbooks: Iterable[Playbook]) -> Iterator[tuple[Playbook, Step]]:
    # A red flag has a step for each role, and goes to one that somebody has.
    for playbook in (one for one in playbooks if one.id != RED_FLAG):
        yield from ((playbook, step) for step in playbook.steps if step.mode in _BY_SOMEBODY)


def _roles(playbook: Playbook) -> Iterator[str]:
    yield from (step.role for step in playbook.steps)
    yield from playbook.red_flag
    yield from (duty.role for duty in playbook.duties)
