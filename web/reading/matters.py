"""Beside a conversation by text: the matter that is open, and the numbers that it can go over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.numbers.masking import mask
from dialer.matters import MESSAGE, WAITS


@dataclass(frozen=True)
class Matter:
    """What they wrote, and nobody has settled yet."""

    #: Called about at this moment: what comes of the call settles it.
    underway: bool
    #: When they are called about it, unless somebody writes back, and why not sooner.
    call_at: datetime
    waits_for: str


@dataclass(frozen=True)
class Number:
    """One number of a customer."""

    masked: str
    #: Reason codes of why it is never tried again, or gets no texts.
    dead: str
    no_texts: str


def open_matter(session: Session, customer_id: int) -> Matter | None:
    """The one that is open; None where nothing is, or no worker has planned it yet."""
    mine = select(FollowUp).where(
        FollowUp.customer_id == customer_id, FollowUp.playbook == MESSAGE, FollowUp.state.in_(WAITS)
    )
    found = session.scalars(mine.order_by(FollowUp.id).limit(1)).first()
    if found is None:
        return None
    return Matter(found.state is FollowUpState.UNDERWAY, found.next_try_at, found.waits_for)


def numbers(session: Session, customer_id: int) -> list[Number]:
    """All of them, in the order in which they are tried."""
    mine = select(CustomerNumber).where(CustomerNumber.customer_id == customer_id)
    rows = session.scalars(mine.order_by(CustomerNumber.position))
    return [Number(mask(n.e164), n.dead_reason or "", n.no_text_reason or "") for n in rows]
