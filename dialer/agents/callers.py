"""Callers: which agents may make a call, and whose turn it is. One definition in SQL, for the claim and for lists.

The customer's own agent goes first: who promised the call, else who owns the customer. An own agent who is busy or
away hands over after a while; of a customer of a high tier to nobody but his named deputy. An own agent who could not
make this call at all (another role, branch or tier, gone from the house) keeps nobody waiting.
Source: the manuals, section 3 (the same customer by the same person; high tiers by their own consultant).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import Held

Books = Mapping[str, Held]
Caller = type[Agent] | AliasedClass[Agent]

#: So long before its window closes a call waits for no own agent any more: most windows close at midnight.
LAST_CHANCE = timedelta(hours=6)


class Turns(Protocol):
    """The house's rules of who waits for whom."""

    @property
    def hand_over(self) -> timedelta:
        """An own agent who is away, or busy, hands over when a call has been due for so long."""

    @property
    def high_tiers(self) -> Collection[str]:
        """Customers of these tiers are called by their own agent, or his deputy, and nobody else."""


@dataclass(frozen=True)
class Awaited:
    """Whom a call that is due waits for, by name."""

    agent: str
    #: Who steps in from `until` on: the named deputy; None where there is none.
    deputy: str | None
    until: datetime
    #: Nobody else takes over after that.
    high: bool


def able(agent: Caller, books: Books) -> ColumnElement[bool]:
    """True for a `FollowUp` of a `Customer` that this agent is to call about: role, branch, tier, language, skill."""
    skill = _skill(books)
    learnt = [or_(skill.is_(None), skill == func.any(agent.skills))] if skill is not None else []
    return and_(
        FollowUp.role == func.any(agent.roles),
        or_(func.cardinality(agent.branches) == 0, Customer.branch == func.any(agent.branches)),
        or_(func.cardinality(agent.tiers) == 0, Customer.tier == func.any(agent.tiers)),
        or_(func.cardinality(agent.languages) == 0, Customer.language == func.any(agent.languages)),
        *learnt,
    )


def calls_for(agent: Agent, books: Books) -> ColumnElement[bool]:
    """True for a `FollowUp` of a `Customer` that this one agent knows how to call about."""
    caller = aliased(Agent)
    return _somebody(caller, caller.id == agent.id, able(caller, books))


def callers(
    agents: Sequence[Agent], books: Books, turns: Turns, now: datetime
) -> tuple[ColumnElement[bool], ColumnElement[Sequence[int]]]:
    """Whether one of these agents may make the call at this instant, and the ids of all who may."""
    caller = aliased(Agent)
    ids = [agent.id for agent in agents]
    may = and_(caller.id.in_(ids), able(caller, books), _turn(caller, books, turns, now))
    ids_of = select(caller.id).where(may).correlate(FollowUp, Customer).scalar_subquery()
    return _somebody(caller, may), type_coerce(func.array(ids_of), ARRAY(BigInteger))


def high(tiers: Collection[str]) -> ColumnElement[bool]:
    """True for a `Customer` of one of these tiers."""
    return Customer.tier.in_(tiers)


def _turn(caller: Caller, books: Books, turns: Turns, now: datetime) -> ColumnElement[bool]:
    own, chief = aliased(Agent), aliased(Agent)
    expected = _expected()
    waited = and_(FollowUp.take_over_at.is_(None), FollowUp.next_try_at <= now - turns.hand_over)
    closes_soon = and_(FollowUp.take_over_at.is_(None), FollowUp.closes_at <= now + LAST_CHANCE)
    handed_over = or_(FollowUp.take_over_at <= now, waited, closes_soon)
    deputy = _somebody(chief, chief.login.in_([FollowUp.owner, Customer.owner]), chief.deputy == caller.login)
    stands_in = or_(caller.login == Customer.owner, deputy)
    return or_(
        caller.login == expected,
        ~_somebody(own, own.login == expected, able(own, books)),
        and_(handed_over, or_(stands_in, ~high(turns.high_tiers))),
    )


def _expected() -> ColumnElement[str]:
    """The login of whose call it is: who promised it, else who owns the customer."""
    return func.coalesce(FollowUp.owner, Customer.owner)


def awaited(session: Session, follow_up_id: int, books: Books, turns: Turns, now: datetime) -> Awaited | None:
    """Whom this follow-up waits for at this instant; None where any agent who knows how may call."""
    own, deputy = aliased(Agent), aliased(Agent)
    asked = (
        select(FollowUp, own.name, deputy.name, high(turns.high_tiers))
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(own, and_(own.login == _expected(), able(own, books)))
        .outerjoin(deputy, deputy.login == own.deputy)
        .where(FollowUp.id == follow_up_id)
    )
    found = session.execute(asked).one_or_none()
    if found is None:
        return None
    follow_up, agent, stands_in, is_high = found
    by_now = min(follow_up.next_try_at + turns.hand_over, follow_up.closes_at - LAST_CHANCE)
    until = follow_up.take_over_at or by_now
    return Awaited(agent, stands_in, until, is_high) if is_high or now < until else None


def _somebody(who: Caller, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is such an agent, for the follow-up and the customer of the statement around it."""
    return exists(select(who.id).where(*conditions).correlate_except(who))


def _skill(books: Books) -> ColumnElement[str] | None:
    """The skill that a follow-up's step asks for, as its playbook says today; None where no step asks for any."""
    asked = {(b.playbook.id, s.id): s.skill for b in books.values() for s in b.playbook.steps if s.skill}
    if not asked:
        return None
    whens = [(and_(FollowUp.playbook == p, FollowUp.step == s), skill) for (p, s), skill in asked.items()]
    return case(*whens, else_=None)
