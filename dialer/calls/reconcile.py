"""Reconciling: an attempt that nobody told us the end of is looked up at the carrier, and never dialled again.

* Its id is known: what the carrier says is recorded like a webhook. A text that it has handed on, and of which no
  receipt has come, ends as *sent*.
* Its id is not known (the answer was lost, or a worker died between intent and answer): the carrier's recent calls
  between the two numbers are searched. One match binds; of two the younger is ended; none after the grace is *lost*,
  which counts as a contact.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, move
from dialer.calls.record import RECEIPT, Report, record
from dialer.carrier import CarrierError, CarrierView
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
    for extra in views[1:]:
        tools.carrier.stop(extra.carrier_id)
    with tools.sessions.begin() as session:
        now = tools.now()
        if views:
            record(session, attempt_id, _as_report(views[0], now), now)
            if attempt.channel == "text" and views[0].stage != "ended" and now >= asked_at + RECEIPT:
                record(session, attempt_id, _no_receipt(views[0]), now)
            return
        lost_after = asked_at + tools.real(tools.carrier_timeout) + tools.soon(LAG)
        if now > lost_after:
            _lose(session, attempt, now)


def _same_numbers(attempt: Attempt) -> Select[str | None]:
    return select(Attempt.carrier_id).where(
        Attempt.e164 == attempt.e164, Attempt.id != attempt.id, Attempt.carrier_id.is_not(None)
    )


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
    return sorted(ours, key=lambda v: v.created_at)


def _as_report(view: CarrierView, now: datetime) -> Report:
    return Report(
        dedupe_key=f"polled:{view.carrier_id}:{view.stage}:{view.result}:{int(now.timestamp())}",
        carrier_id=view.carrier_id,
        stage=view.stage,
        result=Result(view.result) if view.result else None,
        code="polled",
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
