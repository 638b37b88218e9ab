"""Dissatisfied customers until their final verdict: today's first, then the others, the eldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.redress import CLOSING, Redress, unsettled
from web.reading.lists.counted import PAGE, Counted, counted
from web.reading.steps import Books

#: So long a case that is closed stays below the list.
CLOSED_FOR = timedelta(days=30)
#: Rows of today's, and of the closed ones, at most.
SHOWN = 100
#: A rating below this is shown beside what the customer said.
LOW = 3


@dataclass(frozen=True)
class Step:
    """One thing that was done about it, or said of it."""

    handling: str
    verdict: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Case:
    """One dissatisfied customer."""

    outcome_id: int
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    playbook: str
    why: str
    #: What they said, as the agent wrote it.
    notes: str
    #: Question and rating, of what they rated low.
    low: tuple[tuple[str, int], ...]
    #: Who talked with them.
    agent: str
    logged_at: datetime
    steps: tuple[Step, ...]


def new_today(session: Session, began: datetime, books: Books, most: int = SHOWN) -> list[Case]:
    """Those of today that are open, the latest first; `began` is the day's first instant."""
    rows = _open().where(Outcome.logged_at >= began).order_by(Outcome.logged_at.desc(), Outcome.id.desc())
    return _cases(session, rows.limit(most), books)


def older(session: Session, began: datetime, books: Books, page: int, most: int = PAGE) -> tuple[list[Case], bool]:
    """A page of those that are open from the days before, the eldest first, and whether there are more."""
    rows = _open().where(Outcome.logged_at < began).order_by(Outcome.logged_at, Outcome.id)
    found = _cases(session, rows.offset((page - 1) * most).limit(most + 1), books)
    return found[:most], len(found) > most


def every(session: Session, books: Books, most: int) -> list[Case]:
    """All that are open, the eldest first; `most` of them at most."""
    return _cases(session, _open().order_by(Outcome.logged_at, Outcome.id).limit(most), books)


def how_many(session: Session, since: datetime | None = None) -> Counted:
    """How many are open; of those since an instant, where one is named."""
    rows = _open()
    return counted(session, rows if since is None else rows.where(Outcome.logged_at >= since))


def closed(session: Session, now: datetime, books: Books) -> list[Case]:
    """Those whose customer has had a good last word in the last days, the latest first."""
    last, after = aliased(Redress), aliased(Redress)
    younger = exists().where(after.outcome_id == last.outcome_id, after.id > last.id)
    recent = (last.at >= now - CLOSED_FOR, last.verdict.in_(CLOSING), ~younger)
    rows = select(last.outcome_id.label("id")).where(*recent).order_by(last.at.desc(), last.id.desc())
    return _cases(session, rows.limit(SHOWN), books)


def _open() -> Select[*tuple[Any, ...]]:
    return select(Outcome.id).where(unsettled())


def _cases_of(chosen: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Outcome, FollowUp.playbook, FollowUp.step, Customer, Branch, Agent.name)
        .select_from(Outcome)
        .join(FollowUp, FollowUp.id == Outcome.follow_up_id)
        .join(Customer, Customer.id == Outcome.customer_id)
        .join(Branch, Branch.name == Customer.branch)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.id.in_(chosen))
    )


def _cases(session: Session, chosen: Select[*tuple[Any, ...]], books: Books) -> list[Case]:
    """Those that are chosen, in their order; only of them the rest is read."""
    ids = session.scalars(chosen).all()
    found = {row[0].id: row for row in session.execute(_cases_of(ids))} if ids else {}
    steps = _steps(session, ids) if ids else {}
    return [_case(found[id_], steps.get(id_, []), books) for id_ in ids]


def _steps(session: Session, outcomes: Sequence[int]) -> dict[int, list[Step]]:
    asked = select(Redress, Agent.name).join(Agent, Agent.id == Redress.by).where(Redress.outcome_id.in_(outcomes))
    found: dict[int, list[Step]] = defaultdict(list)
    for one, name in session.execute(asked.order_by(Redress.id)):
        found[one.outcome_id].append(Step(one.handling, one.verdict, name, one.at))
    return found


def _case(row: Sequence[Any], steps: Sequence[Step], books: Books) -> Case:
    outcome, playbook, step, customer, branch, agent = row
    asked = {q.id: q.ask.in_language(books.language) for q in books.survey(playbook, step)}
    low = [(asked.get(q, q), n) for q, n in outcome.ratings.items() if isinstance(n, int) and n < LOW]
    return Case(
        outcome_id=outcome.id,
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        branch=branch.name_zh if books.language == "zh" else branch.name_en,
        playbook=books.name(playbook),
        why=books.why(playbook, step),
        notes=outcome.notes,
        low=tuple(low),
        agent=agent or "",
        logged_at=outcome.logged_at,
        steps=tuple(steps),
    )
