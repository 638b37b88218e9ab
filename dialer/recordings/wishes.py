"""Whether a customer lets us record: refused at any moment, at once; taken back as easily; nothing of it is forgotten.

What was recorded before, with the notice, is kept until its time is over; a supervisor erases it where they ask for it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select, union
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.recordings.discarding import discard
from dialer.recordings.recording import Recording
from dialer.topics import Topic
from runtime.database import Base

REFUSED = "refused_by_customer"


class RecordingWish(Base):
    """One word of a customer on being recorded, and who was told."""

    __tablename__ = "recording_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    allowed: Mapped[bool]
    #: Login.
    by: Mapped[str]


def refuse(session: Session, customer_id: int, by: str, now: datetime, attempt_id: int | None = None) -> None:
    """From the commit on nothing of this customer is recorded; what is being recorded is stopped and erased.

    `attempt_id` is the conversation in which they said so: all of it is erased, whatever has become of it by now. The
    caller commits.
    """
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True}, populate_existing=True)
    if customer.unrecorded_since is None:
        customer.unrecorded_since, customer.unrecorded_by = now, by
        session.add(RecordingWish(customer_id=customer_id, at=now, allowed=False, by=by))
    beside = select(Topic.attempt_id).join(FollowUp).where(FollowUp.customer_id == customer_id)
    # Each way has its index; asked for with OR, all recordings there are would be read.
    goes_on = Recording.state.in_(("wanted", "running"))
    theirs = union(
        select(Recording.id).where(Recording.customer_id == customer_id, goes_on),
        select(Recording.id).where(Recording.attempt_id.in_(beside), goes_on),
        select(Recording.id).where(Recording.attempt_id == attempt_id),
    )
    conversations = (
        select(Recording)
        .where(Recording.attempt_id.is_not(None), Recording.id.in_(theirs))
        .order_by(Recording.id)
        .with_for_update()
    )
    for recording in session.scalars(conversations).all():
        discard(recording, REFUSED, now, by)


def allow(session: Session, customer_id: int, by: str, now: datetime) -> None:
    """They let us record again, from the next call on. The caller commits."""
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True}, populate_existing=True)
    if customer.unrecorded_since is not None:
        customer.unrecorded_since = customer.unrecorded_by = None
        session.add(RecordingWish(customer_id=customer_id, at=now, allowed=True, by=by))
