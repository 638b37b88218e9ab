"""Redress: what was done about a dissatisfied customer, until the customer has had the last word.

::

    an outcome `dissatisfied` ──> open ──handled──> handled ──the customer's verdict──> closed, or open again

Source: the users' follow-up manuals (each dissatisfied customer is listed to the head on the same day and tracked to
the final handling and the customer's final verdict).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.outcomes import Outcome
from runtime.database import Base

#: What ends it: the customer is content by now, or can live with how it was settled.
CLOSING = ("satisfied", "accepted")
VERDICTS = (*CLOSING, "dissatisfied")
#: Signs of what was done.
LONGEST = 4000


class RedressWrong(Exception):
    """Write down what was done, or what the customer says of it."""


class Redress(Base):
    """One step on the way from dissatisfied to the customer's final verdict; the youngest of an outcome counts."""

    __tablename__ = "redress"
    __table_args__ = (
        CheckConstraint("verdict in ('', 'satisfied', 'accepted', 'dissatisfied')", name="verdict"),
        CheckConstraint("handling <> '' or verdict <> ''", name="says_something"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey(Outcome.id, ondelete="CASCADE"), index=True)
    #: What was done.
    handling: Mapped[str] = mapped_column(server_default="")
    #: What the customer said of it: satisfied, accepted, dissatisfied; empty where they were not asked yet.
    verdict: Mapped[str] = mapped_column(server_default="")
    by: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    at: Mapped[datetime]


def unsettled() -> ColumnElement[bool]:
    """True for an `Outcome` that is dissatisfied, until the customer's last word on it is a good one."""
    last = select(Redress.verdict).where(Redress.outcome_id == Outcome.id).order_by(Redress.id.desc()).limit(1)
    verdict = func.coalesce(last.correlate(Outcome).scalar_subquery(), "")
    return and_(Outcome.disposition == "dissatisfied", verdict.not_in(CLOSING))


def redress(session: Session, outcome_id: int, handling: str, verdict: str, by: int, now: datetime) -> bool:
    """Write down what was done, and what the customer said of it where they were asked. The caller commits.

    `by` is the id of who writes it. The same said twice in a row is kept once; False then. Raises `RedressWrong` where
    nothing is said, for another verdict than `VERDICTS`, and for an outcome that is not dissatisfied.
    """
    outcome = session.get(Outcome, outcome_id, with_for_update=True)
    known = verdict in ("", *VERDICTS) and len(handling) <= LONGEST
    if outcome is None or outcome.disposition != "dissatisfied" or not known or not (handling or verdict):
        raise RedressWrong("Write down what was done, or what the customer says of it.")
    said = select(Redress).where(Redress.outcome_id == outcome_id).order_by(Redress.id.desc()).limit(1)
    last = session.scalar(said)
    if last is not None and (last.handling, last.verdict, last.by) == (handling, verdict, by):
        return False
    session.add(Redress(outcome_id=outcome_id, handling=handling, verdict=verdict, by=by, at=now))
    session.flush()
    return True
