"""The dispatcher's tick: everything that time brings about, each part in a transaction of its own.

1. Windows that are over close; claims that no worker took up are taken back.
2. What is due is claimed: promises and clinical calls by priority, greetings, texts.
3. Agents' legs are wanted or ended; overdue attempts are to be reconciled; unwanted calls are to be stopped.

What comes back are ids for the workers, after the commits. Two dispatchers at once are harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import close_windows
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt, locked
from dialer.claim import BATCH, claim_calls, give_back
from dialer.legs import legs_to_end, want_legs
from dialer.texts import claim_texts
from dialer.tools import Tools

T = TypeVar("T")

#: An attempt past its deadline is asked about again after this many seconds.
AGAIN = 30


@dataclass(frozen=True)
class Work:
    """Ids for the workers, by deed."""

    place: list[int] = field(default_factory=list)
    reconcile: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    place_leg: list[int] = field(default_factory=list)
    end_leg: list[int] = field(default_factory=list)


def tick(tools: Tools) -> Work:
    """One tick at the clock's present instant."""
    work = Work()
    _each(tools, close_windows)
    _each(tools, _take_back)
    work.place.extend(_each(tools, lambda s, now: claim_calls(tools, s, "agent", now)))
    work.place.extend(_each(tools, lambda s, now: claim_calls(tools, s, "greeting", now)))
    work.place.extend(_each(tools, lambda s, now: claim_texts(tools, s, now)))
    work.reconcile.extend(_each(tools, lambda s, now: _overdue(tools, s, now)))
    work.stop.extend(_each(tools, lambda s, now: _unwanted(tools, s, now)))
    work.place_leg.extend(_each(tools, lambda s, now: want_legs(tools, s, now)))
    work.end_leg.extend(_each(tools, lambda s, now: legs_to_end(tools, s, now)))
    return work


def _each(tools: Tools, deed: Callable[[Session, datetime], T]) -> T:
    with tools.sessions.begin() as session:
        return deed(session, tools.now())


def _take_back(session: Session, now: datetime) -> None:
    """Claims whose lease ran out: the job was lost, or every worker is gone. No phone rang."""
    stale = select(Attempt.id).where(Attempt.state == AttemptState.CLAIMED, Attempt.deadline_at <= now).limit(BATCH)
    for attempt_id in session.scalars(stale).all():
        found = locked(session, attempt_id)
        if found is not None and found[0].state is AttemptState.CLAIMED:
            give_back(session, *found, "lease_expired", now, now)


def _overdue(tools: Tools, session: Session, now: datetime) -> list[int]:
    beyond = [s for s in OPEN if s is not AttemptState.CLAIMED]
    overdue = (
        select(Attempt)
        .where(Attempt.deadline_at <= now, Attempt.state.in_(beyond))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    attempts = session.scalars(overdue).all()
    for attempt in attempts:
        attempt.deadline_at = now + tools.soon(AGAIN)
    return [a.id for a in attempts]


def _unwanted(tools: Tools, session: Session, now: datetime) -> list[int]:
    unwanted = select(Attempt).where(
        Attempt.stop_wanted_at <= now, Attempt.state.in_(OPEN), Attempt.carrier_id.is_not(None)
    )
    attempts = session.scalars(unwanted.with_for_update(skip_locked=True)).all()
    for attempt in attempts:
        attempt.stop_wanted_at = now + tools.soon(AGAIN)
    return [a.id for a in attempts]


def stop(tools: Tools, attempt_id: int) -> None:
    """End one call at the carrier, wherever it is; its webhook, or the reconciler, tells how it ended."""
    with tools.sessions() as session:
        attempt = session.get(Attempt, attempt_id)
    if attempt is not None and attempt.carrier_id and not attempt.state.final:
        tools.carrier.stop(attempt.carrier_id)
        with tools.sessions.begin() as session:
            found = session.get_one(Attempt, attempt_id, with_for_update=True)
            # A call that is ended in the carrier's queue sends no message: have it looked up soon.
            found.deadline_at = tools.now() if not found.state.final else None
