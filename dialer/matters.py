"""Matters: what a customer writes to us becomes an event of kind `message`, and its playbook's follow-up is the matter.

::

    a text for a person ──no matter is open──> event ──planning──> follow-up ──called about, or answered by text──> done
                        └──one is open──> part of it                   ^
                                        an answer that did not arrive ─┘ (the matter that it settled is opened again)
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.to_plan import ToPlan
from dialer.learned import write_event

#: The kind of the event, and the playbook that answers it.
MESSAGE = "message"
#: The category of one that sounds as if they wanted no more of us.
PERHAPS_STOP = "perhaps-stop"
#: Nobody has talked about it yet.
WAITS = (FollowUpState.PLANNED, FollowUpState.UNDERWAY)


def open_matter(session: Session, customer_id: int, name: str, category: str, now: datetime) -> bool:
    """The customer wrote; False where a matter of theirs is open, for several texts in a row are one. Caller commits.

    `name` is the event's own (its external id), `category` what kind of message it is, empty for any.
    """
    session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    if session.scalars(_open(customer_id)).first() is not None:
        return False
    raise_matter(session, customer_id, name, category, now)
    return True


def raise_matter(session: Session, customer_id: int, name: str, category: str, now: datetime) -> None:
    """The event itself, once by its name, whatever else is open. The caller commits."""
    write_event(session, customer_id, MESSAGE, name, now, category=category)


def _open(customer_id: int) -> Select[int]:
    """Messages of this customer whose follow-up waits, or is not planned yet."""
    planned = exists().where(FollowUp.event_id == Event.id)
    waits = exists().where(FollowUp.event_id == Event.id, FollowUp.state.in_(WAITS))
    unplanned = and_(~planned, exists().where(ToPlan.customer_id == customer_id))
    mine = (Event.customer_id == customer_id, Event.kind == MESSAGE, Event.withdrawn_at.is_(None))
    return select(Event.id).where(*mine, or_(waits, unplanned)).limit(1)
