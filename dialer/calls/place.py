"""Placing one attempt by the intent ledger. Only a worker calls this; its queue carries nothing but the id.

1. In one transaction: lock, judge once more with fresh facts, write *placing*, commit. A topic that may not be talked
   about any more is left out; where it is the lead, the whole call is given back.
2. Ask the carrier, with no transaction open.
3. In another transaction: write down what it said; a refusal's consequences stand in `dialer.calls.refused`. No usable
   answer is *unknown*, and is never dialled again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, ids_of, move
from dialer.calls.record import GRACE, RECEIPT
from dialer.calls.refused import refused
from dialer.carrier import CallWanted, CarrierError, TextWanted
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_call, may_text
from dialer.judgement.waiting import give_back, put_off
from dialer.texting.texts import put_text_off
from dialer.tools import Tools
from dialer.topics import Held, about, drop, lock_customers, locked
from dialer.troubles import went_through
from runtime.logs import bind


def place(tools: Tools, attempt_id: int) -> None:
    """Carry one claimed attempt out. A second call for the same id finds it no longer claimed and does nothing."""
    wanted = _intend(tools, attempt_id)
    if wanted is None:
        return
    try:
        carrier_id = tools.carrier.text(wanted) if isinstance(wanted, TextWanted) else tools.carrier.call(wanted)
    except CarrierError as refusal:
        refused(tools, attempt_id, refusal)
    else:
        _placed(tools, attempt_id, carrier_id)


def _intend(tools: Tools, attempt_id: int) -> CallWanted | TextWanted | None:
    """Commit *placing*, or give the attempt back with the reason; None when there is nothing to ask the carrier."""
    with tools.sessions.begin() as session:
        _await_halts(session, attempt_id)
        held = locked(session, attempt_id)
        if held is None or held.attempt.state is not AttemptState.CLAIMED:
            return None
        now = tools.now()
        known = facts(session, held.topics, now)
        judgement = _judge(tools, held.attempt, known[held.lead.id], now)
        if not judgement.allowed:
            _release(session, held, judgement, now)
            return None
        grounds = _leave_out(tools, session, held, known, now)
        _write_intent(tools, session, held, {held.lead.id: judgement} | grounds, now)
        return _wanted(held.attempt)


_CAMPAIGNS = (
    select(Campaign.id)
    .where(
        Campaign.id.in_(select(FollowUp.campaign_id).where(FollowUp.id.in_(about(bindparam("id", type_=BigInteger)))))
    )
    .order_by(Campaign.id)
    .with_for_update(read=True)
)


def _await_halts(session: Session, attempt_id: int) -> None:
    """A halt or a suppression takes these rows for update: either it sees our *placing*, or we see it."""
    session.execute(_CAMPAIGNS, {"id": attempt_id})
    lock_customers(session, attempt_id, read=True)


def _judge(tools: Tools, attempt: Attempt, known: Facts, now: datetime) -> Judgement:
    if attempt.channel == "text":
        return may_text(known, attempt.e164, tools.carrier, now, attempt.answers_at)
    judgement = may_call(known, tools.carrier, now, tools.ring_bound)
    if judgement.allowed and judgement.number is not None and judgement.number.e164 != attempt.e164:
        return Judgement(False, "number_changed", judgement.number, now)
    return judgement


def _leave_out(
    tools: Tools, session: Session, held: Held, known: dict[int, Facts], now: datetime
) -> dict[int, Judgement]:
    """Companions that became forbidden since the claim are not talked about; the grounds of the others, by id."""
    stay = {}
    for companion in held.companions:
        judgement = _judge(tools, held.attempt, known[companion.id], now)
        if judgement.allowed and companion.state is FollowUpState.UNDERWAY:
            stay[companion.id] = judgement
            continue
        drop(session, held.attempt.id, companion, judgement.code, now)
        if companion.state is FollowUpState.PLANNED:
            put_off(session, companion, judgement, now)
    return stay


def _write_intent(tools: Tools, session: Session, held: Held, grounds: dict[int, Judgement], now: datetime) -> None:
    """From here on the phone may ring: the try counts for everything that the call is about."""
    attempt = held.attempt
    move(session, attempt, AttemptState.PLACING, "permitted", now)
    attempt.placing_at = now
    beside = {str(one): judgement.evidence for one, judgement in grounds.items() if one != held.lead.id}
    attempt.evidence = grounds[held.lead.id].evidence | ({"companions": beside} if beside else {})
    attempt.silent_by = min((one.silent_by for one in grounds.values() if one.silent_by), default=None)
    attempt.deadline_at = now + tools.real(tools.carrier_timeout + 10)
    for topic in held.topics if attempt.channel == "call" else ():
        topic.tries_made += topic.id in grounds


def _wanted(attempt: Attempt) -> CallWanted | TextWanted:
    if attempt.channel == "text":
        return TextWanted(attempt.token, attempt.e164, attempt.line, attempt.body)
    return CallWanted(
        token=attempt.token,
        to=attempt.e164,
        line=attempt.line,
        ring_seconds=attempt.ring_seconds,
        extension=attempt.extension,
        detect_machine=attempt.mode == "greeting",
    )


def _release(session: Session, held: Held, judgement: Judgement, now: datetime) -> None:
    """Not permitted after all: nothing was sent; the lead or the text waits, or ends by the reason.

    The companions had no part in the reason: they are due as they were, and one of them leads the next call.
    """
    if held.attempt.channel == "text":
        put_text_off(session, held.attempt, judgement, now)
        return
    for companion in held.companions:
        drop(session, held.attempt.id, companion, "call_released", now)
    give_back(session, held, judgement.code, now, now)
    if held.lead.state is FollowUpState.PLANNED:
        put_off(session, held.lead, judgement, now)


def _placed(tools: Tools, attempt_id: int, carrier_id: str) -> None:
    with tools.sessions.begin() as session:
        # The attempt alone: what it is about is not touched, and an attempt is never deleted while it is open.
        attempt, now = session.get_one(Attempt, attempt_id, with_for_update=True), tools.now()
        bind(**ids_of(attempt))
        attempt.carrier_id = attempt.carrier_id or carrier_id
        if attempt.state in (AttemptState.PLACING, AttemptState.UNKNOWN):
            move(session, attempt, AttemptState.PLACED, "accepted", now)
            attempt.placed_at = now
            call = attempt.channel == "call"
            attempt.deadline_at = now + (GRACE + tools.soon(attempt.ring_seconds) if call else RECEIPT)
        went_through(session, attempt, now)
