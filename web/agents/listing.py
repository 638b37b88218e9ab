"""The agents as supervisors see them: how each of them calls, who is there, and whose customers wait for whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.numbers.masking import mask
from campaigns.tiers import tiers
from web.agents.calling import Calling, calling_of, lacks
from web.reading.desks import DeskState, desks


@dataclass(frozen=True)
class Person:
    """One agent or supervisor."""

    id: int
    login: str
    name: str
    post: str
    department: str
    calling: Calling
    #: Where the own telephone rings, and the others, masked.
    phone: str
    other_phones: tuple[str, ...]
    state: DeskState
    #: Name of who stands in; empty for nobody.
    deputy: str
    #: What of this person's calls the deputy cannot make.
    lacks: Calling
    #: Tier -> customers whose own agent this is; "" for those of none.
    own: Mapping[str, int]
    #: Those of them who are called by nobody but their own agent or his deputy.
    high: Mapping[str, int]

    @property
    def away(self) -> bool:
        """Calls nobody now, and is not about to."""
        return self.state in (DeskState.OFFLINE, DeskState.BREAK)

    @property
    def alone(self) -> bool:
        """Customers of a high tier wait for this person, and nobody could step in."""
        return bool(self.high) and (not self.deputy or bool(self.lacks.roles))


@dataclass(frozen=True)
class House:
    """Everybody, and who is not here any more."""

    people: tuple[Person, ...]
    #: Branch -> its names by language.
    branches: Mapping[str, Mapping[str, str]]
    #: Login that nobody here has -> how many customers it owns.
    gone: Mapping[str, int]

    def of(self, agent_id: int) -> Person | None:
        """One of them; None where there is none."""
        return next((person for person in self.people if person.id == agent_id), None)

    @property
    def warned(self) -> tuple[Person, ...]:
        """Whose customers may wait in vain, those who are away first."""
        some = (person for person in self.people if person.alone or person.lacks != Calling())
        return tuple(sorted(some, key=lambda person: (not person.alone, not person.away)))

    @property
    def skills(self) -> tuple[str, ...]:
        """What anybody has learnt."""
        return tuple(sorted({skill for person in self.people for skill in person.calling.skills}))

    @property
    def tiers(self) -> tuple[str, ...]:
        """Words for tiers that own customers have, or agents call."""
        said = {tier for person in self.people for tier in (*person.own, *person.calling.tiers)}
        return tuple(sorted(said - {""}))

    @property
    def departments(self) -> tuple[str, ...]:
        """What the parts of the house are called."""
        return tuple(sorted({person.department for person in self.people} - {""}))


def house(session: Session, high_tiers: Collection[str], now: datetime) -> House:
    """Everybody who may sign in, agents first, by name."""
    agents = {agent.login: agent for agent in session.scalars(select(Agent).order_by(Agent.post, Agent.name))}
    branches = {b.name: {"zh": b.name_zh, "en": b.name_en} for b in session.scalars(select(Branch))}
    states = desks(session, [agent.id for agent in agents.values()], now)
    owned = _owned(session)

    def person(agent: Agent) -> Person:
        deputy, calling, own = agents.get(agent.deputy or ""), calling_of(agent), owned.get(agent.login, {})
        return Person(
            id=agent.id,
            login=agent.login,
            name=agent.name,
            post=agent.post,
            department=agent.department,
            calling=calling,
            phone=mask(agent.phone),
            other_phones=tuple(map(mask, agent.other_phones)),
            state=states[agent.id].state,
            deputy=deputy.name if deputy else "",
            lacks=lacks(calling_of(deputy), calling, branches) if deputy else Calling(),
            own=own,
            high={tier: count for tier, count in own.items() if tier in high_tiers},
        )

    gone = {login: sum(own.values()) for login, own in owned.items() if login not in agents}
    return House(tuple(map(person, agents.values())), branches, gone)


def _owned(session: Session) -> dict[str, dict[str, int]]:
    """Login -> tier -> customers who have this own agent, the highest tier first."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    counted = select(Customer.owner, Customer.tier, func.count()).where(Customer.owner.is_not(None))
    for owner, tier, count in session.execute(counted.group_by(Customer.owner, Customer.tier)):
        if owner:
            found[owner][tier] += count
    order = {tier: n for n, tier in enumerate(tiers())}
    return {owner: dict(sorted(own.items(), key=lambda row: -order.get(row[0], -1))) for owner, own in found.items()}
