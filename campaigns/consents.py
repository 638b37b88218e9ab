"""Consents: for what a customer agreed to be contacted, since when, how we know, and when they took it back.

::

    nothing on file ──give──> given ──withdraw──> withdrawn ──give, later than that──> given
           └───────────────withdraw──────────────────^

Sources: PIPL art. 15 (withdrawing is as easy as giving); s. 7a UWG (the proof is kept five years from the grant and
from each use); MIIT notice of 2020-06-18 (call centres keep proof of consent 30 days at least). So rows are never
deleted, and the proof says how and where it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, Subquery, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.to_plan import plan_again
from runtime.database import Base


class Standing(StrEnum):
    """How a customer stands to one purpose."""

    #: Nobody asked, or nobody answered.
    UNSAID = "unsaid"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class Consent(Base):
    """One grant, with its end where it has one; or one withdrawal. The newest of a purpose counts."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("purpose in ('care', 'survey', 'marketing')", name="purpose"),
        CheckConstraint("given_at is not null or withdrawn_at is not null", name="says_something"),
        CheckConstraint("given_at <= withdrawn_at", name="given_first"),
        CheckConstraint("proof <> ''", name="proof"),
        Index(None, "customer_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    purpose: Mapped[str]
    given_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    #: How and where it was said: a form, a recording, the id of a message.
    proof: Mapped[str]
    #: Which door it came in by: desk, text, import, …
    source: Mapped[str]


#: When a row was last spoken of; of two, the later one counts, whatever the order in which we heard of them.
SPOKEN_AT = func.greatest(Consent.given_at, Consent.withdrawn_at)
_STANDING = case((Consent.withdrawn_at.is_not(None), Standing.WITHDRAWN.value), else_=Standing.GIVEN.value)


def give(session: Session, customer_id: int, purpose: str, proof: str, source: str, given_at: datetime) -> Consent:
    """Keep a grant and plan the customer anew. One older than a withdrawal changes nothing. The caller commits."""
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    row = Consent(customer_id=customer_id, purpose=purpose, given_at=given_at, proof=proof, source=source)
    session.add(row)
    session.flush()
    plan_again(session, [customer_id], given_at)
    return row


def withdraw(session: Session, customer_id: int, purpose: str, proof: str, source: str, now: datetime) -> None:
    """Keep a withdrawal; with it every grant of this purpose ends. The caller commits.

    What is planned and what rings already is `dialer.peace.consents.withdraw_consent`'s to end; it calls this.
    """
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    of_purpose = select(Consent).where(Consent.customer_id == customer_id, Consent.purpose == purpose)
    running = session.scalars(of_purpose.where(Consent.withdrawn_at.is_(None)).with_for_update()).all()
    # A grant from a host with a faster clock ends all the same.
    at = max([now, *(row.given_at for row in running if row.given_at is not None)])
    for row in running:
        row.withdrawn_at = at
    session.add(Consent(customer_id=customer_id, purpose=purpose, withdrawn_at=at, proof=proof, source=source))
    session.flush()


def standing_of(customer_id: Any = Customer.id) -> ColumnElement[dict[str, str] | None]:
    """How the customer of a row stands to each purpose that they spoke of; None where they spoke of none."""
    newest = (
        select(Consent.purpose, _STANDING.label("standing"))
        .where(Consent.customer_id == customer_id)
        .ext(distinct_on(Consent.purpose))
        .order_by(Consent.purpose, SPOKEN_AT.desc(), Consent.id.desc())
        .correlate_except(Consent)
        .subquery()
    )
    return select(func.jsonb_object_agg(newest.c.purpose, newest.c.standing)).scalar_subquery()


def stands(standing: Standing, purpose: Any, customer_id: Any = Customer.id) -> ColumnElement[bool]:
    """True for a row whose customer stands so to this purpose, by what was said last."""
    newest = (
        select(_STANDING)
        .where(Consent.customer_id == customer_id, Consent.purpose == purpose)
        .order_by(SPOKEN_AT.desc(), Consent.id.desc())
        .limit(1)
        .correlate_except(Consent)
        .scalar_subquery()
    )
    return func.coalesce(newest, Standing.UNSAID.value) == standing.value


def last_said(purpose: str, among: Select[int] | None = None) -> Subquery:
    """What each customer who said anything of this purpose said last: `customer_id`, and `withdrawn` where they took it
    back. For a look at many at once, or at those `among` them."""
    withdrawn = Consent.withdrawn_at.is_not(None).label("withdrawn")
    newest = select(Consent.customer_id, withdrawn).where(Consent.purpose == purpose)
    if among is not None:
        newest = newest.where(Consent.customer_id.in_(among))
    one_each = newest.ext(distinct_on(Consent.customer_id))
    return one_each.order_by(Consent.customer_id, SPOKEN_AT.desc(), Consent.id.desc()).subquery()


def permitted(purpose: str, standing: Mapping[str, Standing], *, opt_in: bool) -> str:
    """Whether a customer may be contacted for this purpose: `ok`, `consent_withdrawn` or `no_consent`. A plain rule.

    What was withdrawn is refused everywhere. Where `opt_in` is the law of the callee's place, only a grant permits;
    elsewhere, and for care and survey, the relationship that is there carries it.
    """
    said = standing.get(purpose, Standing.UNSAID)
    if said is Standing.WITHDRAWN:
        return "consent_withdrawn"
    return "no_consent" if opt_in and said is not Standing.GIVEN else "ok"
