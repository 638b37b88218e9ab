"""Caps: every contact counted once more, one after the other, against the house's own rows, over all campaigns.

The rows are read from where the product reads them; counting is done here anew.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.caps.house import house_rows
from dialer.caps.rows import CUSTOMER, Row
from dialer.hours.callee import Callee
from runtime.zones import local_date

#: No phone was reached: it counts under no cap.
NOT_ASKED = frozenset(
    {
        AttemptState.PLANNED,
        AttemptState.CLAIMED,
        AttemptState.REFUSED,
        AttemptState.RELEASED,
        AttemptState.WITHDRAWN,
    }
)
#: What answers a customer's own text within this is no contact of ours.
_ANSWER = timedelta(hours=24)


@dataclass(frozen=True)
class Contact:
    """One call or text of ours that the carrier was asked for."""

    attempt_id: int
    customer_id: int
    e164: str
    channel: str
    purpose: str
    at: datetime
    #: The zones that the callee may be in.
    zones: tuple[str, ...]
    #: When the customer wrote what it answers.
    answers_at: datetime | None = None

    @property
    def is_answer(self) -> bool:
        """No contact that we began."""
        return self.answers_at is not None and self.at <= self.answers_at + _ANSWER


class _Counted(NamedTuple):
    at: datetime
    attempt_id: int
    channel: str


class Contacts:
    """Everything that counts so far, by customer and by number. Contacts come in the order in which they happen."""

    def __init__(self) -> None:
        self._passed: dict[int | str, list[_Counted]] = defaultdict(list)

    def add(self, contact: Contact) -> list[str]:
        """Count this contact; the codes of the caps that it breaks."""
        if contact.is_answer:
            return []
        broken = [row.code for row in house_rows(contact.purpose, contact.channel) if self._is_full(row, contact)]
        counted = _Counted(contact.at, contact.attempt_id, contact.channel)
        for of in (contact.customer_id, contact.e164):
            self._passed[of].append(counted)
        return broken

    def forget(self, attempt_id: int, customer_id: int, e164: str) -> None:
        """The carrier refused it after all: no phone was reached."""
        for of in (customer_id, e164):
            self._passed[of] = [one for one in self._passed[of] if one.attempt_id != attempt_id]

    def _is_full(self, row: Row, contact: Contact) -> bool:
        return row.most is not None and any(
            self._since(contact, of, row.span.since(contact.at, local_date(contact.at, zone), zone)) >= row.most
            for of in row.of
            for zone in contact.zones or ("UTC",)
        )

    def _since(self, contact: Contact, of: str, since: datetime) -> int:
        passed = self._passed[contact.customer_id if of == CUSTOMER else contact.e164]
        return sum(
            one.at >= since and one.channel == contact.channel and one.attempt_id != contact.attempt_id
            for one in reversed(passed)
        )


def over_a_cap(session: Session) -> list[str]:
    """Invariant 5: every call and text of ours, in their order, against the house's caps on customer and number."""
    contacts = Contacts()
    return [
        f"invariant 5 over a cap: attempt {contact.attempt_id} to customer {contact.customer_id}: {code}"
        for contact in _contacts(session)
        for code in contacts.add(contact)
    ]


def _contacts(session: Session) -> list[Contact]:
    columns = (Attempt.id, Attempt.customer_id, Attempt.e164, Attempt.channel, FollowUp.purpose, Attempt.placing_at)
    places = (CustomerNumber.country, CustomerNumber.subdivision, Customer.zone, Attempt.answers_at)
    own = (CustomerNumber.customer_id == Attempt.customer_id) & (CustomerNumber.e164 == Attempt.e164)
    asked = (
        select(*columns, *places)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .join(Customer, Customer.id == Attempt.customer_id)
        .outerjoin(CustomerNumber, own)
        .where(Attempt.direction == "out", Attempt.placing_at.is_not(None), Attempt.state.not_in(NOT_ASKED))
        .order_by(Attempt.placing_at, Attempt.id)
    )
    zones: dict[tuple[str, str | None, str | None, str | None], tuple[str, ...]] = {}
    found = []
    for id_, customer_id, e164, channel, purpose, at, country, subdivision, zone, answers_at in session.execute(asked):
        assert at is not None, "it is what was asked for"
        key = (e164, country, subdivision, zone)
        if key not in zones:
            zones[key] = zones_of(e164, country, subdivision, zone)
        found.append(Contact(id_, customer_id, e164, channel, purpose, at, zones[key], answers_at))
    return found


def zones_of(e164: str, country: str | None, subdivision: str | None, zone: str | None) -> tuple[str, ...]:
    """The zones that whoever has this number may be in."""
    return Callee(e164, country or "", subdivision or "", zone).zones()[0]
