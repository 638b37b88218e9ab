"""Own agents: who of ours looks after a customer, as a person of ours decided it, and what the source system says.

An import brings the source's word. Once somebody here has decided, the source's word counts again only when it is a new
one: the file of every night that repeats what was overruled does not undo the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from campaigns.customers import Customer
from runtime.database import Base


class NobodyOfThisLogin(ValueError):
    """Nobody here signs in under this name."""


class OwnerChange(Base):
    """One decision of ours; what an import brings stands with the customer alone."""

    __tablename__ = "owner_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    #: Login of the own agent from then on; None for nobody.
    owner: Mapped[str | None]
    #: What the source system said at that time: the word that was overruled.
    theirs: Mapped[str | None]
    #: Login of who decided.
    by: Mapped[str]


def change_owner(session: Session, customer_id: int, owner: str, now: datetime, by: str) -> bool:
    """From the next tick on this agent calls first, "" for nobody; whether that is any change. The caller commits.

    Raises `NobodyOfThisLogin` before anything is written.
    """
    if owner and session.scalar(select(Agent.id).where(Agent.login == owner)) is None:
        raise NobodyOfThisLogin(owner)
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True}, populate_existing=True)
    if (customer.owner or "") == owner:
        return False
    last = next(iter(decisions(session, customer_id, 1)), None)
    # What stands there is the source's word, unless it is what we decided last.
    theirs = last.theirs if last is not None and last.owner == customer.owner else customer.owner
    row = OwnerChange(customer_id=customer_id, at=now, owner=owner or None, theirs=theirs, by=by)
    session.add(row)
    customer.owner, customer.updated_at = owner or None, now
    session.flush()
    return True


def decisions(session: Session, customer_id: int, most: int) -> Sequence[OwnerChange]:
    """What was decided here, the newest first."""
    asked = select(OwnerChange).where(OwnerChange.customer_id == customer_id)
    return session.scalars(asked.order_by(OwnerChange.id.desc()).limit(most)).all()


#: What an import makes of the owner of a customer `c` whom the file, `excluded`, speaks of too. SQL.
AS_DECIDED = """(
    select case when d.theirs is not distinct from excluded.owner then c.owner else excluded.owner end
    from (select theirs from owner_change where customer_id = c.id order by id desc limit 1) as d
    union all
    select excluded.owner where not exists (select from owner_change where customer_id = c.id)
)"""
