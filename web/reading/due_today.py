"""What is due to one agent today, in the order of the list, out of however much there is.

The index `ix_follow_up_by_day` gives each role's follow-ups in order, so no more of them is read than is counted. For
an agent of certain branches, tiers or languages `LOOKED` of them are looked through. Where that brings too few, all
that is due is read once, through `ix_follow_up_opens` and the customers whom the agent calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Row,
    Select,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.house_clock import day_began, house_zone
from campaigns.lifecycle import FollowUpState
from web.reading.own_calls import own_calls

#: How many of what is due are counted, and among how many an agent's own are looked for.
COUNTED, LOOKED = 500, 4000
#: What the list is put in order by.
_READ = (
    FollowUp.id,
    FollowUp.customer_id,
    FollowUp.owner,
    FollowUp.purpose,
    FollowUp.priority,
    FollowUp.last_day,
    FollowUp.closes_at,
    FollowUp.next_try_at,
)
#: As `ix_follow_up_by_day` has them.
_BY_DAY = (FollowUp.last_day, FollowUp.owner.is_(None), FollowUp.priority)


def first_due(session: Session, agent: Agent, shown: int, now: datetime) -> Sequence[Row[Any]]:
    """The first rows of the list, a telephone each: FollowUp, Customer, topics, last_day, telephones and due.

    `telephones` and `due` say how many telephones and follow-ups there are, of more than `COUNTED` at least so many.
    """
    narrow = bool(agent.branches or agent.languages or agent.tiers)
    ids, behind = _in_order(session, agent, LOOKED if narrow else COUNTED + 1, now)
    found = _rows(session, _own_of(session, agent, ids, now), shown, now)
    if len(found) < shown and behind:
        found = _rows(session, _all_of_them(session, agent, now), shown, now)
    return found


def _rows(session: Session, pressing: CTE, shown: int, now: datetime) -> Sequence[Row[Any]]:
    due = _by_telephone(pressing, now)
    rows = select(due, func.count().over().label("telephones")).where(due.c.place == 1)
    first = rows.order_by(*_most_pressing(due)).limit(shown).subquery("first")
    return session.execute(
        select(FollowUp, Customer, first.c.topics, first.c.last_day, first.c.telephones, first.c.due)
        .join(first, first.c.id == FollowUp.id)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .order_by(*_most_pressing(first))
    ).all()


def _most_pressing(of: CTE | Subquery) -> list[ColumnElement[Any]]:
    return [of.c.days_left, of.c.promised_at.asc().nulls_last(), of.c.priority, of.c.closes_at, of.c.id]


def _by_telephone(pressing: CTE, now: datetime) -> CTE:
    """What is due, with its place among all that is due to the same telephone: the first one gives the row its words.

    A customer's telephone is the number that is tried first; without any, the customer stands alone.
    """
    first = (
        select(CustomerNumber.e164)
        .where(CustomerNumber.customer_id == pressing.c.customer_id, CustomerNumber.dead_reason.is_(None))
        .order_by(CustomerNumber.position)
        .limit(1)
        .scalar_subquery()
    )
    telephone = func.coalesce(first, cast(pressing.c.customer_id, String)).label("telephone")
    due = select(pressing, telephone).cte("due").prefix_with("materialized")
    # What is ready comes before what waits for its next try; then who would lead the call, as `dialer.topics.rank`.
    order = (due.c.next_try_at > now, due.c.purpose != "care", due.c.priority, due.c.closes_at, due.c.id)
    same = due.c.telephone
    promised = case((due.c.owner.is_not(None), due.c.next_try_at))
    return select(
        due.c.id,
        func.row_number().over(partition_by=same, order_by=order).label("place"),
        func.count().over(partition_by=same).label("topics"),
        func.min(due.c.days_left).over(partition_by=same).label("days_left"),
        func.min(promised).over(partition_by=same).label("promised_at"),
        func.min(due.c.priority).over(partition_by=same).label("priority"),
        func.min(due.c.closes_at).over(partition_by=same).label("closes_at"),
        func.min(due.c.last_day).over(partition_by=same).label("last_day"),
        func.count().over().label("due"),
    ).cte("by_telephone")


def _in_order(session: Session, agent: Agent, looked: int, now: datetime) -> tuple[list[int], bool]:
    """The most pressing follow-ups of each of the agent's roles, so many at most; and whether more lie behind them."""
    due, behind = _due(session, agent, now), False
    found: list[int] = []
    for role in sorted(agent.roles):
        rows = select(FollowUp.id).where(FollowUp.role == role, *due).order_by(*_BY_DAY).limit(looked)
        of_role = session.scalars(rows).all()
        found += of_role
        behind |= len(of_role) == looked
    return found, behind


def _own_of(session: Session, agent: Agent, ids: Sequence[int], now: datetime) -> CTE:
    """The agent's own among these; one more than is counted, to show where there are more."""
    these = FollowUp.id == func.any(literal(list(ids), ARRAY(BigInteger)))
    rows = _with_days_left(now).where(these, own_calls(session, agent))
    return rows.order_by(*_BY_DAY).limit(COUNTED + 1).cte("pressing").prefix_with("materialized")


def _all_of_them(session: Session, agent: Agent, now: datetime) -> CTE:
    """All that is due to the agent, in no order."""
    mine = own_calls(session, agent)
    rows = _with_days_left(now).where(FollowUp.role.in_(agent.roles), *_due(session, agent, now), mine)
    return rows.cte("pressing").prefix_with("materialized")


def _with_days_left(now: datetime) -> Select[*tuple[Any, ...]]:
    days_left = FollowUp.last_day - cast(func.timezone(Customer.day_zone, now), Date)
    return select(*_READ, days_left.label("days_left")).join(Customer, Customer.id == FollowUp.customer_id)


def _due(session: Session, agent: Agent, now: datetime) -> list[ColumnElement[bool]]:
    """What is open now; of what this agent promised, also what comes later on the house's day."""
    day_ends = day_began(house_zone(session, agent.branches), now) + timedelta(days=1)
    return [
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode == "agent",
        # The index ends here; what the other condition says it cannot know.
        FollowUp.opens_at < _written(day_ends),
        or_(FollowUp.opens_at <= _written(now), FollowUp.owner == agent.login),
        FollowUp.closes_at > _written(now),
    ]


def _written(at: datetime) -> ColumnElement[datetime]:
    """The instant in the statement itself: of one prepared for any instant PostgreSQL cannot tell how few are due."""
    return literal_column(f"timestamptz '{at.isoformat()}'", DateTime(timezone=True))
