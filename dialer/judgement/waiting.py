"""Waiting: a follow-up that is not called about now keeps until when, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import move as move_attempt
from dialer.judgement.may_place import Judgement
from dialer.judgement.refusals import keep_refusal
from dialer.topics import Held

#: Somebody else's phone or customer is busy: look again soon.
BUSY = timedelta(minutes=2)
#: Reasons that waiting does not mend but a person may: look again after a while.
_MENDABLE = {"no_zone": timedelta(hours=1), "campaign_paused": BUSY}


def wait(follow_up: FollowUp, why: str, until: datetime) -> None:
    """Look at it again at this instant, and not before."""
    follow_up.next_try_at = until
    follow_up.waits_for = why


def defer(session: Session, follow_up: FollowUp, judgement: Judgement, until: datetime, now: datetime) -> None:
    """Not now, for a reason that is none of the rules': it is stored like theirs, and waits until this instant."""
    keep_refusal(session, follow_up.id, "call", replace(judgement, again_at=until), now)
    wait(follow_up, judgement.code, until)


def put_off(session: Session, follow_up: FollowUp, judgement: Judgement, now: datetime) -> None:
    """Store why the follow-up is not called now: wait for the next opening, or end it where waiting is no use."""
    keep_refusal(session, follow_up.id, "call", judgement, now)
    mendable = _MENDABLE.get(judgement.code)
    if judgement.again_at is not None and judgement.again_at < follow_up.closes_at:
        wait(follow_up, judgement.code, judgement.again_at)
    elif mendable:
        wait(follow_up, judgement.code, min(now + mendable, follow_up.closes_at))
    elif judgement.number is not None:
        # No opening is left: the window closes by itself and says so, and a ring-back still finds the follow-up.
        wait(follow_up, judgement.code, follow_up.closes_at)
    else:
        move(session, follow_up, FollowUpState.WITHDRAWN, judgement.code, now)


def give_back(session: Session, held: Held, why: str, again_at: datetime, now: datetime) -> None:
    """Take back an attempt that was surely not carried out; all its topics, or the text, wait until `again_at`."""
    attempt = held.attempt
    if attempt.channel == "text":
        move_attempt(session, attempt, AttemptState.PLANNED, why, now)
        attempt.due_at = again_at
        return
    attempt.result = Result.NOT_PLACED
    move_attempt(session, attempt, AttemptState.RELEASED, why, now)
    for follow_up in held.topics:
        if follow_up.state is FollowUpState.UNDERWAY:
            move(session, follow_up, FollowUpState.PLANNED, why, now)
            wait(follow_up, why, again_at)
