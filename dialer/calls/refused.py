"""Refused: the carrier said no before any phone rang, and each kind of no is one decision.

* The number is bad: never again; another number of the customer instead. One that takes no texts is still called.
* The person has told the carrier to stop: we stop too.
* The country is closed to us, or our own account is not set up for it: what waits stays planned, the campaign is paused
  where only its numbers are there, and the supervisor is told what to mend; see `dialer.troubles`.
* Not processed: again in half a minute, or at growing intervals where the carrier is out of order.
* No usable answer: *unknown*. Never dialled again, but looked for; see `dialer.calls.reconcile`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.follow_ups import move as move_follow_up
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt, AttemptChange, move
from dialer.carrier import (
    CarrierError,
    FateUnknown,
    Forbidden,
    NumberForbidden,
    NumberRefused,
    Strained,
    TakesNoTexts,
    TryLater,
    Undeliverable,
    Unsubscribed,
)
from dialer.judgement.waiting import give_back
from dialer.peace.campaign_control import pause_by_itself
from dialer.peace.suppress import suppress
from dialer.texting.messages import ALONE
from dialer.texting.texts import put_back, to_another_number
from dialer.tools import Tools
from dialer.topics import Held, lock_customers, locked
from dialer.tries.consequences import follow_through, number_is_dead, takes_no_texts
from dialer.troubles import MENDING, WIDE, note

#: The carrier asked us to slow down; and the longest that it is given to recover.
SLOWER, SLOWEST = timedelta(seconds=30), timedelta(minutes=30)
#: What was strained so long ago says nothing of today.
_OF_LATE = timedelta(hours=6)
#: One number on the carrier's own blocklist is set aside alone; a list with so many of them is for a person to look at.
BLOCKLISTED = 3


def refused(tools: Tools, attempt_id: int, refusal: CarrierError) -> None:
    """Write down what the carrier said instead of an id, and what follows from it."""
    with tools.sessions.begin() as session:
        if isinstance(refusal, Unsubscribed):
            # A suppression follows, and everybody locks the customers before the follow-ups.
            lock_customers(session, [attempt_id])
        held = locked(session, attempt_id)
        assert held is not None, "an attempt is never deleted while it is open"
        attempt, now = held.attempt, tools.now()
        if attempt.state is not AttemptState.PLACING:
            return  # A webhook was quicker: the carrier did it after all.
        if isinstance(refusal, FateUnknown):
            move(session, attempt, AttemptState.UNKNOWN, refusal.code, now)
            return
        for topic in held.topics if attempt.channel == "call" else ():
            topic.tries_made -= 1
        if isinstance(refusal, TryLater):
            give_back(session, held, _why(refusal), now + _gap(session, attempt, refusal, now), now)
        elif attempt.channel == "text":
            _text_refused(session, held, refusal, now)
        else:
            _call_refused(session, held, refusal, now)
    if type(refusal) in WIDE:
        _tell(tools, attempt_id, refusal)


def _why(refusal: TryLater) -> str:
    return "carrier_strained" if isinstance(refusal, Strained) else "carrier_busy"


def _gap(session: Session, attempt: Attempt, refusal: TryLater, now: datetime) -> timedelta:
    """Half a minute; twice as long each time that the same follow-up met a carrier that is out of order."""
    if not isinstance(refusal, Strained):
        return SLOWER
    met = (
        select(func.count())
        .join_from(AttemptChange, Attempt, Attempt.id == AttemptChange.attempt_id)
        .where(
            Attempt.follow_up_id == attempt.follow_up_id,
            AttemptChange.reason == _why(refusal),
            AttemptChange.at > now - _OF_LATE,
        )
    )
    times: int = session.execute(met).scalar_one()
    return min(SLOWER * (1 << min(times, 10)), SLOWEST)


def _call_refused(session: Session, held: Held, refusal: CarrierError, now: datetime) -> None:
    # One that the carrier keeps from us is a dead number as far as we can call; a person can have it freed.
    bad = isinstance(refusal, NumberRefused | NumberForbidden)
    _end(session, held, Result.BAD_NUMBER if bad else Result.BLOCKED, refusal, now)


def _text_refused(session: Session, held: Held, refusal: CarrierError, now: datetime) -> None:
    text = held.attempt
    if isinstance(refusal, TakesNoTexts):
        takes_no_texts(session, text.e164, refusal.code)
    if isinstance(refusal, NumberRefused):
        number_is_dead(session, text.customer_id, text.e164, refusal.code)
    if isinstance(refusal, TakesNoTexts | NumberRefused):
        if not to_another_number(session, text, now):
            _end(session, held, Result.BAD_NUMBER, refusal, now)
    elif isinstance(refusal, Undeliverable):
        _end(session, held, Result.UNDELIVERED, refusal, now)
    elif isinstance(refusal, Unsubscribed) or not put_back(
        session, text, f"carrier_{refusal.code}", now + MENDING, now
    ):
        _end(session, held, Result.BLOCKED, refusal, now)


def _end(session: Session, held: Held, result: Result, refusal: CarrierError, now: datetime) -> None:
    attempt = held.attempt
    attempt.result = result
    move(session, attempt, AttemptState.REFUSED, refusal.code, now)
    if not isinstance(refusal, Unsubscribed):
        follow_through(session, held, now)
        return
    # Whoever has this telephone said it, and with it for everybody who is called on it.
    for customer_id in held.customers:
        suppress(session, customer_id, "all", "opt_out", now)
    for topic in held.topics if attempt.channel == "call" or attempt.mode == ALONE else ():
        if not topic.state.final:
            move_follow_up(session, topic, FollowUpState.WITHDRAWN, "opt_out", now)


def _tell(tools: Tools, attempt_id: int, refusal: CarrierError) -> None:
    """Count the trouble, and pause the campaign that it is about. Apart, for a campaign is locked before its calls."""
    with tools.sessions.begin() as session:
        attempt, now = session.get_one(Attempt, attempt_id), tools.now()
        own = None
        if isinstance(refusal, Forbidden | NumberForbidden):
            of = select(FollowUp.campaign_id).where(FollowUp.id == attempt.follow_up_id)
            own = session.scalar(select(Campaign).where(Campaign.id.in_(of)).with_for_update())
        trouble = note(session, attempt, refusal, own.id if own else None, now)
        if own and (isinstance(refusal, Forbidden) or trouble.times >= BLOCKLISTED):
            pause_by_itself(own, refusal.code)
