"""The dispatcher's tick: everything that time brings about, each part in a transaction of its own.

1. Windows that are over close; claims that no worker took up are taken back.
2. What is due is claimed: what agents have clicked, promises and clinical calls, greetings, texts.
3. Whose facts have changed, and now and then everybody, is to be planned.
4. Agents' legs are wanted or ended; overdue attempts are to be reconciled; unwanted calls are to be stopped, and so is
   what could be heard after its hours; calls that go on are held, handed on, or fetched where a customer is alone.

What comes back are ids for the workers, after the commits. Two dispatchers at once are harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, close_windows
from dialer.agents.legs import legs_to_check, legs_to_end, want_legs
from dialer.agents.previews import take_back
from dialer.attempt_life import OPEN, AttemptState
from dialer.attempts import Attempt
from dialer.calls.cut_off import cut_off
from dialer.calls.heard import to_hear
from dialer.claiming.claim import claim_calls, claim_clicked, claim_greetings
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
from dialer.talks.drafts import forget_old
from dialer.texting.messages import plan_messages
from dialer.texting.texts import claim_texts
from dialer.tools import BATCH, Tools
from dialer.topics import locked

log = structlog.get_logger()

#: An attempt past its deadline is asked about again after this many seconds.
AGAIN = 30


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
    check_leg: list[int] = field(default_factory=list)
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


def tick(tools: Tools) -> Work:
    """One tick at the clock's present instant."""
    part = partial(_part, tools)
    part("windows", _close_windows)
    part("messages", lambda s, now: plan_messages(tools, s, now))
    part("leases", _take_back)
    part("previews", take_back)
    part("old recordings", erase_old)
    part("old drafts", forget_old)
    part("erased persons", erase_again)
    part("cut-off", lambda s, now: cut_off(tools, s, now))
    transfers = part("transfers", lambda s, now: to_hand_over(tools, s, now))
    # An agent's own telephone comes before any call that he could take.
    legs = part("legs", lambda s, now: want_legs(tools, s, now))
    return Work(
        place=[
            *part("clicked calls", lambda s, now: claim_clicked(tools, s, now)),
            *part("agent calls", lambda s, now: claim_calls(tools, s, now)),
            *part("greetings", lambda s, now: claim_greetings(tools, s, now)),
            *part("texts", lambda s, now: claim_texts(tools, s, now)),
        ],
        reconcile=part("overdue", lambda s, now: _overdue(tools, s, now)),
        stop=part("unwanted", lambda s, now: _unwanted(tools, s, now)),
        stop_crossed=part("crossed", lambda s, now: crossed(tools, s, now)),
        place_leg=legs,
        end_leg=part("legs to end", lambda s, now: legs_to_end(tools, s, now)),
        check_leg=part("legs to check", lambda s, now: legs_to_check(tools, s, now)),
        treat=part("voices", lambda s, now: to_treat(tools, s, now)),
        fetch=part("left alone", lambda s, now: to_fetch(tools, s, now)),
        hand_over=transfers,
        tend_recording=part("recordings", lambda s, now: recordings_due(tools, s, now)),
        rehearse=part("rehearsals", lambda s, now: to_rehearse(tools, s, now)),
        plan=part("planning", lambda s, now: planning_due(tools, s, now)),
        figures=part("figures", lambda s, now: figures_due(tools, s, now)),
    )


def listen(tools: Tools) -> Work:
    """What the carrier has told since; asked many times a second between two ticks."""
    return Work(hear=_part(tools, "heard", lambda s, now: to_hear(tools, s, now)))


def _part(tools: Tools, name: str, deed: Callable[[Session, datetime], list[int] | int | None]) -> list[int]:
    """One part in its own transaction; what is wrong with one row does not keep the others from their work.

    A database that is away is not this part's trouble: `OperationalError` is the caller's to wait out.
    """
    try:
        with tools.sessions.begin() as session:
            found = deed(session, tools.now())
    except OperationalError:
        raise
    except Exception:
        log.exception("tick_part_failed", part=name)
        return []
    return found if isinstance(found, list) else []


def _close_windows(session: Session, now: datetime) -> None:
    closed = close_windows(session, now)
    not_reached(session, session.scalars(select(FollowUp).where(FollowUp.id.in_(closed))).all(), now)


def _take_back(session: Session, now: datetime) -> None:
    """Claims whose lease ran out: the job was lost, or every worker is gone. No phone rang."""
    stale = select(Attempt.id).where(Attempt.state == AttemptState.CLAIMED, Attempt.deadline_at <= now).limit(BATCH)
    for attempt_id in session.scalars(stale).all():
        held = locked(session, attempt_id)
        if held is not None and held.attempt.state is AttemptState.CLAIMED:
            give_back(session, held, "lease_expired", now, now)


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
        tools.carrier.stop(attempt.carrier_id)
        with tools.sessions.begin() as session:
            found = session.get_one(Attempt, attempt_id, with_for_update=True)
            # A call that is ended in the carrier's queue sends no message: have it looked up soon.
            found.deadline_at = tools.now() if not found.state.final else None
