"""An agent's day: who is to be called today, the most pressing first, and what was done already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from runtime.zones import local_date
from web.reading.came_in import CameIn, rang_lately
from web.reading.due_today import COUNTED, first_due
from web.reading.steps import Books

#: What a promised call back waits for, as its reason code begins.
RANG = "rang_back"
#: Rows on the side list.
SHOWN = 12


@dataclass(frozen=True)
class Due:
    """One call that is due today: everything that is open for one telephone."""

    customer_id: int
    #: What the call is about in the first place.
    follow_up_id: int
    address: str
    playbook: str
    #: What else is talked about in the same call.
    more: int
    #: Why they are called, in one sentence.
    why: str
    #: Days of the first window to close that are left after today, on the customer's calendar; 0 on the last day, and
    #: below that it is overdue.
    days_left: int
    #: It was promised for the time of `next_try_at`.
    promised: bool
    #: The next call is not placed before this instant, shown on the customer's clock.
    next_try_at: datetime
    waits: bool
    waits_for: str
    zone: str
    #: Their call that nobody took, and that this one answers.
    rang: CameIn | None = None


@dataclass(frozen=True)
class Today:
    """The list, how much longer it really is, and whether it is longer still."""

    rows: tuple[Due, ...]
    total: int
    more: bool


@dataclass(frozen=True)
class MyDay:
    """What an agent has done since the day began."""

    talked: int
    logged: int


def today(session: Session, agent: Agent, books: Books, now: datetime) -> Today:
    """Whom this agent knows to call, and is to be called today; a telephone is one row, whatever is due to it.

    Fewest days left first, and what is overdue before all; on one day what was promised, by its time, then by priority.
    Of an agent with more than `COUNTED` of them only the most pressing are counted.
    """
    found = first_due(session, agent, SHOWN, now)
    lines = [_row(row.FollowUp, row.Customer, row.topics - 1, row.last_day, books, now) for row in found]
    rang = rang_lately(session, [one.customer_id for one in lines if one.waits_for.startswith(RANG)], books, now)
    return Today(
        tuple(replace(one, rang=rang.get(one.customer_id)) for one in lines),
        min(found[0].telephones, COUNTED) if found else 0,
        bool(found) and found[0].due > COUNTED,
    )


def my_day(session: Session, agent: Agent, since: datetime) -> MyDay:
    """Conversations, and conversations that were logged, of this agent since an instant."""
    # A call is claimed shortly before the voices meet: the index by agent begins there.
    lately = Attempt.claimed_at >= since - timedelta(hours=12)
    talked = select(func.count()).where(Attempt.agent_id == agent.id, lately, Attempt.bridged_at >= since)
    # A call about several things has several outcomes; one that was no call of ours counts by itself.
    conversations = func.count(func.coalesce(Outcome.attempt_id, -Outcome.id).distinct())
    logged = select(conversations).where(Outcome.agent_id == agent.id, Outcome.logged_at >= since)
    return MyDay(session.execute(talked).scalar_one(), session.execute(logged).scalar_one())


def _row(follow_up: FollowUp, customer: Customer, more: int, last_day: date, books: Books, now: datetime) -> Due:
    day = local_date(now, customer.day_zone)
    return Due(
        customer_id=customer.id,
        follow_up_id=follow_up.id,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        playbook=books.name(follow_up.playbook),
        more=more,
        why=books.why(follow_up.playbook, follow_up.step),
        promised=follow_up.owner is not None and follow_up.waits_for == "promised",
        days_left=(last_day - day).days,
        next_try_at=follow_up.next_try_at,
        waits=follow_up.next_try_at > now,
        waits_for=follow_up.waits_for,
        zone=customer.day_zone,
    )
