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

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Interval,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import Held
from runtime.database import UtcDateTime

Books = Mapping[str, Held]
#: Skills that steps ask for, as their playbooks say today: (playbook, step, skill).
Skills = tuple[tuple[str, str, str], ...]
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


def skills(books: Books) -> Skills:
    """What the steps of these playbooks ask for, in one order."""
    return tuple(sorted((b.playbook.id, s.id, s.skill) for b in books.values() for s in b.playbook.steps if s.skill))


def able(agent: Caller, asked: Skills) -> ColumnElement[bool]:
    """True for a `FollowUp` of a `Customer` that this agent is to call about: role, branch, tier, language, skill."""
    skill = _skill(asked)
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
    return _somebody(caller, caller.id == agent.id, able(caller, skills(books)))


def callers(
    asked: Skills, hand_over: timedelta, high_tiers: Collection[str]
) -> tuple[ColumnElement[bool], ColumnElement[Sequence[int]]]:
    """Whether one of `:callers`, agents by their ids, may make the call at the instant `:now`, and who of them may."""
    caller = aliased(Agent)
    these = caller.id == any_(bindparam("callers", type_=ARRAY(BigInteger)))
    may = and_(these, able(caller, asked), _turn(caller, asked, hand_over, high_tiers))
    ids_of = select(caller.id).where(may).correlate(FollowUp, Customer).scalar_subquery()
    return _somebody(caller, may), type_coerce(func.array(ids_of), ARRAY(BigInteger))


def high(tiers: Collection[str]) -> ColumnElement[bool]:
    """True for a `Customer` of one of these tiers."""
    return Customer.tier.in_(tiers)


def _turn(caller: Caller, asked: Skills, hand_over: timedelta, high_tiers: Collection[str]) -> ColumnElement[bool]:
    own, chief = aliased(Agent), aliased(Agent)
    expected = _expected()
    now: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
    long_ago, soon = now - literal(hand_over, Interval), now + literal(LAST_CHANCE, Interval)
    waited = and_(FollowUp.take_over_at.is_(None), FollowUp.next_try_at <= long_ago)
    closes_soon = and_(FollowUp.take_over_at.is_(None), FollowUp.closes_at <= soon)
    handed_over = or_(FollowUp.take_over_at <= now, waited, closes_soon)
    deputy = _somebody(chief, chief.login.in_([FollowUp.owner, Customer.owner]), chief.deputy == caller.login)
    stands_in = or_(caller.login == Customer.owner, deputy)
    return or_(
        caller.login == expected,
        ~_somebody(own, own.login == expected, able(own, asked)),
        and_(handed_over, or_(stands_in, ~high(high_tiers))),
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
        .join(own, and_(own.login == _expected(), able(own, skills(books))))
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


def _skill(asked: Skills) -> ColumnElement[str] | None:
    """The skill that a follow-up's step asks for; None where no step asks for any."""
    if not asked:
        return None
    whens = [(and_(FollowUp.playbook == p, FollowUp.step == s), skill) for p, s, skill in asked]
    return case(*whens, else_=None)
