"""What there is to filter by: branches, tiers, agents with customers of their own, kinds of events.

Each list is read by leaps through an index, from one value to the next, however many customers there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch

#: Kinds that an import invents without end are not all shown.
_MOST = 300
#: By ix_customer_branch_tier.
_TIERS = text("""
    with recursive one as (
        (select branch, tier from customer order by branch, tier limit 1)
        union all
        select next.* from one, lateral (
            select branch, tier from customer c
            where (c.branch, c.tier) > (one.branch, one.tier) order by branch, tier limit 1) next)
    select distinct tier from one where tier <> '' order by tier
""")
#: By ix_event_kind_category_occurred_on.
_KINDS = text("""
    with recursive one as (
        (select kind, category from event order by kind, category limit 1)
        union all
        select next.* from one, lateral (
            select kind, category from event e
            where (e.kind, e.category) > (one.kind, one.category) order by kind, category limit 1) next)
    select kind, category from one limit :most
""")
#: By ix_customer_owner_tier.
_OWNERS = text("""
    with recursive one as (
        (select owner from customer where owner is not null order by owner limit 1)
        union all
        select (select owner from customer c where c.owner > one.owner order by owner limit 1)
        from one where one.owner is not null)
    select owner from one where owner is not null limit :most
""")


@dataclass(frozen=True)
class Choices:
    """What a form offers."""

    branches: tuple[str, ...]
    tiers: tuple[str, ...]
    #: Login -> name, by name, of who has customers of their own.
    owners: dict[str, str]
    #: Kind of event -> its categories.
    kinds: dict[str, tuple[str, ...]]


def choices(session: Session) -> Choices:
    """What there is to choose from, as the customers and events are."""
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, category in session.execute(_KINDS, {"most": _MOST}):
        kinds[kind] = kinds.get(kind, ()) + ((category,) if category else ())
    return Choices(
        tuple(session.scalars(select(Branch.name).order_by(Branch.name))),
        tuple(session.scalars(_TIERS)),
        _owners(session),
        kinds,
    )


def _owners(session: Session) -> dict[str, str]:
    logins = list(session.scalars(_OWNERS, {"most": _MOST}))
    names: dict[str, str] = dict(session.execute(select(Agent.login, Agent.name)).all())
    return dict(sorted(((login, names.get(login, login)) for login in logins), key=lambda one: one[1]))
