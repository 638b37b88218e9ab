"""Who waits for an answer: conversations with something new, or with a matter that is open; and how many are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, false, func, select, true, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from campaigns.address import address
from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.numbers.masking import mask
from dialer.inbound.meanings import FOR_A_PERSON, Meaning
from dialer.inbound.texts import InboundText, unread
from dialer.matters import MESSAGE
from web.reading.looking_up import may_look_up
from web.reading.written import Ours, Said, last_words

#: Conversations on the page; the eldest go first, so the rest come up by themselves.
SHOWN = 20
#: Of a matter that nobody has settled; as the index of what is planned by step has it.
_OPEN = (FollowUp.playbook == MESSAGE, FollowUp.state == FollowUpState.PLANNED)


@dataclass(frozen=True)
class Waiting:
    """One conversation that somebody has to look at."""

    customer_id: int
    name: str
    address: str
    zone: str
    #: Since when: what is new, else the matter that is open.
    since: datetime
    #: Texts that nobody has read.
    new: int
    #: One of them sounds as if they wanted no more of us.
    pressing: bool
    #: Their latest words, and how many pictures came with them.
    words: str
    media: int
    #: Somebody has written back after that; the matter is open still.
    answered: bool
    #: And it did not arrive.
    failed: bool


@dataclass(frozen=True)
class Stranger:
    """A text from a number that belongs to nobody on file."""

    id: int
    at: datetime
    number: str
    words: str
    media: int
    pressing: bool


@dataclass(frozen=True)
class News:
    """What is new to one person, as every page shows it."""

    conversations: int
    #: Changes when something new has come, was read, or was settled.
    key: str


def news(session: Session, who: Agent, now: datetime) -> News:
    """How many conversations have something that nobody has read; asked by every page, so it reads the few alone."""
    texts = unread().subquery()
    asked = select(func.count(texts.c.customer_id.distinct()), func.max(texts.c.id)).join(
        Customer, Customer.id == texts.c.customer_id
    )
    count, newest = session.execute(asked.where(may_look_up(session, who, now))).one()
    matters = select(func.count(), func.max(FollowUp.id)).where(*_OPEN)
    return News(count, ".".join(str(n or 0) for n in (count, newest, *session.execute(matters).one())))


def inbox(session: Session, who: Agent, now: datetime, most: int = SHOWN) -> tuple[tuple[Waiting, ...], int]:
    """Those whom this person may look up, the pressing first, then who has waited longest; and how many there are."""
    waits = _waits()
    theirs = may_look_up(session, who, now)
    mine = select(Customer, waits, func.count().over().label("total"))
    mine = mine.join(waits, waits.c.customer_id == Customer.id).where(theirs)
    rows = session.execute(mine.order_by(waits.c.pressing.desc(), waits.c.since, Customer.id).limit(most)).all()
    ids = [row.Customer.id for row in rows]
    latest, said = _latest(session, ids), last_words(session, ids)
    return tuple(_waiting(row, latest.get(row.Customer.id), said.get(row.Customer.id)) for row in rows), rows[
        0
    ].total if rows else 0


def _waits() -> CTE:
    texts = unread().subquery()
    new = select(
        texts.c.customer_id,
        texts.c.received_at.label("since"),
        (texts.c.meaning == Meaning.PERHAPS_STOP.value).label("pressing"),
        true().label("new"),
    )
    matters = (
        select(FollowUp.customer_id, Event.occurred_at, false(), false())
        .join(Event, Event.id == FollowUp.event_id)
        .where(*_OPEN, Event.occurred_at.is_not(None))
    )
    both = union_all(new, matters).subquery()
    return (
        select(
            both.c.customer_id,
            # What is new is what waits; a matter that was answered, and is open still, is older.
            func.coalesce(func.min(both.c.since).filter(both.c.new), func.min(both.c.since)).label("since"),
            func.bool_or(both.c.pressing).label("pressing"),
            func.count().filter(both.c.new).label("new"),
        )
        .group_by(both.c.customer_id)
        .cte("waits")
    )


def _latest(session: Session, customers: Sequence[int]) -> dict[int | None, InboundText]:
    texts = (
        select(InboundText)
        .ext(distinct_on(InboundText.customer_id))
        .where(InboundText.customer_id.in_(customers), InboundText.meaning.in_(FOR_A_PERSON))
        .order_by(InboundText.customer_id, InboundText.received_at.desc(), InboundText.id.desc())
    )
    return {text.customer_id: text for text in session.scalars(texts)}


def _waiting(row: Any, text: InboundText | None, last: Said | None) -> Waiting:
    customer: Customer = row.Customer
    said = last if isinstance(last, Ours) and last.by else None
    return Waiting(
        customer_id=customer.id,
        name=customer.name,
        address=address(customer.name, customer.surname, customer.title, customer.language),
        zone=customer.day_zone,
        since=row.since,
        new=row.new,
        pressing=row.pressing,
        words=text.body if text else "",
        media=text.media if text else 0,
        answered=said is not None,
        failed=said is not None and said.fate in ("undelivered", "not_sent"),
    )


def strangers(session: Session, most: int = SHOWN) -> list[Stranger]:
    """What numbers that belong to nobody wrote, and nobody has read: the eldest first."""
    asked = select(InboundText).where(
        InboundText.customer_id.is_(None), InboundText.read_at.is_(None), InboundText.meaning.in_(FOR_A_PERSON)
    )
    found = session.scalars(asked.order_by(InboundText.received_at, InboundText.id).limit(most))
    return [
        Stranger(t.id, t.received_at, mask(t.e164), t.body, t.media, t.meaning == Meaning.PERHAPS_STOP) for t in found
    ]
