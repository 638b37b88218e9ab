"""The dispatcher's tick: everything that time brings about, each part in a transaction of its own.

One statement says beforehand which parts may have something to do (`dialer.signs`); the others are left out.

1. Windows that are over close; claims that no worker took up are taken back.
2. What is due is claimed: what agents have clicked, promises and clinical calls, greetings, texts.
3. Whose facts have changed, and now and then everybody, is to be planned.
4. Agents' legs are wanted or ended; overdue attempts are to be reconciled; unwanted calls are to be stopped, and so is
   what could be heard after its hours; calls that go on are held, handed on, or fetched where a customer is alone.

What comes back are ids for the workers, after the commits. Two dispatchers at once are harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, close_windows
from dialer.agents.legs import legs_to_end, want_legs
from dialer.agents.previews import take_back
from dialer.agents.still_there import legs_to_check
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt
from dialer.calls.cut_off import cut_off
from dialer.calls.heard import to_hear
from dialer.carrier import CarrierError
from dialer.claiming.agent_calls import claim_calls, claim_clicked
from dialer.claiming.greetings import claim_greetings
from dialer.courses import planning_due
from dialer.figures.upkeep import figures_due
from dialer.handling.handing_over import to_hand_over
from dialer.handling.left_alone import to_fetch
from dialer.handling.voices import to_treat
from dialer.inbound.crossing import crossed
from dialer.judgement.waiting import give_back
from dialer.learned import not_reached
from dialer.persons.erase import erase_again
from dialer.recordings.discarding import erase_old
from dialer.recordings.due import recordings_due
from dialer.rehearsing.carrying_out import to_rehearse
from dialer.signs import ON_HOLD, signs
from dialer.talks.drafts import forget_old
from dialer.texting.messages import plan_messages
from dialer.texting.texts import claim_texts
from dialer.tools import BATCH, Tools
from dialer.topics import locked
from runtime.database import Sessions
from runtime.logs import bound

log = structlog.get_logger()

#: An attempt past its deadline is asked about again after this many seconds.
AGAIN = 30
#: The carrier did not take a call back: asked again after this.
STOP_AGAIN = timedelta(seconds=3)


@dataclass(frozen=True)
class Work:
    """Ids for the workers, by deed."""

    #: Of these attempts the carrier told something; see `dialer.calls.heard`.
    hear: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    reconcile: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    #: Calls that came in while we rang the same people: ours is to be ended.
    stop_crossed: list[int] = field(default_factory=list)
    place_leg: list[int] = field(default_factory=list)
    end_leg: list[int] = field(default_factory=list)
    check_legs: list[int] = field(default_factory=list)
    #: Calls whose voices are to be held or muted, or not any more; customers who are alone; transfers.
    treat: list[int] = field(default_factory=list)
    fetch: list[int] = field(default_factory=list)
    hand_over: list[int] = field(default_factory=list)
    #: Recordings to start, to ask about, to fetch or to delete.
    tend_recording: list[int] = field(default_factory=list)
    #: Test calls and test texts, to be placed or asked about.
    rehearse: list[int] = field(default_factory=list)
    #: Whatever waits to be planned; the number says nothing.
    plan: list[int] = field(default_factory=list)
    #: Something was changed that the reports count; the number says nothing.
    figures: list[int] = field(default_factory=list)
    #: Figures for operators are to be counted; not of a tick: the clock asks for it. The number says nothing.
    watch: list[int] = field(default_factory=list)


Deed = Callable[[Tools, Session, datetime], list[int] | None]

#: By the names of their signs, in this order. What these leave behind may be for the others.
FIRST: dict[str, Deed] = {
    "windows": lambda _, session, now: _close_windows(session, now),
    "messages": plan_messages,
    "leases": lambda _, session, now: _take_back(session, now),
    "previews": lambda _, session, now: take_back(session, now),
    "old recordings": lambda _, session, now: erase_old(session, now),
    "old drafts": lambda _, session, now: forget_old(session, now),
    "erased persons": lambda _, session, now: erase_again(session, now),
    "cut-off": cut_off,
    "transfers": to_hand_over,
}
#: An agent's own telephone comes before any call that he could take.
THEN: dict[str, Deed] = {
    "legs": want_legs,
    "clicked calls": claim_clicked,
    "agent calls": claim_calls,
    "greetings": claim_greetings,
    "texts": claim_texts,
    "overdue": lambda tools, session, now: _overdue(tools, session, now),
    "unwanted": lambda tools, session, now: _unwanted(tools, session, now),
    "crossed": crossed,
    "legs to end": legs_to_end,
    "legs to check": legs_to_check,
    "voices": to_treat,
    "left alone": to_fetch,
    "recordings": recordings_due,
    "rehearsals": to_rehearse,
    "planning": planning_due,
    "figures": figures_due,
}
_CLAIMS = ("clicked calls", "agent calls", "greetings", "texts")


def tick(tools: Tools) -> Work:
    """One tick at the clock's present instant. After a backup was put in place nothing is claimed until it may be."""
    there = _signs(tools)
    found = _done(tools, FIRST, there)
    there = _signs(tools) if found else there
    found |= _done(tools, THEN, there.difference(_CLAIMS) if ON_HOLD in there else there)

    def ids(*names: str) -> list[int]:
        return [one for name in names for one in found.get(name, ())]

    return Work(
        place=ids(*_CLAIMS),
        reconcile=ids("overdue"),
        stop=ids("unwanted"),
        stop_crossed=ids("crossed"),
        place_leg=ids("legs"),
        end_leg=ids("legs to end"),
        check_legs=ids("legs to check"),
        treat=ids("voices"),
        fetch=ids("left alone"),
        hand_over=ids("transfers"),
        tend_recording=ids("recordings"),
        rehearse=ids("rehearsals"),
        plan=ids("planning"),
        figures=ids("figures"),
    )


def _done(tools: Tools, parts: Mapping[str, Deed], there: Collection[str]) -> dict[str, list[int]]:
    return {name: _part(tools, name, deed) for name, deed in parts.items() if name in there}


def _signs(tools: Tools) -> frozenset[str]:
    with tools.at_once() as session:
        return signs(session, tools.now())


def listen(tools: Tools) -> Work:
    """What the carrier has told since; asked many times a second between two ticks."""
    return Work(hear=_part(tools, "heard", to_hear, tools.at_once))


def _part(tools: Tools, name: str, deed: Deed, sessions: Sessions | None = None) -> list[int]:
    """One part in its own transaction; what is wrong with one row does not keep the others from their work.

    `sessions` are those of a part that is one statement. A database that is away is not this part's trouble:
    `OperationalError` is the caller's to wait out.
    """
    with bound(part=name):
        try:
            with (sessions or tools.sessions).begin() as session:
                return deed(tools, session, tools.now()) or []
        except OperationalError:
            raise
        except Exception:
            log.exception("tick_part_failed")
            return []


def _close_windows(session: Session, now: datetime) -> None:
    closed = close_windows(session, now)
    not_reached(session, session.scalars(select(FollowUp).where(FollowUp.id.in_(closed))).all(), now)


def _take_back(session: Session, now: datetime) -> None:
    """Claims whose lease ran out: the job was lost, or every worker is gone. No phone rang."""
    give_back_claims(session, Attempt.deadline_at <= now, "lease_expired", now)


def put_down(tools: Tools) -> None:
    """The clock ends, and perhaps the house with it: what is claimed and not begun goes back now, not by its lease.

    A worker that takes such a job later finds that it is not claimed any more, and does nothing.
    """
    with bound(part="put down"), tools.sessions.begin() as session:
        give_back_claims(session, Attempt.state == AttemptState.CLAIMED, "house_closed", tools.now())


def give_back_claims(session: Session, which: ColumnElement[bool], why: str, now: datetime) -> None:
    """Take back those of these claims that nobody has begun. No phone rang. The caller commits."""
    claims = select(Attempt.id).where(Attempt.state == AttemptState.CLAIMED, which).order_by(Attempt.id).limit(BATCH)
    for attempt_id in session.scalars(claims).all():
        held = locked(session, attempt_id)
        if held is not None and held.attempt.state is AttemptState.CLAIMED:
            give_back(session, held, why, now, now)


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
    # Who answered in the meantime is not cut off: the wish is void, unless the agent has one of his own.
    wanted = attempt is not None and attempt.stop_wanted_at is not None
    if attempt is not None and wanted and attempt.carrier_id and not attempt.state.final:
        done = _stopped(tools, attempt.carrier_id)
        with tools.sessions.begin() as session:
            found = session.get_one(Attempt, attempt_id, with_for_update=True)
            if done:
                # A call that is ended in the carrier's queue sends no message: have it looked up soon.
                found.deadline_at = tools.now() if not found.state.final else None
            elif found.stop_wanted_at is not None:
                # It may ring until then: ask sooner than of one that was stopped.
                found.stop_wanted_at = tools.now() + STOP_AGAIN


def _stopped(tools: Tools, carrier_id: str) -> bool:
    """False where the carrier did not do it, or may not have."""
    try:
        tools.carrier.stop(carrier_id)
    except CarrierError:
        return False
    return True
