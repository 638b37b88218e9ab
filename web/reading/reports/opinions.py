"""Opinions and needs: what customers were concerned or dissatisfied about and what they asked, as it was logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, text, tuple_
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from web.reading.reports.asked import Asked
from web.reading.steps import Books

#: Rows of one page, and of a sheet that is taken out.
PAGE, SHEET = 50, 10_000
KINDS = ("dissatisfied", "concern", "asked")
#: As the partial index says it, word for word.
_OPINION = text("(outcome.disposition in ('concern', 'dissatisfied') or outcome.questions <> '[]')")


@dataclass(frozen=True)
class Opinion:
    """What one customer said in one talk."""

    #: Of the outcome.
    id: int
    on: date
    customer_id: int
    customer: str
    number: str
    branch: str
    playbook: str
    agent: str
    disposition: str
    notes: str
    #: What they asked, and what they were answered.
    questions: tuple[tuple[str, str], ...]
    low: tuple[str, ...]


def opinions(
    session: Session, asked: Asked, kind: str, books: Books, limit: int, before: tuple[date, int] | None = None
) -> Sequence[Opinion]:
    """What was said in the period, the latest first, of one kind or of all; `before` this day and id of an outcome.

    Served by ix_outcome_opinion.
    """
    found = (
        select(Outcome, Customer, FollowUp.playbook, func.coalesce(Agent.name, ""))
        .join(Customer, Customer.id == Outcome.customer_id)
        .join(FollowUp, FollowUp.id == Outcome.follow_up_id)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.contact_on.between(asked.period.first, asked.period.last), _OPINION, _of_kind(kind))
        .order_by(Outcome.contact_on.desc(), Outcome.id.desc())
        .limit(limit)
    )
    found = found.where(FollowUp.playbook == asked.playbook) if asked.playbook else found
    place = tuple_(Outcome.contact_on, Outcome.id)
    rows = session.execute(found.where(place < before) if before else found)
    return [_read(outcome, customer, playbook, agent, books) for outcome, customer, playbook, agent in rows]


def _of_kind(kind: str) -> ColumnElement[bool]:
    kinds = {"asked": Outcome.questions != [], **{one: Outcome.disposition == one for one in KINDS[:2]}}
    return kinds[kind] if kind in kinds else or_(*kinds.values())


def _read(outcome: Outcome, customer: Customer, playbook: str, agent: str, books: Books) -> Opinion:
    assert outcome.contact_on is not None, "it was asked for by its day"
    book = books.playbook(playbook)
    asked = {one.id: one.ask.in_language(books.language) for one in book.survey} if book else {}
    return Opinion(
        id=outcome.id,
        on=outcome.contact_on,
        customer_id=customer.id,
        customer=customer.name,
        number=customer.external_id,
        branch=customer.branch,
        playbook=books.name(playbook),
        agent=agent,
        disposition=outcome.disposition,
        notes=outcome.notes,
        questions=tuple((one.get("asked", ""), one.get("answered", "")) for one in outcome.questions),
        low=tuple(asked.get(name, name) for name, points in outcome.ratings.items() if points < 3),
    )
