"""Attempts: one try to reach a customer, by call or by text, as a ledger that constraints keep honest."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import OPEN, AttemptState, Result, assert_may_move
from runtime.database import Base, UtcDateTime, one_of, stored
from runtime.logs import told

_OPEN = f"state in ({', '.join(repr(s.value) for s in OPEN)})"
_OPEN_CALL = text(f"channel = 'call' and {_OPEN}")
_ONE_EACH = text("channel = 'text' and mode <> 'reply'")
#: A call of ours that somebody, or something, picked up. The message of the answer may be lost: its end says it too.
PICKED_UP = text(
    "channel = 'call' and direction = 'out' and "
    "(answered_at is not null or result in ('talked', 'greeted', 'abandoned'))"
)
#: When it was picked up, as far as we heard.
PICKED_UP_AT = func.coalesce(literal_column("answered_at", UtcDateTime), literal_column("ended_at", UtcDateTime))


def new_token() -> str:
    """A secret name for one attempt, carried by every address that the carrier gets from us."""
    return secrets.token_urlsafe(18)


class Attempt(Base):
    """One try."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(one_of("state", AttemptState), name="state"),
        CheckConstraint(f"result is null or {one_of('result', Result)}", name="result"),
        CheckConstraint("channel in ('call', 'text')", name="channel"),
        CheckConstraint("direction in ('out', 'in')", name="direction"),
        # Nobody is rung twice at once: not the customer, not the number, and no agent is in two conversations.
        Index("uq_attempt_open_customer", "customer_id", unique=True, postgresql_where=_OPEN_CALL),
        Index("uq_attempt_open_number", "e164", unique=True, postgresql_where=_OPEN_CALL),
        Index("uq_attempt_open_agent", "agent_id", unique=True, postgresql_where=_OPEN_CALL),
        # For one follow-up one text of each kind, after missed calls, ahead of the call, and the message that it is;
        # each of them is sent once more at the most. What an agent writes himself goes out as often as he writes.
        Index("uq_attempt_text", "follow_up_id", "mode", "again", unique=True, postgresql_where=_ONE_EACH),
        Index("uq_attempt_carrier_id", "carrier_id", unique=True),
        Index("ix_attempt_deadline", "deadline_at", postgresql_where=text(_OPEN)),
        Index("ix_attempt_due_text", "due_at", postgresql_where=text("state = 'planned'")),
        Index("ix_attempt_treat", "treat_at", postgresql_where=text("treat_at is not null or mute_wanted")),
        Index("ix_attempt_number", "e164", "claimed_at"),
        Index("ix_attempt_customer", "customer_id", "claimed_at"),
        Index("ix_attempt_agent", "agent_id", "claimed_at"),
        # What a day's counts read: calls by the hour, by the kind of work, and who was met in time.
        Index("ix_attempt_placing", "placing_at"),
        Index("ix_attempt_picked_up", PICKED_UP_AT, postgresql_where=PICKED_UP),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, default=new_token)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id, ondelete="CASCADE"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: call or text; out, or in when the customer rang us back.
    channel: Mapped[str]
    direction: Mapped[str] = mapped_column(default="out")
    #: The customer's number, and ours that calls it (both E.164).
    e164: Mapped[str]
    line: Mapped[str]
    extension: Mapped[str] = mapped_column(default="")
    #: agent or greeting, as the follow-up says; of a text also ahead (of a call), message (it is the follow-up) and
    #: reply (an agent wrote it).
    mode: Mapped[str]
    #: The agent reserved for this call, or who wrote this reply.
    agent_id: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    #: What a text says, what a greeting reads out.
    body: Mapped[str] = mapped_column(default="")
    #: A text that no network could deliver is sent again by this one.
    again: Mapped[bool] = mapped_column(server_default="false")
    #: Of a reply: when the customer wrote what it answers; None where they had not written.
    answers_at: Mapped[datetime | None]
    #: Of a reply: when the agent wrote it; it may wait a while after that.
    written_at: Mapped[datetime | None]
    ring_seconds: Mapped[int] = mapped_column(default=0)
    state: Mapped[AttemptState] = mapped_column(stored(AttemptState))
    result: Mapped[Result | None] = mapped_column(stored(Result))
    #: Reason code, or the carrier's own code, for people who ask why.
    reason: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    placing_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]
    ringing_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: We told the carrier to join the voices; the voices met.
    bridged_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Past this instant the dispatcher takes the claim back, or asks the carrier what became of it.
    deadline_at: Mapped[datetime | None]
    #: The end of the permitted stretch in which it was placed: at that instant no phone may ring on its account.
    silent_by: Mapped[datetime | None]
    #: Somebody wants it ended at the carrier: suppression, stop, the agent's button.
    stop_wanted_at: Mapped[datetime | None]
    #: What the agent wants done with the voices, and from when on a worker is to do it; None once it is done.
    hold_wanted: Mapped[bool] = mapped_column(server_default="false")
    mute_wanted: Mapped[bool] = mapped_column(server_default="false")
    treat_at: Mapped[datetime | None]
    #: Since when the customer waits alone, because the agent's telephone went down; None while they are together.
    alone_since: Mapped[datetime | None]
    carrier_id: Mapped[str | None]
    #: A machine's voice was detected.
    machine: Mapped[bool] = mapped_column(default=False)
    #: What the judgement stood on: local time, zone and how it was known, law row, hours, caps.
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def open_call(self) -> bool:
        """The customer's phone may ring, or somebody talks."""
        return self.channel == "call" and self.state in OPEN


class AttemptChange(Base):
    """The history of an attempt: one row for each change of state."""

    __tablename__ = "attempt_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str]


class CarrierEvent(Base):
    """What the carrier told us of an attempt, once each, in the order of arrival; nothing personal in it."""

    __tablename__ = "carrier_event"
    __table_args__ = (Index("ix_carrier_event_apply", "apply_at", postgresql_where=text("apply_at is not null")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The carrier's idempotency token, else call, sequence and event.
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    attempt_id: Mapped[int | None] = mapped_column(index=True)
    carrier_id: Mapped[str]
    #: The stage, and at the end the result: "ringing", "ended:busy"; the carrier's own code beside it.
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(server_default="")
    sequence: Mapped[int | None]
    #: When the carrier says it happened, and when we heard.
    happened_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    #: A worker is to act on it from this instant on; None once it was acted on, and when a worker did.
    apply_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]


def move(session: Session, attempt: Attempt, to: AttemptState, reason: str, now: datetime) -> None:
    """The one writer of an attempt's state; the caller holds the row's lock.

    Raises `IllegalMove` for a change that the table of `dialer.attempt_life` does not know.
    """
    assert_may_move(attempt.state, to)
    session.add(
        AttemptChange(attempt_id=attempt.id, at=now, from_state=attempt.state.value, to_state=to.value, reason=reason)
    )
    attempt.state = to
    attempt.reason = reason
    if to.final:
        attempt.ended_at = attempt.ended_at or now
        attempt.deadline_at = None
    told(session, "attempt_moved", to=to.value, reason=reason, **ids_of(attempt))


_LOCKED = (
    select(Attempt)
    .where(Attempt.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
    .order_by(Attempt.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def locked_attempts(session: Session, attempt_ids: Collection[int]) -> Sequence[Attempt]:
    """These attempts, locked in the order of their ids and read anew."""
    return session.scalars(_LOCKED, {"ids": list(attempt_ids)}).all()


def ids_of(attempt: Attempt) -> dict[str, int]:
    """What each line of the log about this attempt says."""
    return {"attempt_id": attempt.id, "follow_up_id": attempt.follow_up_id, "customer_id": attempt.customer_id}


def write_attempt(session: Session, follow_up: FollowUp, **values: Any) -> int | None:
    """Insert one attempt for this follow-up; its id, or None where one of the constraints stands in the way.

    An open call to the customer, the number or the agent, or a text for the follow-up, is no error but an answer.
    """
    row = {"follow_up_id": follow_up.id, "customer_id": follow_up.customer_id} | values
    return write_attempts(session, [row]).get(follow_up.id)


#: What stands in an attempt unless somebody says otherwise; a statement that is put together once asks no class for it.
_UNSAID = {
    "direction": "out",
    "extension": "",
    "body": "",
    "ring_seconds": 0,
    "reason": "",
    "machine": False,
    "evidence": {},
}


def write_attempts(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Insert many together, all with the same columns; the new ids by their follow-ups'.

    Of those with something in their way there is none.
    """
    if not rows:
        return {}
    named = [{"token": new_token(), **_UNSAID, **row} for row in rows]
    # One parameter for all of it: of one for each value the driver would have thousands to read and to number.
    new = session.execute(_written(tuple(named[0])), {"rows": json.dumps(named, default=str)})
    return {row.follow_up_id: row.id for row in new}


@cache
def _written(names: tuple[str, ...]) -> ReturningInsert[int, int]:
    """Put together once for each choice of columns: that costs more than to run it."""
    given = func.jsonb_populate_recordset(text("null::attempt"), cast(bindparam("rows", type_=Text), JSONB))
    record = given.table_valued(*(column(name) for name in names))
    # Of the table, not of the class: what is given beside such a statement would be taken for more rows.
    table = Attempt.metadata.tables["attempt"]
    made = insert(table).from_select(list(names), select(*record.c), include_defaults=False)
    return made.on_conflict_do_nothing().returning(table.c.follow_up_id, table.c.id)
