"""Messages: what a caller says after the tone. Who leaves one is called back, whenever it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.calendars.notices import adopt
from campaigns.customers import Customer
from dialer.hours.policy import named
from dialer.inbound.call_backs import promise
from dialer.inbound.calls import InboundCall, inbound_call_of
from dialer.inbound.heard import in_peace
from dialer.inbound.when_there import HOURS, stretch
from dialer.inbound.whose import hold_everything, open_case
from dialer.inbound.words import Spoken, goodbye

#: Who could leave one.
_TURNED_AWAY = ("message", "closed")


def message_left(session: Session, token: str, now: datetime) -> InboundCall | None:
    """A message was left in the call that this token names: a call back is promised, once. The caller commits.

    None for a call that nobody knows, or that could leave no message. Who asked to be left in peace is not called: the
    message is there to be heard.
    """
    row = inbound_call_of(session, token)
    if row is None or row.heard not in _TURNED_AWAY or row.customer_id is None:
        return None
    customer = session.get_one(Customer, row.customer_id)
    if row.follow_up_id is None and not in_peace(session, customer, now):
        adopt(session)
        hold_everything(session, row.e164, now)
        there = stretch(named(HOURS), session.get_one(Branch, customer.branch), now)
        promise(session, row, open_case(session, row.e164, now), customer, there.start if there else now, now)
    return row


def last_words(session: Session, token: str, *, left: bool) -> Spoken:
    """What is said after the tone, whether or not something was."""
    row = inbound_call_of(session, token)
    customer = session.get(Customer, row.customer_id) if row and row.customer_id else None
    return goodbye(customer.language if customer else "zh", left=left)
