"""Placing one attempt by the intent ledger. Only a worker calls this; its queue carries nothing but the id.

1. In one transaction: lock, judge once more with fresh facts, write *placing*, commit.
2. Ask the carrier, with no transaction open.
3. In another transaction: write down what it said. No usable answer is *unknown*, and is never dialled again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.follow_ups import move as move_follow_up
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, locked, move
from dialer.carrier import (
    Blocked,
    CallWanted,
    CarrierError,
    FateUnknown,
    NumberRefused,
    TextWanted,
    TryLater,
    Unsubscribed,
)
from dialer.claim import give_back, put_off
from dialer.consequences import follow_through
from dialer.facts import Facts, facts
from dialer.may_place import Judgement, may_call, may_text
from dialer.record import GRACE, RECEIPT
from dialer.suppress import suppress
from dialer.texts import put_text_off
from dialer.tools import Tools

#: The carrier asked us to slow down.
SLOWER = timedelta(seconds=30)


def place(tools: Tools, attempt_id: int) -> None:
    """Carry one claimed attempt out. A second call for the same id finds it no longer claimed and does nothing."""
    wanted = _intend(tools, attempt_id)
    if wanted is None:
        return
    try:
        carrier_id = tools.carrier.text(wanted) if isinstance(wanted, TextWanted) else tools.carrier.call(wanted)
    except CarrierError as refusal:
        _refused(tools, attempt_id, refusal)
    else:
        _placed(tools, attempt_id, carrier_id)


def _intend(tools: Tools, attempt_id: int) -> CallWanted | TextWanted | None:
    """Commit *placing*, or give the attempt back with the reason; None when there is nothing to ask the carrier."""
    with tools.sessions.begin() as session:
        _await_halts(session, attempt_id)
        found = locked(session, attempt_id)
        if found is None or found[0].state is not AttemptState.CLAIMED:
            return None
        attempt, follow_up = found
        now = tools.now()
        known = facts(session, [follow_up], now)[follow_up.id]
        judgement = _judge(tools, attempt, known, now)
        if not judgement.allowed:
            _release(session, attempt, follow_up, judgement, now)
            return None
        _write_intent(tools, session, attempt, follow_up, judgement, now)
        return _wanted(attempt)


def _await_halts(session: Session, attempt_id: int) -> None:
    """A halt or a suppression takes these rows for update: either it sees our *placing*, or we see it."""
    about = select(Campaign.id).join(FollowUp, FollowUp.campaign_id == Campaign.id)
    about = about.join(Attempt, Attempt.follow_up_id == FollowUp.id).where(Attempt.id == attempt_id)
    session.execute(about.with_for_update(of=Campaign, read=True))
    whose = select(Customer.id).join(Attempt, Attempt.customer_id == Customer.id).where(Attempt.id == attempt_id)
    session.execute(whose.with_for_update(of=Customer, read=True))


def _judge(tools: Tools, attempt: Attempt, known: Facts, now: datetime) -> Judgement:
    if attempt.channel == "text":
        return may_text(known, attempt.e164, tools.carrier, now)
    judgement = may_call(known, tools.carrier, now, tools.ring_bound)
    if judgement.allowed and judgement.number is not None and judgement.number.e164 != attempt.e164:
        return Judgement(False, "number_changed", judgement.number, now)
    return judgement


def _write_intent(
    tools: Tools, session: Session, attempt: Attempt, follow_up: FollowUp, judgement: Judgement, now: datetime
) -> None:
    move(session, attempt, AttemptState.PLACING, "permitted", now)
    attempt.placing_at = now
    attempt.evidence = judgement.evidence
    attempt.deadline_at = now + tools.real(tools.carrier_timeout + 10)
    if attempt.channel == "call":
        follow_up.tries_made += 1


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


def _release(session: Session, attempt: Attempt, follow_up: FollowUp, judgement: Judgement, now: datetime) -> None:
    """Not permitted after all: nothing was sent; the follow-up or the text waits, or ends by the reason."""
    if attempt.channel == "text":
        put_text_off(session, attempt, judgement, now)
        return
    give_back(session, attempt, follow_up, judgement.code, now, now)
    if follow_up.state is FollowUpState.PLANNED:
        put_off(session, follow_up, judgement, now)


def _placed(tools: Tools, attempt_id: int, carrier_id: str) -> None:
    with tools.sessions.begin() as session:
        found = locked(session, attempt_id)
        assert found is not None, "an attempt is never deleted while it is open"
        attempt, _ = found
        now = tools.now()
        attempt.carrier_id = attempt.carrier_id or carrier_id
        if attempt.state in (AttemptState.PLACING, AttemptState.UNKNOWN):
            move(session, attempt, AttemptState.PLACED, "accepted", now)
            attempt.placed_at = now
            call = attempt.channel == "call"
            attempt.deadline_at = now + (GRACE + tools.soon(attempt.ring_seconds) if call else RECEIPT)


def _refused(tools: Tools, attempt_id: int, refusal: CarrierError) -> None:
    with tools.sessions.begin() as session:
        if isinstance(refusal, Unsubscribed):
            # A suppression follows, and everybody locks the customer before the follow-up.
            whose = select(Customer.id).join(Attempt, Attempt.customer_id == Customer.id)
            session.execute(whose.where(Attempt.id == attempt_id).with_for_update(of=Customer, key_share=True))
        found = locked(session, attempt_id)
        assert found is not None, "an attempt is never deleted while it is open"
        attempt, follow_up = found
        now = tools.now()
        if attempt.state is not AttemptState.PLACING:
            return  # A webhook was quicker: the carrier did it after all.
        if isinstance(refusal, FateUnknown):
            move(session, attempt, AttemptState.UNKNOWN, refusal.code, now)
            return
        if attempt.channel == "call":
            follow_up.tries_made -= 1
        if isinstance(refusal, TryLater):
            give_back(session, attempt, follow_up, "carrier_busy", now + SLOWER, now)
            return
        _write_refusal(session, attempt, follow_up, refusal, now)


def _write_refusal(
    session: Session, attempt: Attempt, follow_up: FollowUp, refusal: CarrierError, now: datetime
) -> None:
    attempt.result = Result.BAD_NUMBER if isinstance(refusal, NumberRefused) else Result.BLOCKED
    move(session, attempt, AttemptState.REFUSED, refusal.code, now)
    if isinstance(refusal, Unsubscribed):
        suppress(session, attempt.customer_id, "all", "opt_out", now)
        if attempt.channel == "call" and not follow_up.state.final:
            move_follow_up(session, follow_up, FollowUpState.WITHDRAWN, "opt_out", now)
    elif isinstance(refusal, NumberRefused | Blocked):
        follow_through(session, attempt, follow_up, now)
