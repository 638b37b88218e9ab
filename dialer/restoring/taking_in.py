"""Taking in what the carrier knows of the time since a backup, so that nobody is called or texted twice for it.

1. What was under way in the backup is looked up as always.
2. Each call of ours that the ledger does not know is booked as a try of what the customer was due at that time. Nobody
   answered: the next try is planned by the rules, caps included. A greeting was heard: done. Somebody talked, or talks:
   what came of it is lost with the outcome, so that everything due to this customer is kept from being called and
   waits for a person.
3. A text that waits to be sent and was sent is bound to the one that was sent.
4. What customers wrote is received: who asked to be left in peace is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CompoundSelect, select, union
from sqlalchemy.orm import Session

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import Leg
from dialer.attempt_life import OPEN, AttemptState, Result
from dialer.attempts import Attempt, write_attempt
from dialer.attempts import move as move_attempt
from dialer.calls.reconcile import reconcile
from dialer.calls.record import Report, record
from dialer.carrier import Told
from dialer.inbound.texts import Came, InboundText, receive
from dialer.judgement.waiting import wait
from dialer.rehearsals import Rehearsal
from dialer.texting.messages import plan_messages
from dialer.tools import Tools
from dialer.topics import locked, rank

#: Before the instant up to which the ledger knows everything: clocks differ, and a job takes its time.
MARGIN = timedelta(minutes=10)
#: Why something waits for a person.
RESTORED = "restored"
#: In the words of a report: somebody picked up.
_TALKED = ("talked", "")


def take_in(tools: Tools, since: datetime) -> Counter[str]:
    """Take in everything since; how much of what. Harmless when run twice. Raises `CarrierError`."""
    _look_up_what_was_under_way(tools)
    told = [one for channel in ("call", "text") for one in reversed(tools.carrier.since(channel, since - MARGIN))]
    with tools.sessions.begin() as session:
        plan_messages(tools, session, tools.now())
        known = set(session.scalars(_known()))
    found: Counter[str] = Counter()
    for one in told:
        if one.view.carrier_id in known:
            continue
        with tools.sessions.begin() as session:
            found[_taken(tools, session, one)] += 1
    _look_up_what_was_under_way(tools)
    return found


def _known() -> CompoundSelect[str | None]:
    ids = (table.carrier_id for table in (Attempt, Leg, Rehearsal, InboundText))
    return union(*(select(one).where(one.is_not(None)) for one in ids))


def _look_up_what_was_under_way(tools: Tools) -> None:
    beyond = [s for s in OPEN if s is not AttemptState.CLAIMED]
    with tools.sessions() as session:
        ids = session.scalars(select(Attempt.id).where(Attempt.state.in_(beyond)).order_by(Attempt.id)).all()
    for attempt_id in ids:
        reconcile(tools, attempt_id)


def _taken(tools: Tools, session: Session, one: Told) -> str:
    """Write one down; what it was."""
    text = one.view.body is not None
    if one.inbound:
        return _received(session, one) if text else "calls_in"
    if text:
        return _bind_text(tools, session, one)
    return _book(session, one, tools.now())


def _received(session: Session, one: Told) -> str:
    receive(session, Came(one.view.carrier_id, one.from_, one.to, one.view.body or ""), one.view.created_at)
    return "texts_in"


def _bind_text(tools: Tools, session: Session, one: Told) -> str:
    """The waiting text that says the same to the same number."""
    waiting = select(Attempt.id, Attempt.body).where(Attempt.e164 == one.to, Attempt.state == AttemptState.PLANNED)
    same = (
        row.id
        for row in session.execute(waiting.order_by(Attempt.id))
        if row.body and row.body in (one.view.body or "")
    )
    attempt_id = next(same, None)
    held = locked(session, attempt_id) if attempt_id else None
    if held is None:
        return "texts_of_nobody"
    text, at = held.attempt, one.view.created_at
    for state in (AttemptState.CLAIMED, AttemptState.PLACING, AttemptState.PLACED):
        move_attempt(session, text, state, RESTORED, tools.now())
    text.claimed_at = text.placing_at = text.placed_at = at
    text.carrier_id, text.deadline_at = one.view.carrier_id, tools.now()
    return "texts_bound"


def _book(session: Session, one: Told, now: datetime) -> str:
    """A try of what was due then. Where nothing was, nobody knows what it was about, and nothing is due for it."""
    due = _due(session, one.to, one.view.created_at)
    if not due:
        return "calls_of_nobody"
    lead = due[0]
    talked = one.view.result in _TALKED and lead.mode == "agent"
    attempt_id = _write(session, lead, one)
    if attempt_id is None:
        return "calls_beside_another"
    lead.tries_made = min(lead.tries_made + 1, lead.tries_allowed)
    if talked:
        _keep_for_a_person(session, attempt_id, due, one, now)
        return "calls_talked"
    move(session, lead, FollowUpState.UNDERWAY, RESTORED, now)
    session.flush()
    result = Result(one.view.result) if one.view.result else Result.TALKED
    record(session, attempt_id, Report(f"restored:{one.view.carrier_id}", one.view.carrier_id, "ended", result), now)
    return "calls_heard" if result is Result.TALKED else "calls_missed"


def _due(session: Session, e164: str, at: datetime) -> Sequence[FollowUp]:
    """What was due then to whoever has this number, the most likely first, locked."""
    whose = select(CustomerNumber.customer_id).where(CustomerNumber.e164 == e164)
    mine = select(FollowUp).where(
        FollowUp.customer_id.in_(whose),
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode.in_(("agent", "greeting")),
        FollowUp.opens_at <= at,
        FollowUp.closes_at > at,
    )
    return sorted(session.scalars(mine.order_by(FollowUp.id).with_for_update()), key=rank)


def _write(session: Session, lead: FollowUp, one: Told) -> int | None:
    at = one.view.created_at
    return write_attempt(
        session,
        lead,
        channel="call",
        e164=one.to,
        line=one.from_,
        mode=lead.mode,
        state=AttemptState.PLACING,
        reason=RESTORED,
        claimed_at=at,
        placing_at=at,
        deadline_at=at,
        carrier_id=one.view.carrier_id,
        evidence={RESTORED: at.isoformat()},
    )


def _keep_for_a_person(session: Session, attempt_id: int, due: Sequence[FollowUp], one: Told, now: datetime) -> None:
    attempt = session.get_one(Attempt, attempt_id)
    attempt.answered_at, attempt.result = one.view.created_at, Result.TALKED
    move_attempt(session, attempt, AttemptState.ENDED, RESTORED, now)
    for follow_up in due:
        wait(follow_up, RESTORED, follow_up.closes_at)
