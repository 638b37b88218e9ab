"""The record: what the carrier says of an attempt becomes its state, once, in any order, and never backwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, CarrierEvent, move
from dialer.calls.receipts import not_delivered
from dialer.carrier import CarrierError, Unsubscribed
from dialer.texting.texts import withdraw_text
from dialer.topics import Held, lock_customers, locked
from dialer.tries.consequences import follow_through

#: How long a conversation may last before the carrier is asked whether it still does.
TALK = timedelta(minutes=10)
#: From the end of the ring time until the carrier is asked what became of the call.
GRACE = timedelta(seconds=60)
#: So long a text may wait for its receipt; most come within minutes, and some networks send none.
RECEIPT = timedelta(hours=1)

_STAGES = {
    "placed": AttemptState.PLACED,
    "ringing": AttemptState.RINGING,
    "answered": AttemptState.ANSWERED,
    "ended": AttemptState.ENDED,
}


@dataclass(frozen=True)
class Report:
    """One message of the carrier about one attempt, in our words."""

    #: The same message sent twice has the same key.
    dedupe_key: str
    carrier_id: str
    #: placed, ringing, answered, ended, or one of the side notes: joined, machine
    stage: str
    #: With `ended`: how, in the words of `Result`; an answered call that is over says `talked`.
    result: Result | None = None
    #: The carrier's code beside it, for people who ask why.
    code: str = ""
    sequence: int | None = None
    happened_at: datetime | None = None
    #: Of a text that did not arrive: what the code decides.
    refusal: type[CarrierError] | None = None


def asked_key(carrier_id: str) -> str:
    """The dedupe key of the carrier's question what whoever answered this call is to hear."""
    return f"answer:{carrier_id}"


def attempt_id_of(session: Session, *, token: str = "", carrier_id: str = "") -> int | None:
    """Which attempt a message is about; None when nobody here knows it."""
    name = Attempt.token == token if token else Attempt.carrier_id == carrier_id
    return session.scalar(select(Attempt.id).where(name))


def record(session: Session, attempt_id: int, report: Report, now: datetime) -> bool:
    """Write one report down; False when it was heard before. The caller commits.

    Deduplicated by key, ranked by `AttemptState.rank`: a report that says less than is known changes nothing.
    """
    row = as_row(report, now) | {"attempt_id": attempt_id}
    first = insert(CarrierEvent).values(row).on_conflict_do_nothing().returning(CarrierEvent.id)
    if session.execute(first).scalar() is None:
        return False
    act_on(session, attempt_id, report, now)
    return True


def act_on(session: Session, attempt_id: int, report: Report, now: datetime) -> None:
    """Make the ledger say what this report says, where that is more than is known. The caller commits."""
    if report.refusal is Unsubscribed:
        # A suppression follows, and everybody locks the customers before the follow-ups.
        lock_customers(session, [attempt_id])
    held = locked(session, attempt_id)
    if held is None:
        return
    attempt = held.attempt
    if attempt.carrier_id is None and report.carrier_id:
        attempt.carrier_id = report.carrier_id
    if report.carrier_id != attempt.carrier_id:
        return  # A second call under the same token, stopped by the reconciler: its end is not our end.
    if report.stage == "joined":
        attempt.joined_at = attempt.joined_at or report.happened_at or now
    elif report.stage == "machine":
        attempt.machine = True
    else:
        _advance(session, held, report, now)


def as_row(report: Report, now: datetime) -> dict[str, object]:
    """The report as a row of `CarrierEvent`, without its attempt."""
    return {
        "dedupe_key": report.dedupe_key,
        "carrier_id": report.carrier_id,
        "kind": report.stage if report.result is None else f"{report.stage}:{report.result.value}",
        "code": report.code,
        "sequence": report.sequence,
        "happened_at": report.happened_at,
        "received_at": now,
    }


def _advance(session: Session, held: Held, report: Report, now: datetime) -> None:
    attempt, to = held.attempt, _STAGES[report.stage]
    at = report.happened_at or now
    if to.rank <= attempt.state.rank or attempt.state.rank < AttemptState.PLACING.rank:
        return
    attempt.placed_at = attempt.placed_at or at
    if to is AttemptState.PLACED and attempt.channel == "text":
        attempt.deadline_at = now + RECEIPT
    if to is AttemptState.RINGING:
        attempt.ringing_at = at
        attempt.deadline_at = now + timedelta(seconds=attempt.ring_seconds) + GRACE
    if to is AttemptState.ANSWERED:
        attempt.answered_at = attempt.answered_at or at
        attempt.deadline_at = now + TALK
        # Whoever wanted the ringing stopped does not want the conversation cut off.
        attempt.stop_wanted_at = None
        for topic in held.topics:
            withdraw_text(session, topic.id, "reached", now)
    if to is AttemptState.ENDED:
        # An agent who logged the outcome while the line was still open has said it already.
        attempt.result = attempt.result or _result(session, attempt, report)
        attempt.ended_at = at
    move(session, attempt, to, report.code or (report.result.value if report.result else report.stage), now)
    if to is AttemptState.ENDED:
        undelivered = attempt.channel == "text" and attempt.result is Result.UNDELIVERED
        if not (undelivered and not_delivered(session, held, report.refusal, now)):
            follow_through(session, held, now)


def _result(session: Session, attempt: Attempt, report: Report) -> Result:
    """How it ended, by what we know ourselves beside what the carrier says."""
    assert report.result is not None
    if report.result is not Result.TALKED:
        return report.result
    if attempt.mode != "greeting":
        return Result.TALKED if attempt.bridged_at is not None else Result.ABANDONED
    if attempt.machine:
        return Result.MACHINE
    # Where we could not be asked, the carrier has apologised and hung up: nothing of the greeting was heard.
    asked = select(CarrierEvent.id).where(CarrierEvent.dedupe_key == asked_key(attempt.carrier_id or ""))
    return Result.ABANDONED if session.scalar(asked) is None else Result.GREETED
