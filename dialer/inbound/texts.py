"""Inbound texts: stop words suppress at once, start words lift it, anything else is a matter for a person to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, Update, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.inbound.meanings import FOR_A_PERSON, Meaning, meaning_of
from dialer.inbound.opting import opt_in, opt_out
from dialer.matters import MESSAGE, PERHAPS_STOP, open_matter
from dialer.topics import about
from runtime.database import Base

_UNREAD = text("read_at is null and meaning in ('message', 'perhaps_stop')")


class InboundText(Base):
    """One text that somebody sent to one of our numbers."""

    __tablename__ = "inbound_text"
    __table_args__ = (
        Index(None, "customer_id", "received_at"),
        # What the pages ask at every beat: the few that nobody has read.
        Index("ix_inbound_text_unread", "customer_id", "received_at", postgresql_where=_UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[str] = mapped_column(unique=True)
    e164: Mapped[str]
    line: Mapped[str]
    body: Mapped[str]
    #: Pictures and the like that came with it; we do not fetch them.
    media: Mapped[int] = mapped_column(server_default="0")
    #: Who wrote, as far as the number says: of several the one whom we called or texted on it last. None for nobody.
    customer_id: Mapped[int | None] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: One of `dialer.inbound.meanings.Meaning`.
    meaning: Mapped[str]
    received_at: Mapped[datetime]
    #: When an agent has read it, and who (login).
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None]


@dataclass(frozen=True)
class Came:
    """One text as the carrier brings it; what it does not say is empty."""

    #: The same however often it is told.
    carrier_id: str
    #: Theirs and ours.
    e164: str
    line: str
    body: str
    #: What the carrier itself took it for: STOP, START, HELP.
    declared: str = ""
    media: int = 0


def receive(session: Session, came: Came, now: datetime) -> Meaning:
    """Keep one text, once, and act on it; what it meant. The caller commits.

    To stop holds for everybody who has this number and for the number itself; a message is one customer's.
    """
    meaning = meaning_of(came.body, came.declared)
    customers = _who_have(session, came.e164)
    writer = _writer(session, customers, came.e164)
    kept = _keep(session, came, meaning, writer, now)
    if kept is None:
        return meaning
    if meaning is Meaning.STOP:
        opt_out(session, customers, came.e164, now)
    elif meaning is Meaning.START:
        opt_in(session, customers, came.e164, now)
    elif meaning.for_a_person and writer is not None:
        category = PERHAPS_STOP if meaning is Meaning.PERHAPS_STOP else ""
        open_matter(session, writer, f"{MESSAGE}/{kept}", category, now)
    return meaning


def _keep(session: Session, came: Came, meaning: Meaning, writer: int | None, now: datetime) -> int | None:
    """The id of the row; None where this text was told before."""
    row = {
        "carrier_id": came.carrier_id,
        "e164": came.e164,
        "line": came.line,
        "body": came.body,
        "media": came.media,
        "customer_id": writer,
        "meaning": meaning.value,
        "received_at": now,
    }
    return session.execute(insert(InboundText).values(row).on_conflict_do_nothing().returning(InboundText.id)).scalar()


def _who_have(session: Session, e164: str) -> list[int]:
    whose = select(CustomerNumber.customer_id).where(CustomerNumber.e164 == e164)
    return list(session.scalars(whose.order_by(CustomerNumber.customer_id)))


def _writer(session: Session, customers: Sequence[int], e164: str) -> int | None:
    """Of several the one whom we tried last on this number: that is what they answer."""
    if len(customers) < 2:
        return customers[0] if customers else None
    last = select(Attempt.customer_id).where(Attempt.e164 == e164, Attempt.customer_id.in_(customers))
    tried = session.scalar(last.order_by(func.coalesce(Attempt.placing_at, Attempt.answered_at).desc().nulls_last()))
    return tried or customers[0]


def unread() -> Select[InboundText]:
    """What customers wrote and nobody has read."""
    # As the index says it: a list that is bound would not be known to be the same.
    return select(InboundText).where(_UNREAD, InboundText.customer_id.is_not(None))


def read(session: Session, customer_id: int, by: str, now: datetime) -> int:
    """Somebody has opened this customer's conversation: nothing in it is new any more; how much was. Caller commits."""
    return _mark(session, [customer_id], by, now)


def read_stranger(session: Session, text_id: int, by: str, now: datetime) -> None:
    """Somebody has read a text from a number that belongs to nobody. The caller commits."""
    session.execute(_marked(by, now).where(InboundText.id == text_id, InboundText.customer_id.is_(None)))


def read_in_call(session: Session, attempt_id: int, by: str, now: datetime) -> None:
    """Somebody has talked about what a customer wrote: it is not new any more. The caller commits."""
    whose = select(FollowUp.customer_id).where(FollowUp.id.in_(about(attempt_id)), FollowUp.playbook == MESSAGE)
    began = session.scalar(select(Attempt.answered_at).where(Attempt.id == attempt_id))
    _mark(session, session.scalars(whose).all(), by, now, began)


def _marked(by: str, now: datetime) -> Update:
    return update(InboundText).where(InboundText.read_at.is_(None)).values(read_at=now, read_by=by)


def _mark(session: Session, customers: Sequence[int], by: str, now: datetime, until: datetime | None = None) -> int:
    mine = _marked(by, now).where(InboundText.customer_id.in_(customers), InboundText.meaning.in_(FOR_A_PERSON))
    marked = mine if until is None else mine.where(InboundText.received_at <= until)
    return len(session.scalars(marked.returning(InboundText.id)).all()) if customers else 0
