"""One customer's visit card: who lives where, and every visit that was made, is planned, and was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.visit_cards import VisitCard
from web.reading.steps import Books


@dataclass(frozen=True)
class Visit:
    """One visit that was made, or tried."""

    at: datetime
    by: str
    #: Who went the time before, where that was somebody else; empty otherwise.
    before: str
    why: str
    disposition: str
    notes: str
    next_date: date | None
    #: The manager who signed it; empty until then.
    signed_by: str
    signed_at: datetime | None


@dataclass(frozen=True)
class Ahead:
    """One visit that is planned."""

    first_day: date
    last_day: date
    why: str


@dataclass(frozen=True)
class Card:
    """The card."""

    #: 021-007; empty where none is open.
    number: str
    opened_at: datetime | None
    district: str
    address: str
    visits: tuple[Visit, ...]
    ahead: tuple[Ahead, ...]


def card(session: Session, customer_id: int, books: Books) -> Card:
    """The card of this customer, by the indexes on whose outcomes and whose follow-ups they are."""
    customer = session.get_one(Customer, customer_id)
    opened = session.get(VisitCard, customer_id)
    return Card(
        number=opened.number if opened else "",
        opened_at=opened.opened_at if opened else None,
        district=str(customer.details.get("district", "")),
        address=str(customer.details.get("address", "")),
        visits=_visits(session, customer_id, books),
        ahead=_ahead(session, customer_id, books),
    )


def _visits(session: Session, customer_id: int, books: Books) -> tuple[Visit, ...]:
    signer = aliased(Agent)
    rows = (
        select(Outcome, FollowUp.playbook, FollowUp.step, Agent.name, signer.name)
        .join(FollowUp, FollowUp.id == Outcome.follow_up_id)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .outerjoin(signer, signer.id == Outcome.signed_by)
        .where(Outcome.customer_id == customer_id, Outcome.reached_by == "visit")
        .order_by(Outcome.logged_at, Outcome.id)
    )
    found: list[Visit] = []
    for outcome, playbook, step, by, signed_by in session.execute(rows):
        last = found[-1].by if found else by
        found.append(
            Visit(
                at=outcome.logged_at,
                by=by or "",
                before=last if last and last != by else "",
                why=books.why(playbook, step),
                disposition=outcome.disposition,
                notes=outcome.notes,
                next_date=outcome.next_date,
                signed_by=signed_by or "",
                signed_at=outcome.signed_at,
            )
        )
    return tuple(found)


def _ahead(session: Session, customer_id: int, books: Books) -> tuple[Ahead, ...]:
    rows = (
        select(FollowUp)
        .where(FollowUp.customer_id == customer_id, FollowUp.mode == "visit", FollowUp.state == FollowUpState.PLANNED)
        .order_by(FollowUp.first_day, FollowUp.id)
    )
    found = session.scalars(rows)
    return tuple(Ahead(one.first_day, one.last_day, books.why(one.playbook, one.step)) for one in found)
