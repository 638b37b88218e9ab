"""Reconciling: an attempt that nobody told us the end of is looked up at the carrier, and never dialled again.

* Its id is known: what the carrier says is recorded like a webhook, and never takes back what is known already. A text
  that it has handed on, and of which no receipt has come, ends as *sent*.
* Its id is not known (the answer was lost, or a worker died between intent and answer): the carrier's recent calls
  between the two numbers are searched, and matched by when they were made. One match binds; of two the elder binds and
  the younger is ended; none after the grace is *lost*, which counts as a contact.

A call does not say at whose address its carrier asks for us. One made by hand between the same two numbers, within the
seconds of our own request, is therefore taken for ours unless a webhook with our token has named ours before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from dialer.agents.presence import Leg
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, move
from dialer.calls.record import RECEIPT, Report, record
from dialer.calls.strays import end_strays, keep_strays
from dialer.carrier import CarrierError, CarrierView
from dialer.rehearsals import Rehearsal
from dialer.tools import Tools
from dialer.topics import locked
from dialer.tries.consequences import follow_through

#: Seconds that the carrier's list may lag before "it knows nothing" is believed.
LAG = 60


def reconcile(tools: Tools, attempt_id: int) -> None:
    """Ask the carrier what became of one attempt and write it down; harmless when it is already known."""
    with tools.sessions() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is None or attempt.state.final:
            return
        # A call that came in was never placed by us.
        asked_at = attempt.placing_at or attempt.answered_at
        if asked_at is None:
            return
        taken = set(session.scalars(_same_numbers(attempt)))
    try:
        views = _views(tools, attempt, taken)
    except CarrierError:
        return  # The carrier does not answer; the deadline comes again.
    with tools.sessions.begin() as session:
        now = tools.now()
        if views:
            _record(tools, session, attempt, views[0], asked_at, now)
            keep_strays(session, attempt_id, views[1:] if attempt.channel == "call" else (), now)
        elif now > asked_at + tools.real(tools.carrier_timeout) + tools.soon(LAG):
            _lose(session, attempt, now)
    end_strays(tools, attempt_id)


def _record(
    tools: Tools, session: Session, attempt: Attempt, view: CarrierView, asked_at: datetime, now: datetime
) -> None:
    record(session, attempt.id, _as_report(tools, view, now), now)
    if attempt.channel == "text" and view.stage != "ended" and now >= asked_at + RECEIPT:
        record(session, attempt.id, _no_receipt(view), now)


def _same_numbers(attempt: Attempt) -> CompoundSelect[str | None]:
    """Calls and texts on this number that are known to be something else: another attempt, a leg, or a test call."""
    others = select(Attempt.carrier_id).where(
        Attempt.e164 == attempt.e164, Attempt.id != attempt.id, Attempt.carrier_id.is_not(None)
    )
    legs = select(Leg.carrier_id).where(Leg.e164 == attempt.e164, Leg.carrier_id.is_not(None))
    tests = select(Rehearsal.carrier_id).where(Rehearsal.phone == attempt.e164, Rehearsal.carrier_id.is_not(None))
    return union(others, legs, tests)


def _views(tools: Tools, attempt: Attempt, taken: set[str | None]) -> list[CarrierView]:
    """What the carrier has for this attempt, the oldest first."""
    if attempt.carrier_id:
        view = tools.carrier.look_up(attempt.carrier_id, attempt.channel)
        return [view] if view else []
    assert attempt.placing_at is not None
    # The carrier's clock shows whole seconds, and ours may be a little ahead of it.
    since = attempt.placing_at - timedelta(seconds=2) - tools.real(1)
    until = attempt.placing_at + tools.real(tools.carrier_timeout + 5)
    found = tools.carrier.find(attempt.channel, attempt.e164, attempt.line)
    ours = [v for v in found if v.carrier_id not in taken and since <= v.created_at <= until]
    # Several texts may be on their way to one number at a time, and each says what it is.
    said = [v for v in ours if v.body is None or attempt.body in v.body]
    return sorted(said, key=lambda v: v.created_at)


def _as_report(tools: Tools, view: CarrierView, now: datetime) -> Report:
    return Report(
        dedupe_key=f"polled:{view.carrier_id}:{view.stage}:{view.result}:{int(now.timestamp())}",
        carrier_id=view.carrier_id,
        stage=view.stage,
        result=Result(view.result) if view.result else None,
        code=view.code or "polled",
        refusal=tools.carrier.undelivered(view.code),
    )


def _no_receipt(view: CarrierView) -> Report:
    return Report(f"no_receipt:{view.carrier_id}", view.carrier_id, "ended", Result.SENT, "no_receipt")


def _lose(session: Session, asked_about: Attempt, now: datetime) -> None:
    held = locked(session, asked_about.id)
    if held is None or held.attempt.state is not asked_about.state:
        return  # While we asked, a webhook told us more.
    held.attempt.result = Result.LOST
    move(session, held.attempt, AttemptState.LOST, "no_trace_at_carrier", now)
    follow_through(session, held, now)
