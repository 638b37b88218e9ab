"""Visits that no manager has signed yet: whom, by whom, what came of them, and whether another went than last time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.visit_cards import VisitCard
from web.reading.lists.counted import PAGE, Counted, counted
from web.reading.steps import Books


@dataclass(frozen=True)
class Visited:
    """One visit."""

    outcome_id: int
    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    zone: str
    #: Of the visit card; empty where the district has no number left.
    card: str
    why: str
    at: datetime
    by: str
    #: Who went the time before, where that was somebody else; empty otherwise.
    before: str
    disposition: str
    notes: str


def unsigned(session: Session, books: Books, page: int) -> tuple[list[Visited], bool]:
    """A page of them, the eldest first, and whether there are more. Served by the index of unsigned visits."""
    rows = session.execute(_rows().offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return [_visited(row, books) for row in rows[:PAGE]], len(rows) > PAGE


def every(session: Session, books: Books, most: int) -> list[Visited]:
    """All of them, for a file; `most` at most."""
    return [_visited(row, books) for row in session.execute(_rows().limit(most))]


def how_many(session: Session) -> Counted:
    """How many there are."""
    return counted(session, _unsigned())


def _unsigned() -> Select[*tuple[Any, ...]]:
    return select(Outcome.id).where(Outcome.reached_by == "visit", Outcome.signed_at.is_(None))


def _rows() -> Select[*tuple[Any, ...]]:
    before, who = aliased(Outcome), aliased(Agent)
    earlier = (
        select(who.id, who.name.label("who"))
        .join(before, before.agent_id == who.id)
        .where(before.customer_id == Outcome.customer_id, before.reached_by == "visit", before.id < Outcome.id)
        .order_by(before.id.desc())
        .limit(1)
        .lateral("earlier")
    )
    columns = (Outcome, FollowUp.playbook, FollowUp.step, Customer, Branch, VisitCard, Agent, earlier.c.who)
    return (
        _unsigned()
        .with_only_columns(*columns)
        .join(FollowUp, FollowUp.id == Outcome.follow_up_id)
        .join(Customer, Customer.id == Outcome.customer_id)
        .join(Branch, Branch.name == Customer.branch)
        .outerjoin(VisitCard, VisitCard.customer_id == Customer.id)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .outerjoin(earlier, true())
        .order_by(Outcome.logged_at, Outcome.id)
    )


def _visited(row: Any, books: Books) -> Visited:
    outcome, customer, branch, card, agent = row.Outcome, row.Customer, row.Branch, row.VisitCard, row.Agent
    by = agent.name if agent else ""
    return Visited(
        outcome_id=outcome.id,
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        branch=branch.name_zh if books.language == "zh" else branch.name_en,
        zone=customer.day_zone,
        card=card.number if card else "",
        why=books.why(row.playbook, row.step),
        at=outcome.logged_at,
        by=by,
        before=row.who if row.who and row.who != by else "",
        disposition=outcome.disposition,
        notes=outcome.notes,
    )
