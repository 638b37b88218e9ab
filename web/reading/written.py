"""The conversation with one customer by text: theirs and ours, in the order in which they were written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.numbers.masking import mask
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.inbound.texts import InboundText
from dialer.text_rules.segments import Segments, segments
from dialer.texting.messages import REPLY
from runtime.zones import local_date

#: The youngest, on the conversation's own page and beside a call.
WHOLE, FEW = 200, 4
_GOING = {
    AttemptState.PLANNED: "waits",
    AttemptState.CLAIMED: "sending",
    AttemptState.PLACING: "sending",
    AttemptState.UNKNOWN: "unknown",
    AttemptState.LOST: "unknown",
    AttemptState.ENDED: "undelivered",
}
_ENDED = {Result.DELIVERED: "delivered", Result.SENT: "sent"}


@dataclass(frozen=True)
class Theirs:
    """A text of the customer's."""

    id: int
    at: datetime
    words: str
    #: One of `dialer.inbound.meanings.Meaning`.
    meaning: str
    media: int
    new: bool
    #: The number that it came from, masked.
    number: str


@dataclass(frozen=True)
class Ours:
    """A text of ours."""

    id: int
    at: datetime
    words: str
    #: Who wrote it; empty where nobody did.
    by: str
    #: waits, sending, sent, delivered, undelivered, not_sent, unknown
    fate: str
    #: Reason code of a text that waits or did not arrive.
    why: str
    #: When it is tried, where it waits.
    due_at: datetime | None
    #: When it arrived, or was given up.
    ended_at: datetime | None
    took: Segments
    #: The number that it went to, masked.
    number: str


Said = Theirs | Ours


@dataclass(frozen=True)
class Thread:
    """The conversation."""

    #: The customer's day -> what was written on it, the eldest first.
    days: tuple[tuple[date, tuple[Said, ...]], ...]
    #: It went over more than one number.
    numbers: bool
    #: Changes when there is something new to show, and only then.
    key: str

    @property
    def latest(self) -> Said | None:
        """The last word."""
        return self.days[-1][1][-1] if self.days else None

    @property
    def new(self) -> int:
        """What nobody has read."""
        return sum(isinstance(one, Theirs) and one.new for _, said in self.days for one in said)


def thread(session: Session, customer_id: int, zone: str, most: int = WHOLE) -> Thread:
    """The latest texts of and to this customer; `zone` is the customer's, whose days they are."""
    found: list[Said] = [*_theirs(session, customer_id, most), *_ours(session, customer_id, most)]
    said = sorted(found, key=_order)[-most:]
    days: dict[date, list[Said]] = {}
    for one in said:
        days.setdefault(local_date(one.at, zone), []).append(one)
    state = [(one.at, one.new) if isinstance(one, Theirs) else (one.at, one.fate, one.why, one.due_at) for one in said]
    return Thread(
        tuple((day, tuple(ones)) for day, ones in days.items()),
        len({one.number for one in said}) > 1,
        f"{zlib.crc32(repr(state).encode()):08x}",
    )


def last_words(session: Session, customers: Sequence[int]) -> dict[int, Said]:
    """The last word of each of these customers' conversations, where there is one."""
    theirs = (
        select(InboundText)
        .ext(distinct_on(InboundText.customer_id))
        .where(InboundText.customer_id.in_(customers))
        .order_by(InboundText.customer_id, InboundText.received_at.desc(), InboundText.id.desc())
    )
    ours = _texts_of_ours(Attempt.customer_id.in_(customers)).ext(distinct_on(Attempt.customer_id))
    found: dict[int, Said] = {text.customer_id: _text(text) for text in session.scalars(theirs) if text.customer_id}
    for attempt, name in session.execute(ours.order_by(Attempt.customer_id, Attempt.id.desc())):
        said = _text_of_ours(attempt, name or "")
        before = found.get(attempt.customer_id)
        if before is None or _order(before) < _order(said):
            found[attempt.customer_id] = said
    return found


def _order(one: Said) -> tuple[datetime, bool, int]:
    return one.at, isinstance(one, Ours), one.id


def _theirs(session: Session, customer_id: int, most: int) -> Iterator[Theirs]:
    mine = select(InboundText).where(InboundText.customer_id == customer_id)
    for text in session.scalars(mine.order_by(InboundText.received_at.desc(), InboundText.id.desc()).limit(most)):
        yield _text(text)


def _text(text: InboundText) -> Theirs:
    new = text.read_at is None and text.meaning in ("message", "perhaps_stop")
    return Theirs(text.id, text.received_at, text.body, text.meaning, text.media, new, mask(text.e164))


def _ours(session: Session, customer_id: int, most: int) -> Iterator[Ours]:
    mine = _texts_of_ours(Attempt.customer_id == customer_id).order_by(Attempt.id.desc()).limit(most)
    for attempt, name in session.execute(mine):
        yield _text_of_ours(attempt, name or "")


def _texts_of_ours(whose: ColumnElement[bool]) -> Select[Attempt, str]:
    """What an agent wrote, whatever became of it; what went out by itself, once the carrier was asked."""
    asked = and_(
        func.coalesce(Attempt.placing_at, Attempt.placed_at).is_not(None),
        Attempt.state.not_in((AttemptState.PLANNED, AttemptState.CLAIMED)),
    )
    return (
        select(Attempt, Agent.name)
        .outerjoin(Agent, and_(Agent.id == Attempt.agent_id, Attempt.mode == REPLY))
        .where(whose, Attempt.channel == "text", or_(Attempt.mode == REPLY, asked))
    )


def _text_of_ours(attempt: Attempt, by: str) -> Ours:
    at = attempt.written_at or attempt.placing_at or attempt.placed_at
    assert at is not None, "it was written by somebody, or sent"
    fate = _fate(attempt)
    return Ours(
        id=attempt.id,
        at=at,
        words=attempt.body,
        by=by,
        fate=fate,
        why=_why(attempt, fate),
        due_at=attempt.due_at if fate == "waits" else None,
        ended_at=attempt.ended_at,
        took=segments(attempt.body),
        number=mask(attempt.e164),
    )


def _why(attempt: Attempt, fate: str) -> str:
    waits = fate == "waits" and attempt.reason != "written"
    return attempt.reason if waits or fate in ("undelivered", "not_sent") else ""


def _fate(attempt: Attempt) -> str:
    if attempt.state in (AttemptState.REFUSED, AttemptState.RELEASED, AttemptState.WITHDRAWN):
        return "not_sent"
    if attempt.state is AttemptState.ENDED and attempt.result in _ENDED:
        return _ENDED[attempt.result]
    return _GOING.get(attempt.state, "sent")
